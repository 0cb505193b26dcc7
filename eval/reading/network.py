"""The reader's two layers, in torch, which only learning needs: begun from the last two of the embedder."""

import math
from pathlib import Path
from typing import Any, Final

import torch
from torch import nn
from torch.nn import functional

from ingest.embed import DIMENSION

HEADS: Final = 12
LAYERS: Final = 2
OF_EMBEDDER: Final = 6
KINDS: Final = 6
"""Kinds of word, as `ingest.embed.reader` numbers them."""
DROPPED: Final = 0.1
_TINY: Final = 1e-12
_NAMES: Final = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "first": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "second": "output.LayerNorm",
}


class Layer(nn.Module):  # type: ignore[misc]
    """A transformer layer in which the question attends to itself and the line, and the line stays as it is."""

    def __init__(self) -> None:
        """Weights are chance until `begin`."""
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(DIMENSION, DIMENSION) for _ in range(4))
        self.first, self.second = nn.LayerNorm(DIMENSION, eps=_TINY), nn.LayerNorm(DIMENSION, eps=_TINY)
        self.up, self.down = nn.Linear(DIMENSION, 4 * DIMENSION), nn.Linear(4 * DIMENSION, DIMENSION)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, asked: Any, line: Any, mask: Any) -> Any:
        """`asked` (n, q, 384), `line` (n, t, 384), `mask` (n, 1, 1, q + t) -> (n, q, 384)"""
        both = torch.cat([asked, line], 1)
        scores = self._heads(self.query(asked)) @ self._heads(self.key(both)).transpose(2, 3)
        heard = (scores / math.sqrt(DIMENSION // HEADS) + mask).softmax(-1) @ self._heads(self.value(both))
        asked = self.first(asked + self.drop(self.out(heard.transpose(1, 2).flatten(2))))
        return self.second(asked + self.drop(self.down(functional.gelu(self.up(asked)))))

    def _heads(self, states: Any) -> Any:
        return states.unflatten(2, (HEADS, DIMENSION // HEADS)).transpose(1, 2)

    def begin(self, weights: dict[str, Any], layer: int) -> None:
        """Begin as this layer of the embedder."""
        for own, theirs in _NAMES.items():
            part = getattr(self, own)
            part.weight.data = weights[f"encoder.layer.{layer}.{theirs}.weight"].clone()
            part.bias.data = weights[f"encoder.layer.{layer}.{theirs}.bias"].clone()


class Network(nn.Module):  # type: ignore[misc]
    """Takes what `ingest.embed.reader.fed` makes, and gives the logarithm of each line's odds, (n,)."""

    def __init__(self, embedder: Path) -> None:
        """`embedder`: model.safetensors of all-MiniLM-L6-v2."""
        from safetensors.torch import load_file

        super().__init__()
        weights = load_file(embedder)
        self.kinds = nn.Embedding(KINDS, DIMENSION)
        nn.init.normal_(self.kinds.weight, std=0.02)
        self.even = nn.LayerNorm(DIMENSION, eps=_TINY)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for at, layer in enumerate(self.layers):
            layer.begin(weights, OF_EMBEDDER - LAYERS + at)
        self.drop = nn.Dropout(DROPPED)
        self.head = nn.Sequential(nn.Linear(2 * DIMENSION, 64), nn.GELU(), nn.Linear(64, 1))

    def forward(self, question: Any, question_kinds: Any, lines: Any, line_kinds: Any, there: Any) -> Any:
        """See `ingest.embed.reader.fed` for the shapes."""
        asked = self.even(question[None] + self.kinds(question_kinds))
        line = self.even(lines + self.kinds(line_kinds))
        heard = torch.cat([torch.ones_like(question_kinds, dtype=torch.bool), there], 1)
        mask = torch.where(heard, 0.0, -1e4)[:, None, None, :]
        for layer in self.layers:
            asked = layer(asked, line, mask)
        return self.head(self.drop(torch.cat([asked.mean(1), asked[:, 0]], 1)))[:, 0]
