"""How often verdicts like this one were right on sealed notes: `python -m eval diagnosis --part test --write`."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from ingest.records import Diagnosis, Provenance

FILE: Final = Path(__file__).with_name("measured.json")


def how_often_right(diagnosis: Diagnosis, provenance: Provenance) -> tuple[str, ...]:
    """One sentence for a verdict of this engine and confidence; none when nobody has measured it."""
    if diagnosis.outcome == "won" or diagnosis.cause == "unknown":
        return ()
    hits, n = _figures(FILE).get(_engine(provenance), {}).get(diagnosis.confidence, (0, 0))
    return (f"On test notes, verdicts this sure were right {hits} of {n} times.",) if n else ()


def _engine(provenance: Provenance) -> str:
    """A small model that only chose among the built-in engine's causes was measured; a model of your own was not."""
    chose = any(prompt.id == "choose" for prompt in provenance.prompts)
    return "embedded" if chose else provenance.engine


@cache
def _figures(file: Path) -> dict[str, dict[str, tuple[int, int]]]:
    found: dict[str, dict[str, tuple[int, int]]] = json.loads(file.read_text(encoding="utf-8"))
    return found
