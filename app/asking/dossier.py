"""Everything on record about one account that a viewer may see, read once for one answer."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from app.asking.words import rarity, stems
from ingest.lines import flat
from ingest.records import Viewer
from ingest.store.asking import AskedLine, DealFacts
from ingest.store.rows import AccountRow, ReviewRow, Round

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.store.rows import FloatArray


@dataclass(frozen=True)
class Dossier:
    """One account. `vectors` is (len(lines), 384), a row of zeros for a line that was not embedded."""

    account: AccountRow
    rounds: tuple[Round, ...]
    lines: tuple[AskedLine, ...]
    vectors: "FloatArray"
    deals: dict[str, DealFacts]
    notes: dict[str, str]
    """Text of each review's note."""
    aliases: tuple[str, ...]

    @cached_property
    def rows(self) -> dict[str, ReviewRow]:
        """Reviews by id."""
        return {item.review.id: item.review for item in self.rounds}

    @cached_property
    def stems(self) -> tuple[tuple[str, ...], ...]:
        """Stems of each line."""
        return tuple(tuple(stems(flat(line.text))) for line in self.lines)

    @cached_property
    def rarity(self) -> dict[str, float]:
        """How much each stem tells among these lines."""
        return rarity(self.stems)

    def within(self, ids: "set[str]") -> tuple[Round, ...]:
        """Rounds of these reviews."""
        return tuple(item for item in self.rounds if item.review.id in ids)


def open_dossier(book: "Book", viewer: Viewer, account_id: int) -> Dossier:
    """Read it. Raises NotFound when this viewer may see nothing of the account."""
    ledger = book.store.ledger(viewer, account_id)
    lines, vectors = book.store.account_lines(viewer, account_id)
    ids = [item.review.id for item in ledger.rounds]
    deals, notes = book.store.deal_facts(viewer, ids), book.store.note_texts(viewer, ids)
    return Dossier(ledger.account, ledger.rounds, tuple(lines), vectors, deals, notes, ledger.aliases)
