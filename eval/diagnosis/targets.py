"""What each engine is to reach on the sealed part."""

from typing import Final, Literal

from eval.diagnosis.marks import FIRST

Engine = Literal["builtin", "embedded", "strong"]
"""Who read: the built-in engine, the small model on this machine, or one whose verdict stands."""
_MEASURES: Final = (
    FIRST,
    "cause in first two",
    "cause in first three",
    "cause after two questions",
    "cause first, stated reason wrong",
    "evidence overlaps a labelled line",
    "quotes that exist",
    "outcome",
    "account",
    "revisit words",
    "revisit date",
    "no reason named where there is none",
)
_WANTED: Final[dict[Engine, tuple[float, ...]]] = {
    "builtin": (0.60, 0.75, 0.85, 0.82, 0.55, 0.75, 1.0, 0.75, 0.90, 0.80, 0.70, 0.80),
    "embedded": (0.65, 0.78, 0.87, 0.85, 0.60, 0.75, 1.0, 0.80, 0.92, 0.85, 0.75, 0.80),
    "strong": (0.95, 0.99, 1.0, 0.98, 0.95, 0.95, 1.0, 0.95, 0.98, 0.95, 0.95, 0.95),
}
TARGETS: Final = {engine: dict(zip(_MEASURES, wanted, strict=True)) for engine, wanted in _WANTED.items()}
