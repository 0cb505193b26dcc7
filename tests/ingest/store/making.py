"""Readings and stores for tests, without an engine or an embedder."""

import datetime as dt
import hashlib
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.records import (
    Advice,
    Coaching,
    Diagnosis,
    Evidence,
    FutureCard,
    Line,
    Note,
    Person,
    Provenance,
    Ranked,
    Reading,
    Stated,
    Viewer,
)
from ingest.store.rows import WIDTH, Vectors
from prompts.codes import CAUSES

BOSS = Viewer(name="Me", all=True)
MAYA = Viewer(name="Maya Lindqvist")
BEN = Viewer(name="Ben Castellanos")

HALDEN = (
    "Lost Halden to Routely today. Dana said the price was fine. "
    "Finance never saw the business case. Come back in March when the budget opens."
)


def lines_of(text: str) -> tuple[Line, ...]:
    """Sentences, numbered from 1."""
    found = re.finditer(r"[^.\s][^.]*\.?", text)
    return tuple(
        Line(number=number, start=m.start(), end=m.end(), text=m.group(), side=("us", "buyer")[number % 2])
        for number, m in enumerate(found, start=1)
    )


def diagnosis(lines: tuple[Line, ...], **changes: Any) -> Diagnosis:
    """Cause no_access, proved by the last line, with the first one against it."""
    fields: dict[str, Any] = {
        "outcome": "competitor",
        "competitor": "Routely",
        "stated": Stated(text="price", cause="budget_ceiling"),
        "cause": "no_access",
        "confidence": "medium",
        "ranking": (Ranked(cause="no_access", score=0.7), Ranked(cause="budget_ceiling", score=0.3)),
        "mechanism": "Nobody met finance before the decision.",
        "control": "rep",
        "evidence": tuple(evidence(line) for line in lines[-1:]),
        "counter_evidence": tuple(evidence(line) for line in lines[:1]),
        "people": (Person(name="Dana Whitlock", role="COO", side="buyer"),),
    }
    return Diagnosis(**(fields | changes))


def evidence(line: Line) -> Evidence:
    return Evidence(line=line.number, start=line.start, end=line.end, text=line.text, side=line.side, cause="no_access")


def reading(text: str = HALDEN, *, past: tuple[str, ...] = (), **changes: Any) -> Reading:
    """One as the pipeline gives it; `changes` are of the diagnosis."""
    lines = lines_of(text)
    return Reading(
        note=Note(text=text, written=dt.date(2026, 3, 4)),
        lines=lines,
        diagnosis=diagnosis(lines, **changes),
        coaching=Coaching(lessons=(Advice(text="Meet finance early.", lines=(1,), past=past),)),
        card=FutureCard(
            revisit=dt.date(2027, 3, 1), reopen_when="The budget opens.", call="Dana", avoid="Price first."
        ),
        provenance=Provenance(engine="builtin", code="0.1.0", at=dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)),
    )


def vector(text: str) -> NDArray[np.float32]:
    """A unit vector that depends on the text alone."""
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
    row = np.random.default_rng(seed).normal(size=WIDTH).astype(np.float32)
    return row / np.linalg.norm(row)


def vectors(of: Reading) -> Vectors:
    rows = np.array([vector(line.text) for line in of.lines], dtype=np.float32).reshape(-1, WIDTH)
    return Vectors(rows, "test")


def many(number: int) -> tuple[str, str, Reading]:
    """Account, rep and a small reading; 500 accounts, 20 reps, all causes."""
    cause = CAUSES[number % len(CAUSES)]
    text = f"Deal {number} ended on us. They chose {('Routely', 'Kestrel', 'nobody')[number % 3]}. Word{number % 997} again."
    outcome = "won" if number % 4 == 0 else "competitor"
    confidence = "low" if cause == "unknown" else "medium"
    made = reading(
        text, cause=cause, outcome=outcome, confidence=confidence, mechanism=f"Step {number % 50} was skipped."
    )
    return f"Account {number % 500:03d} GmbH", f"Rep {number % 20:02d}", made
