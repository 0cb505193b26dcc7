"""Stands in for prompts/embedded_child.py without a model; the model file's name says how it behaves."""

import json
import os
import sys
import time
from pathlib import Path

from tests.fake_endpoint import FakeEndpoint, drip


def main() -> None:
    config = json.loads(sys.stdin.readline())
    mode = Path(config["path"]).stem
    if mode == "crashes":
        os.abort()
    if mode == "loads for ever":
        time.sleep(60)
    answer = json.dumps({"why": "Nobody called.", "lines": [1], "competitor": None, "cause": "follow_up"})
    with FakeEndpoint(drip if mode == "drips" else lambda asked: asked.answer(answer)).serving() as endpoint:
        print(json.dumps({"url": endpoint.url.removesuffix("/v1")}), flush=True)
        sys.stdin.read()
        os._exit(0)


main()
