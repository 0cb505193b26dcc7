"""`Store`: the records behind one name. Open it once a process and hand it down; it is safe in several threads."""

from collections.abc import Callable, Hashable
from typing import Self, TypeVar

from ingest.store.about import Personal
from ingest.store.accounts import AccountNames
from ingest.store.amend import Amendments
from ingest.store.asking import Asking
from ingest.store.backup import Backups
from ingest.store.calls import Calls
from ingest.store.coaching_reads import CoachingReads
from ingest.store.counting import Counting
from ingest.store.database import Database, open_database
from ingest.store.drafts import Drafts
from ingest.store.followups import Followups
from ingest.store.forgetting import Forgetting
from ingest.store.imports import Imports
from ingest.store.jobs import Jobs
from ingest.store.lines import Lines
from ingest.store.merging import Merging
from ingest.store.outbox import Outbox
from ingest.store.outgoing import Outgoing
from ingest.store.packs import Packs
from ingest.store.past import Past
from ingest.store.read import Reads
from ingest.store.revisits import Revisiting
from ingest.store.search import Search
from ingest.store.sharing import Sharing
from ingest.store.team import Team
from ingest.store.views import Looks
from ingest.store.write import Writes

T = TypeVar("T")


class Store(
    AccountNames,
    Merging,
    Revisiting,
    Writes,
    Amendments,
    Reads,
    Asking,
    Search,
    Past,
    Jobs,
    Drafts,
    Outbox,
    Outgoing,
    Lines,
    Calls,
    Forgetting,
    Personal,
    Backups,
    Imports,
    Team,
    Sharing,
    Looks,
    Packs,
    CoachingReads,
    Followups,
    Counting,
):
    """Users, accounts, deals, notes, reviews and all that hangs on them."""

    def __init__(self, db: Database) -> None:
        self.db = db

    @classmethod
    def open(cls, url: str, *, readonly: bool = False) -> Self:
        """Open the database at a SQLAlchemy URL; create or migrate it when needed.

        Raises:
            StoreError: Not a database, damaged, written by a newer Lossbook, out of reach or not writable.
        """
        return cls(open_database(url, readonly=readonly))

    def kept(self, key: Hashable, read: Callable[[], T]) -> T:
        """What `read` makes of the records, kept under `key` until anybody writes. The viewer belongs into the key."""
        return self.db.kept.get(key, read)

    def close(self) -> None:
        """Let go of the database."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def dialect(self) -> str:
        """Sqlite or postgresql."""
        return self.db.dialect
