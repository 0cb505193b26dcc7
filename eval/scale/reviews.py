"""Generated reviews: lines of one sample note, in order, among lines of others, under names of their own.

The lines that prove the cause stay, so a review reads as one loss; the rest is noise from other deals.
"""

import datetime as dt
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from eval.scale.lines import Base, Fill, Pool
from eval.scale.names import COMPETITORS, MONTHS, accounts, buyers, reps
from ingest.embed import MODEL_ID
from ingest.records import Diagnosis, Evidence, FutureCard, Given, Line, Note, Person, Reading, Revisit
from ingest.store.bulk import Bulk
from ingest.store.rows import Vectors

if TYPE_CHECKING:
    from numpy.random import Generator

    from ingest.embed import Vectors as Rows

WORDS: Final = 150
"""Of one note, on average."""
ACCOUNTS: Final = 30_000
_ROUNDS: Final = 3.3
"""Reviews an account has on average, until all names are used."""
_NOISE: Final = 0.5
"""Length of what is added to a unit vector: two uses of one line then have a cosine of about 0.8."""
_SHARED: Final = ("team", "team", "team", "manager", "private", "private")
_FIRST_DAY: Final = dt.date(2016, 1, 4)
_DAYS: Final = 3_900


def generate(count: int, pool: Pool, seed: int = 0) -> Iterator[Bulk]:
    """`count` reviews; the same ones for the same seed."""
    import numpy as np

    noise = np.random.default_rng(seed)
    names = accounts(min(ACCOUNTS, max(20, int(count / _ROUNDS))))
    for number in range(count):
        chance = random.Random(f"{seed}:{number}")  # noqa: S311 - repeatable, not secret
        yield _one(f"gen-{seed}-{number:06}", names, pool, chance, noise)


def _one(external_id: str, names: tuple[str, ...], pool: Pool, chance: random.Random, noise: "Generator") -> Bulk:
    base = chance.choice(pool.bases)
    # One account in a hundred comes back often, the others rarely.
    account = chance.choice(names[: len(names) // 100 + 1] if chance.random() < 0.05 else names)
    fill = Fill(account, chance.sample(buyers(), 4), chance.choice(COMPETITORS), chance)
    closed = _FIRST_DAY + dt.timedelta(days=chance.randrange(_DAYS))
    picked = _picked(base, pool, chance)
    revisit = closed + dt.timedelta(days=chance.randrange(60, 400)) if chance.random() < 0.4 else None
    texts = [
        f"{account}, closed {closed.isoformat()}. {fill.people[0]} led it, {fill.people[1]} signs.",
        *(fill(source.lines[at]) for source, at in picked),
    ]
    if revisit is not None:
        texts.append(f"They said to come back in {MONTHS[revisit.month - 1]} {revisit.year}.")
    note, lines = _note(texts, base, picked)
    own = {at: place for place, (source, at) in enumerate(picked, start=1) if source is base}
    diagnosis = _diagnosis(base.reading.diagnosis, lines, own, fill, revisit)
    rep = chance.choice(reps())
    given = Given(
        account=account,
        rep=rep,
        closed=closed,
        stated=diagnosis.stated.text if diagnosis.stated else None,
        amount=float(chance.randrange(4, 400) * 500),
        currency="EUR",
    )
    card = FutureCard(revisit=revisit, call=f"Call {fill.people[0]}.") if revisit else FutureCard()
    reading = Reading(
        note=note.model_copy(update={"written": closed}),
        lines=lines,
        diagnosis=diagnosis,
        coaching=base.reading.coaching,
        card=card,
        provenance=base.reading.provenance,
    )
    rows = [source.first + at for source, at in picked]
    vectors = _vectors(pool, rows, len(lines), noise)
    return Bulk(reading, account, rep, given, vectors, chance.choice(_SHARED), external_id)


def _picked(base: Base, pool: Pool, chance: random.Random) -> list[tuple[Base, int]]:
    """(note, line) in the order they will stand: what proves the cause, more of the same note, then others' lines."""
    diagnosis = base.reading.diagnosis
    proof = {item.line - 1 for item in (*diagnosis.evidence, *diagnosis.counter_evidence)}
    rest = [at for at in range(len(base.lines)) if at not in proof]
    kept = sorted(proof | set(chance.sample(rest, len(rest) // 3)))
    picked = [(base, at) for at in kept]
    words = sum(len(base.lines[at].split()) for at in kept) + 12
    wanted = chance.gauss(WORDS, 25)
    while words < wanted:
        other = chance.choice(pool.bases)
        at = chance.randrange(len(other.lines))
        if other is base:
            continue
        picked.insert(chance.randrange(len(picked) + 1), (other, at))
        words += len(other.lines[at].split())
    return picked


def _note(texts: list[str], base: Base, picked: list[tuple[Base, int]]) -> tuple[Note, tuple[Line, ...]]:
    lines, start = [], 0
    for number, text in enumerate(texts, start=1):
        source = picked[number - 2] if 2 <= number < len(picked) + 2 else None
        side = source[0].reading.lines[source[1]].side if source else "us"
        lines.append(Line(number=number, start=start, end=start + len(text), text=text, side=side))
        start += len(text) + 1
    return Note(text="\n".join(texts), kind="txt"), tuple(lines)


def _diagnosis(
    base: Diagnosis, lines: tuple[Line, ...], own: dict[int, int], fill: Fill, revisit: dt.date | None
) -> Diagnosis:
    def moved(item: Evidence) -> Evidence:
        line = lines[own[item.line - 1]]
        return Evidence(
            line=line.number, start=line.start, end=line.end, text=line.text, side=line.side, cause=item.cause
        )

    last = lines[-1]
    back = Revisit(text=last.text, date=revisit, line=last.number, start=last.start, end=last.end) if revisit else None
    people = tuple(
        Person(name=name, role=role, side="buyer") for name, role in zip(fill.people, ("champion", None), strict=False)
    )
    return base.model_copy(
        update={
            "account": fill.account,
            "competitor": fill.competitor if base.competitor else None,
            "evidence": tuple(moved(item) for item in base.evidence),
            "counter_evidence": tuple(moved(item) for item in base.counter_evidence),
            "recoverable": None,
            "people": people,
            "revisit": back,
        }
    )


def _vectors(pool: Pool, rows: list[int], lines: int, noise: "Generator") -> Vectors:
    """The pool's vectors, each pushed a little its own way. The first and last line, made here, are noise alone."""
    import numpy as np

    made: Rows = noise.standard_normal((lines, pool.vectors.shape[1]), dtype=np.float32)
    made *= _NOISE / np.sqrt(made.shape[1])
    made[1 : len(rows) + 1] += pool.vectors[rows]
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return Vectors(lines=made, model=MODEL_ID)
