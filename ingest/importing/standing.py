"""What is on record under a row's id, and what that makes of the row: new, unchanged, or the next version."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingest.importing.items import Row
from ingest.records import Reading
from ingest.store.names import account_key
from ingest.store.rows import OnRecord

if TYPE_CHECKING:
    from ingest.records import Viewer
    from ingest.store import Store

_ALIKE: Final = 60.0
"""Of 100, from which two texts are versions of one note."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A row that is to be recorded."""

    row: Row
    external_id: str
    mark: str
    old: OnRecord | None = None
    """The review it is the next version of."""
    again: bool = False
    """It came in before, and something else since: changed back, or one of two rows with one id."""


def ids_of(row: Row) -> tuple[str, ...]:
    """Ids this row may have: its own, and two for when another deal has that one."""
    stem = row.original.file.rpartition("/")[2].rpartition(".")[0] or row.original.file
    return row.external_id, f"{row.source}:{row.external_id}", f"{stem}:{row.external_id}"


def decide(row: Row, found: Mapping[str, OnRecord], store: "Store", viewer: "Viewer") -> Decided | None:
    """What is to be done with it; None when it is on record just like that.

    Two files may use one id for two deals. The same id of the same file is the same deal; of another file only when
    the account is the same or the text is much alike.
    """
    mark = mark_of(row)
    ids = ids_of(row)
    for each in ids:
        if each in found and _same(found[each].mark, mark, 2):
            return None
    for each in ids:
        old = found.get(each)
        if old is None:
            return Decided(row, each, mark)
        if _is_same_deal(row, mark, old, store, viewer):
            again = any(_same(earlier, mark, 2) for earlier in old.earlier)
            return Decided(row, each, f"{mark}:{old.id}", old, again)
    return Decided(row, f"{row.external_id}~{mark.split(':')[1][:8]}", mark)


def corrected(reading: Reading, old: Reading) -> Reading:
    """The new reading with the verdict a rep had put in the machine's place; what the machine says now is kept."""
    machine, said = reading.diagnosis, old.diagnosis
    stands = machine.model_copy(
        update={
            "outcome": said.outcome,
            "competitor": said.competitor,
            "cause": said.cause,
            "contributing": said.contributing,
            "confidence": said.confidence,
            "control": said.control,
            "mechanism": said.mechanism,
        }
    )
    return reading.model_copy(update={"diagnosis": stands, "machine": machine})


def candidates(rows: Iterable[Row]) -> set[str]:
    """Every id worth asking for."""
    return {each for row in rows for each in ids_of(row)}


def mark_of(row: Row) -> str:
    """What came in, in short: `source:content:file`."""
    # Where there is no segment the mark is the one such rows always had; `lost` and `opened` follow from the rest, and
    # which days lie ahead changes by itself.
    given = row.came or row.given
    said = given.model_dump_json(exclude={"rep", "lost", "opened", *(() if given.segment else ("segment",))})
    content = hashlib.sha256(f"{row.external_id}\n{row.note.text}\n{said}".encode(errors="surrogatepass")).hexdigest()[
        :24
    ]
    file = hashlib.sha256(row.original.file.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{row.source}:{content}:{file}"


def _same(one: str | None, other: str, parts: int) -> bool:
    return one is not None and one.split(":")[:parts] == other.split(":")[:parts]


def _is_same_deal(row: Row, mark: str, old: OnRecord, store: "Store", viewer: "Viewer") -> bool:
    theirs = (old.mark or "::").split(":")
    ours = mark.split(":")
    if theirs[0] and theirs[0] != ours[0]:
        return False
    if not row.path:
        if theirs[2] == ours[2]:
            return True
        if row.given.account and account_key(row.given.account) == account_key(old.account):
            return True
    from rapidfuzz import fuzz

    text = store.review(viewer, old.id).note.text
    return fuzz.token_sort_ratio(text[:5000], row.note.text[:5000]) >= _ALIKE
