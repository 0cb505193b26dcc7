"""Won, lost or still open: a CRM says so in a flag, a stage, a reason, a day or a chance of zero."""

import re
from collections.abc import Mapping
from typing import Final, Literal

from ingest.importing.values import text_of

Status = Literal["won", "lost", "open"]

_YES: Final = frozenset(["true", "1", "yes", "y", "x", "ja", "oui", "sí", "si"])
_NO: Final = frozenset(["false", "0", "no", "n", "nein", "non"])
_LOST: Final = re.compile(
    r"lost|\bloss\b|\bdead\b|disqualif|abandon|no[ _-]?decision|cancel|reject|declin|churn|unqualified|out-?sold"
    r"|competitor|in[ _-]house|verloren|perdu|perdid",
    re.IGNORECASE,
)
_WON: Final = re.compile(r"\bwon\b|closed ?won|closedwon|\bsigned\b|gewonnen|gagn|ganad|vinto", re.IGNORECASE)
_OPEN: Final = re.compile(r"^(?:open|in progress|on hold|active|pipeline|offen|ouvert|abierta?)$", re.IGNORECASE)
_CLOSED: Final = re.compile(r"^closed$|^geschlossen$|^abgeschlossen$", re.IGNORECASE)


def status_of(values: Mapping[str, str]) -> Status | None:
    """Status of one row, by its mapped cells; None when no column tells.

    A bare number is a CRM's own id of a stage and tells nothing.
    """
    outcome, stage = text_of(values.get("outcome")), text_of(values.get("stage"))
    return _flagged(values) or _worded(outcome) or _worded(stage) or _hinted(values, outcome, stage)


def _worded(label: str) -> Status | None:
    if _LOST.search(label):
        return "lost"
    if _WON.search(label):
        return "won"
    return "open" if _OPEN.match(label) else None


def _hinted(values: Mapping[str, str], outcome: str, stage: str) -> Status | None:
    """By a day it was lost or won, the chance, or a reason; else a stage that says neither is an open one."""
    if text_of(values.get("lost_on")):
        return "lost"
    if text_of(values.get("won_on")):
        return "won"
    chance = re.sub(r"(?:\.0+)?\s*%$", "", text_of(values.get("chance")))
    if chance == "0" or (text_of(values.get("reason")) and not chance):
        return "lost"
    if chance == "100":
        return "won"
    label = outcome if not stage or stage.isdigit() else stage
    if _CLOSED.match(label):
        return "lost"
    return "open" if label or chance or _no(values.get("closed_flag")) or _no(values.get("lost_flag")) else None


def _flagged(values: Mapping[str, str]) -> Status | None:
    won, lost, closed = (text_of(values.get(name)).lower() for name in ("won_flag", "lost_flag", "closed_flag"))
    if won in _YES:
        return "won"
    if lost in _YES:
        return "lost"
    if closed in _YES and won in _NO:
        return "lost"
    return None


def _no(cell: str | None) -> bool:
    return text_of(cell).lower() in _NO
