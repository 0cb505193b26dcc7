"""Everything on record about one firm that a viewer may see, read once for one answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from app.asking.words import rarity, stems
from ingest.lines import flat
from ingest.records import Viewer
from ingest.store.asking import AskedLine, DealFacts
from ingest.store.rows import ReviewRow, Round

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.store.rows import FloatArray


@dataclass(frozen=True)
class Dossier:
    """One firm. `vectors` is (len(lines), 384), a row of zeros for a line that was not embedded."""

    id: int
    name: str
    """Of the account that was asked for."""
    rounds: tuple[Round, ...]
    lines: tuple[AskedLine, ...]
    vectors: "FloatArray"
    deals: dict[str, DealFacts]
    notes: dict[str, str]
    """Text of each review's note."""
    names: tuple[str, ...]
    """Every way it is written on record."""

    @cached_property
    def rows(self) -> dict[str, ReviewRow]:
        """Reviews by id."""
        return {item.review.id: item.review for item in self.rounds}

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Each line on one row."""
        return tuple(flat(line.text) for line in self.lines)

    @cached_property
    def stems(self) -> tuple[tuple[str, ...], ...]:
        """Stems of each line."""
        return tuple(tuple(stems(text)) for text in self.texts)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """How much each stem tells among these lines."""
        return rarity(self.stems)

    def window(self, index: int) -> str:
        """A line with those beside it."""
        review = self.lines[index].review_id
        around = range(max(index - 1, 0), min(index + 2, len(self.lines)))
        return " ".join(self.texts[i] for i in around if self.lines[i].review_id == review)

    def within(self, ids: "set[str]") -> tuple[Round, ...]:
        """Rounds of these reviews."""
        return tuple(item for item in self.rounds if item.review.id in ids)


def _with_theirs(item: Round, rivals: set[str]) -> Round:
    """The round without those among its people who are its own rep, or a rival on record."""
    rep = item.review.rep.casefold()
    ours = {rep, *rep.split()[:1]}
    kept = tuple(one for one in item.people if one.side == "us" or one.name.casefold() not in rivals | ours)
    return item if len(kept) == len(item.people) else replace(item, people=kept)


def open_dossier(book: "Book", viewer: Viewer, account_ids: Sequence[int]) -> Dossier:
    """Read the accounts that are one firm. Raises NotFound when this viewer may see nothing of them."""
    found = book.store.opened(viewer, account_ids)
    rivals = {name.casefold() for name in book.store.rivals(viewer)}
    rounds = tuple(_with_theirs(item, rivals) for item in found.rounds)
    rows = [item.review for item in rounds]
    main = next((row for row in rows if row.account_id == account_ids[0]), rows[-1])
    return Dossier(
        id=main.account_id,
        name=main.account,
        rounds=rounds,
        lines=tuple(found.lines),
        vectors=found.vectors,
        deals=found.deals,
        notes=found.notes,
        names=tuple(dict.fromkeys((main.account, *(row.account for row in rows), *found.aliases))),
    )
