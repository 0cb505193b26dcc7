"""What was erased does not come back because its file is imported once more. See `ingest.store.ledger`."""

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from ingest.importing.standing import ids_of, mark_of
from ingest.store.ledger import Gone, row_keys, words_keys
from ingest.store.names import account_key, person_key

if TYPE_CHECKING:
    from ingest.importing.items import Row


class ErasedRows:
    """Asks the ledger about rows. An account's or a rep's deals of a later day are new, and stay."""

    def __init__(self, gone: Gone, rep: str) -> None:
        """`rep`: whose deals they are where a row does not say."""
        self._gone = gone
        self._rep = rep

    def why(self, row: "Row", account: str | None = None, day: dt.date | None = None) -> str | None:
        """Why a row is left out, one sentence; None when it is not.

        `account` and `day` are what its notes turned out to say, where the row says nothing.
        """
        if not self._gone:
            return None
        name = row.given.account or account
        key = account_key(name) if name else None
        at = self._gone.at("review", _keys(row, key))
        closed = row.given.closed or row.given.date or row.note.written or day
        for kind, of in (("account", key), ("rep", person_key(row.given.rep or self._rep))):
            then = self._gone.at(kind, [of]) if of else None  # type: ignore[arg-type]
            if then is not None and (closed is None or closed <= then.astimezone().date()):
                at = max(then, at or then)
        if at is None:
            return None
        local = at.astimezone()
        return f"Erased on {local.day} {local:%B %Y}, so it is not brought back. To keep it again, review it by hand."


def _keys(row: "Row", account: str | None) -> set[str]:
    source, content, file = mark_of(row).split(":")
    ids = [*ids_of(row), f"{row.external_id}~{content[:8]}"]
    digest = hashlib.sha256(row.note.text.encode(errors="surrogatepass")).hexdigest()
    return words_keys(digest, len(row.note.text), account) | row_keys(source, ids, account, file)
