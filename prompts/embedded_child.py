"""The process in which the embedded model runs; started by embedded.py, imports nothing of ours.

A process of its own because loading the model holds Python's lock for seconds, which would freeze every screen, and
because a crash in native code, or the kernel taking its memory back, must not take the app down with it.

stdin: one line of JSON with the configuration, then open for as long as the parent lives. stdout: one line of JSON,
{"url": ...} or {"error": ...}.
"""

import json
import os
import sys
from typing import Any


def main() -> None:
    config = json.loads(sys.stdin.readline())
    report = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    # Not niced: llama.cpp's threads wait for each other, so one that is put off holds up all (2.6 times slower here).
    try:
        server = _serve(config)
    except Exception as error:
        print(json.dumps({"error": str(error) or type(error).__name__}), file=report, flush=True)
        os._exit(1)
    print(json.dumps({"url": server.listening_address}), file=report, flush=True)
    sys.stdin.read()  # ends when the parent closes it, or is gone
    os._exit(0)


def _serve(config: dict[str, Any]) -> Any:
    """Start llama.cpp's server with every open default shut."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = config["path"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [config["key"]]
    params.cors_origins = ""
    params.cors_origins_explicit = True
    params.cors_credentials = False
    params.ui = False
    params.endpoint_slots = False
    params.endpoint_props = False
    params.endpoint_metrics = False
    params.n_parallel = 1
    params.n_ctx = config["n_ctx"]
    params.n_predict = config["n_predict"]
    params.n_batch = config["n_batch"]
    params.n_ubatch = config["n_batch"]
    params.cache_ram_mib = config["cache_mib"]
    params.timeout_read = config["timeout"]
    params.timeout_write = config["timeout"]
    params.n_threads_http = 4
    params.cpuparams.n_threads = config["threads"]
    params.cpuparams_batch.n_threads = config["threads"]
    params.n_gpu_layers = 0
    params.verbosity = -1
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
