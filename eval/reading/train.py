"""Learn the reader, say how it does on writers it never saw, and write it down.

Each question is a choice among some lines of its note and "none of them", whose odds are 1: the likelihood of the right
choice is made as large as it gets.
"""

import math
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from rich.console import Console
from scipy.stats import mannwhitneyu

from eval.answering.labels import LEFT_OUT, WAYS
from eval.reading.examples import Example, examples
from eval.reading.network import Network
from ingest.embed import DIMENSION, Embedder
from ingest.embed.reader import FILE, Reader, fed

ROUNDS: Final = 2
"""Times that every question is seen: with a third it knows them by heart."""
AT_ONCE: Final = 12
"""Questions of one step."""
NEAR: Final = 5
FAR: Final = 2
"""Lines of each: the nearest to the question, and some of the others."""
PACE: Final = 2e-4
NEW: Final = 4
"""How much faster what does not come from the embedder learns."""
WARMING: Final = 0.06
SEED: Final = 1
SAID: Final = 100
"""Steps after which it says how it goes."""


def run(embedder: Embedder, weights: Path, console: Console) -> None:
    """Learn from all writers but those left out, write `reader.onnx`, score it on those; minutes on two cores."""
    every = examples(embedder)
    network = learned([each for each in every if each.writer not in LEFT_OUT], weights, console)
    write(network, FILE)
    reader, rest = Reader(FILE), [each for each in every if each.writer in LEFT_OUT]
    for way in WAYS:
        console.print(f"{way}: {told(reader, [each for each in rest if each.way == way])}")


def learned(every: Sequence[Example], weights: Path, console: Console) -> Network:
    """A network that has seen these examples."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    network = Network(weights)
    steps = ROUNDS * math.ceil(len(every) / AT_ONCE)
    optimizer, pace = _optimizer(network, steps)
    began, losses = time.monotonic(), list[float]()
    network.train()
    for turn in range(ROUNDS):
        order = random.sample(every, len(every))
        for at in range(0, len(order), AT_ONCE):
            some = order[at : at + AT_ONCE]
            optimizer.zero_grad()
            for each in some:
                loss = _loss(network, each) / len(some)
                loss.backward()
                losses.append(float(loss.detach()) * len(some))
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            pace.step()
            if not len(losses) % (SAID * AT_ONCE):
                share, took = np.mean(losses[-SAID * AT_ONCE :]), time.monotonic() - began
                console.print(f"round {turn + 1} of {ROUNDS}, {len(losses)} questions, loss {share:.3f}, {took:.0f} s")
    network.eval()
    return network


def _optimizer(network: Network, steps: int) -> tuple[Any, Any]:
    new = [*network.head.parameters(), *network.kinds.parameters(), *network.even.parameters()]
    optimizer = torch.optim.AdamW(
        [{"params": network.layers.parameters(), "lr": PACE}, {"params": new, "lr": NEW * PACE}], weight_decay=0.02
    )
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (WARMING * steps)) * max(0.0, 1 - step / steps)
    )
    return optimizer, pace


def _loss(network: Network, example: Example) -> Any:
    chosen = _chosen(example)
    odds = network(**_tensors(example, chosen))
    shares = torch.cat([odds, odds.new_zeros(1)]).log_softmax(0)
    right = [at for at, row in enumerate(chosen) if row in example.right]
    return -torch.logsumexp(shares[right], 0) if right else -shares[-1]


def _chosen(example: Example) -> list[int]:
    """The right lines, those nearest to the question, and some others."""
    wrong = [row for row in example.near if row not in example.right]
    near, far = wrong[:NEAR], wrong[NEAR:]
    return [*example.right, *near[: max(NEAR - len(example.right), 2)], *random.sample(far, min(FAR, len(far)))]


def _tensors(example: Example, rows: Sequence[int]) -> dict[str, Any]:
    made = fed(example.question, [example.passages[row] for row in rows])
    return {name: torch.from_numpy(value) for name, value in made.items()}


def write(network: Network, file: Path) -> None:
    """As an ONNX file with weights of eight bits."""
    few = (torch.zeros(4, DIMENSION), torch.zeros(2, 4, dtype=torch.long), torch.zeros(2, 6, DIMENSION))
    names = {"question": "q", "question_kinds": "nq", "lines": "nt", "line_kinds": "nt", "there": "nt", "odds": "n"}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            network.eval(),
            (*few, torch.zeros(2, 6, dtype=torch.long), torch.ones(2, 6, dtype=torch.bool)),
            str(whole),
            input_names=list(names)[:-1],
            output_names=["odds"],
            dynamic_axes={name: dict(enumerate(axes)) for name, axes in names.items()},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(whole, file, weight_type=QuantType.QInt8, per_channel=True)


def told(reader: Reader, every: Sequence[Example]) -> str:
    """How well it tells questions that a note answers from near misses, and how often a right line comes first."""
    odds = [reader.read(each.question, each.passages) for each in every]
    sure = np.array([np.logaddexp.reduce(one) for one in odds])
    answered = np.array([bool(each.right) for each in every])
    area = mannwhitneyu(sure[answered], sure[~answered]).statistic / (answered.sum() * (~answered).sum())
    first = [int(one.argmax()) in each.right for one, each in zip(odds, every, strict=True) if each.right]
    return (
        f"area {area:.3f} ({answered.sum()} answered, {(~answered).sum()} not), right line first {np.mean(first):.3f}"
    )
