"""The records: SQL is the truth. The only importer of SQLAlchemy and Alembic.

In the order data meets them:

names       keys by which two spellings are one account or one person
rows        what comes out: plain typed rows, no SQL
account_rows  the same, about names, merges and revisits
team_rows   the same, about people
columns     what tables are made of: types that keep broken text out
team_tables who looked, consents, thanks, packs
tables      all the other tables
guards      triggers that make the records append-only, and full text
walls       the same for who looked, and row-level security on PostgreSQL
schema      a new database, or an old one migrated (migrations)
errors      every database error as one sentence
kept        what was read, kept until anybody writes
database    connections: short transactions, one writer at a time
ids         ids that sort by time
documents   nouns as JSON text
viewing     who may see what, as SQL; each read uses it
statements  what answering runs for every question, put together once
team        roles, managers of record, who may sign in
people      users, accounts, aliases and numbered rounds
accounts    which spellings are on record, and who may know them
merging     accounts merged, split, kept apart, and all of it undone
write       a review is recorded in one transaction
amend       corrections, debriefs, commitments, cards
sharing     who may see a review, consent to a kit, thanks
views       who looked at whose record
packs       1:1 packs of a manager and a rep
revisits    cards that wait, and what was found on coming back
fetch       a stored review put together again
read        lists, one account's ledger, counts
search      vectors, full text, which ids a viewer may see
counting_rows  what comes out of counting
counting    what the team page counts
past        past losses, laid out to be compared with
coaching_reads  a rep's reviews of some time, for a 1:1 and for commitments
followups   what a model found of a commitment in a later note
jobs        model work as a fair queue that survives a restart
drafts      what a rep has typed and not yet recorded
outbox      what the search index has still to learn, and which generation it reads
lines       ids and vectors of given reviews, for the search index
calls       the log of model calls
forget      what an erasure takes of people
takeout     deleting reviews with all that hangs on them
erase       taking an account or a person out for good
mentions    where a name stands, and making it unreadable there
forgetting  both: a person or an account out of everything
about       everything the records hold about one person
outgoing    names that a model on another machine is not to see
ledger      the erasure ledger, which outlives a restored backup
backup      online copies, and putting one back
store       `Store`: all of it behind one name

`Store` and `restore` are looked up when first asked for: SQLAlchemy costs 0.6 s, and a row type should not.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.store.backup import restore as restore
    from ingest.store.store import Store as Store


def __getattr__(name: str) -> Any:
    if name == "Store":
        from ingest.store.store import Store

        return Store
    if name == "restore":
        from ingest.store.backup import restore

        return restore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
