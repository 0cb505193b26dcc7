"""What an answer cost, from prices.json; only for models whose price is known."""

import json
import re
from functools import cache
from pathlib import Path


@cache
def _prices() -> dict[str, list[float]]:
    file = Path(__file__).with_name("prices.json")
    models: dict[str, list[float]] = json.loads(file.read_text(encoding="utf-8"))["usd_per_million_tokens"]
    return models


def cost(model: str, tokens_in: int, tokens_out: int) -> float | None:
    """US dollars for so many tokens; None when the model (or its undated name) is not in the table."""
    price = _prices().get(model) or _prices().get(re.sub(r"-\d{4}-\d{2}-\d{2}$", "", model))
    if price is None:
        return None
    return (tokens_in * price[0] + tokens_out * price[1]) / 1_000_000
