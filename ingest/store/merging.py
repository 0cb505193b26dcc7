"""Two accounts made one, one made two, and back again. Rows move; nothing is copied, and every step is kept.

A change remembers which aliases and deals moved, by number. So it can be undone after new deals came in, and what was
erased meanwhile stays away.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from ingest.records import Viewer
from ingest.store.account_rows import AccountChange
from ingest.store.database import Database
from ingest.store.names import account_key, person_key
from ingest.store.people import number_rounds
from ingest.store.tables import account_changes, accounts, aliases, deals, reviews
from ingest.store.viewing import is_current, visible
from prompts.errors import NotFound, StoreError

_MADE = -1
"""An alias that a split made is remembered by its negative number, one that moved by its number."""


class Merging:
    """Explicit, recorded, undoable; for a viewer who sees all, since accounts belong to everybody who records deals."""

    db: Database

    def merge_accounts(self, viewer: Viewer, keep: int, other: int) -> int:
        """Make `other` a part of `keep`: its deals and spellings move. Returns the change's id.

        Raises:
            NotFound: one of them is not there, or was merged meanwhile.
            StoreError: an account with itself, or a viewer who does not see all.
        """
        _may_change(viewer)
        if keep == other:
            raise StoreError("That is one account already; choose two.")
        with self.db.writing() as conn:
            _locked(conn, keep, other)
            names = conn.scalars(sa.select(aliases.c.id).where(aliases.c.account_id == other)).all()
            _move(conn, aliases, names, keep)
            # After the spellings: whoever records under one of them meanwhile waits, and then finds the new account.
            theirs = conn.scalars(sa.select(deals.c.id).where(deals.c.account_id == other)).all()
            _move(conn, deals, theirs, keep)
            number_rounds(conn, keep)
            return _note(conn, "merge", keep, other, names, theirs, viewer)

    def split_account(self, viewer: Viewer, account: int, review_ids: Iterable[str], name: str) -> int:
        """Make the deals of these reviews an account called `name`. Returns the change's id.

        Raises:
            NotFound: no such account, or none of the reviews is its.
            StoreError: nothing would stay, the name belongs to another account, or a viewer who does not see all.
        """
        _may_change(viewer)
        clean = " ".join(name.split())
        if not account_key(clean):
            raise StoreError(f"The name {name!r} is empty; give the new account a name.")
        with self.db.writing() as conn:
            _locked(conn, account)
            chosen = sa.select(reviews.c.first_id).where(reviews.c.id.in_(list(review_ids)))
            moving = _deals_of(conn, account, reviews.c.first_id.in_(chosen))
            staying = set(_deals_of(conn, account, sa.true())) - set(moving)
            if not moving:
                raise NotFound("None of these reviews belongs to that account; reload the page.")
            if not staying:
                raise StoreError("All deals would move; leave at least one with the account.")
            made = conn.execute(accounts.insert().values(name=clean, created=dt.datetime.now(dt.UTC)))
            new = int((made.inserted_primary_key or (0,))[0])
            alias = _alias_for(conn, account, new, clean)
            _move(conn, deals, moving, new)
            for touched in (account, new):
                number_rounds(conn, touched)
            return _note(conn, "split", account, new, [alias], moving, viewer)

    def keep_apart(self, viewer: Viewer, one: int, other: int) -> int:
        """Remember that these are two accounts, however alike their names are. Returns the change's id."""
        _may_change(viewer)
        with self.db.writing() as conn:
            _locked(conn, one, other)
            return _note(conn, "split", min(one, other), max(one, other), [], [], viewer)

    def undo_account_change(self, viewer: Viewer, change_id: int) -> None:
        """Put back what a merge or a split moved; deals recorded since stay where they are, or go with their name.

        Raises:
            NotFound: no such change.
            StoreError: undone already, erased since, changed again since, or a viewer who does not see all.
        """
        _may_change(viewer)
        with self.db.writing() as conn:
            change = conn.execute(sa.select(account_changes).where(account_changes.c.id == change_id)).one_or_none()
            if change is None:
                raise NotFound(f"There is no change {change_id!r} of accounts; reload the page.")
            if change.undone is not None:
                raise StoreError("That was undone already; nothing has changed.")
            if not change.account_id:
                raise StoreError("What was changed has been erased since; there is nothing to undo.")
            _locked(conn, change.account_id, change.other_id, empty_too=True)
            _refuse_when_changed_again(conn, change)
            _undo_merge(conn, change) if change.kind == "merge" else _undo_split(conn, change)
            for touched in (change.account_id, change.other_id):
                number_rounds(conn, touched)
            done = account_changes.update().where(account_changes.c.id == change_id)
            conn.execute(done.values(undone=dt.datetime.now(dt.UTC)))

    def account_changes(self, viewer: Viewer, account_id: int | None = None) -> list[AccountChange]:
        """What was merged, split and kept apart, the latest first, of accounts this viewer may know."""

        def read() -> list[AccountChange]:
            two = accounts.alias("two")
            query = (
                sa.select(account_changes, accounts.c.name.label("account"), two.c.name.label("other"))
                .join(accounts, accounts.c.id == account_changes.c.account_id)
                .join(two, two.c.id == account_changes.c.other_id)
                .where(_may_know(viewer, accounts.c.id), _may_know(viewer, two.c.id))
                .order_by(account_changes.c.id.desc())
            )
            if account_id is not None:
                here = (account_changes.c.account_id == account_id, account_changes.c.other_id == account_id)
                query = query.where(sa.or_(*here))
            with self.db.reading(viewer) as conn:
                # Most homes have none, and then it costs nothing to find out whom they would concern.
                if conn.scalar(sa.select(account_changes.c.id).limit(1)) is None:
                    return []
                return [_change(row) for row in conn.execute(query)]

        return list(self.db.kept.get(("account changes", viewer, account_id), read))


@dataclass(frozen=True, slots=True)
class Parts:
    """By which merge an alias or a deal came to its account; those that were always there are left out."""

    of_alias: dict[int, int]
    of_deal: dict[int, int]


def merged_parts(conn: sa.Connection) -> Parts:
    """Of all merges that stand; of two merges that moved a row, the first, which says what it belongs to."""
    standing = account_changes.c.undone.is_(None) & (account_changes.c.kind == "merge")
    found = Parts({}, {})
    for row in conn.execute(sa.select(account_changes).where(standing).order_by(account_changes.c.id)):
        for numbers, into in ((row.aliases, found.of_alias), (row.deals, found.of_deal)):
            for number in json.loads(numbers):
                into.setdefault(number, row.id)
    return found


def kept_for_undo() -> sa.ColumnElement[bool]:
    """Accounts without deals which a merge that stands would bring back."""
    return sa.exists().where(
        account_changes.c.kind == "merge",
        account_changes.c.undone.is_(None),
        account_changes.c.other_id == accounts.c.id,
    )


def forget_changes(conn: sa.Connection) -> None:
    """After an erasure: what is gone leaves the changes too, so that a number used again is not taken for it."""
    here = set(conn.scalars(sa.select(deals.c.id)))
    known = set(conn.scalars(sa.select(aliases.c.id)))
    for row in conn.execute(sa.select(account_changes).where(account_changes.c.deals != "[]")).all():
        left = [deal for deal in json.loads(row.deals) if deal in here]
        names = [alias for alias in json.loads(row.aliases) if abs(alias) in known]
        values: dict[str, Any] = {"deals": json.dumps(left), "aliases": json.dumps(names)}
        if not left:
            values |= {"aliases": "[]", "account_id": 0, "other_id": 0}
        conn.execute(account_changes.update().where(account_changes.c.id == row.id).values(values))


def forget_accounts(conn: sa.Connection) -> None:
    """Changes of an account that is gone keep their number only."""
    gone = sa.or_(
        *(~sa.exists().where(accounts.c.id == account_changes.c[side]) for side in ("account_id", "other_id"))
    )
    empty = {"account_id": 0, "other_id": 0, "aliases": "[]", "deals": "[]"}
    conn.execute(account_changes.update().where(account_changes.c.account_id != 0, gone).values(empty))


def forget_name(conn: sa.Connection, key: str) -> None:
    """An erased person leaves no name on the changes they made."""
    for row in conn.execute(sa.select(account_changes.c.id, account_changes.c.by)).all():
        if person_key(row.by) == key:
            conn.execute(account_changes.update().where(account_changes.c.id == row.id).values(by=""))


def _may_change(viewer: Viewer) -> None:
    if not viewer.all:
        raise StoreError(f"{viewer.name!r} cannot change accounts that others use too; ask the owner of this Lossbook.")


def _may_know(viewer: Viewer, account: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    if viewer.all:
        return sa.true()
    seen = sa.select(deals.c.account_id).join(reviews, reviews.c.deal_id == deals.c.id).where(visible(viewer))
    return account.in_(seen)


def _locked(conn: sa.Connection, *ids: int, empty_too: bool = False) -> None:
    """Hold these accounts until the end. Raises NotFound when one is not there, or has no deal any more."""
    # Spellings first, as `record` does, or the two would wait for each other.
    conn.execute(sa.select(aliases.c.id).where(aliases.c.account_id.in_(ids)).order_by(aliases.c.id).with_for_update())
    rows = sa.select(accounts.c.id).where(accounts.c.id.in_(ids)).order_by(accounts.c.id)
    found = set(conn.scalars(rows.with_for_update(key_share=True)))
    if not empty_too:
        busy = sa.select(deals.c.account_id).join(reviews, reviews.c.deal_id == deals.c.id)
        found &= set(conn.scalars(busy.where(deals.c.account_id.in_(ids), is_current())))
    missing = set(ids) - found
    if missing:
        raise NotFound(f"There is no account {min(missing)!r} any more; it may have been merged. Reload the page.")


def _move(conn: sa.Connection, table: sa.Table, ids: Iterable[int], account: int) -> None:
    for number in ids:
        conn.execute(table.update().where(table.c.id == number).values(account_id=account))


def _deals_of(conn: sa.Connection, account: int, which: sa.ColumnElement[bool]) -> list[int]:
    """Deals with a current review, and the older versions of it when they hang on a deal of their own."""
    query = sa.select(deals.c.id).join(reviews, reviews.c.deal_id == deals.c.id)
    return list(conn.scalars(query.where(deals.c.account_id == account, which).distinct().order_by(deals.c.id)))


def _alias_for(conn: sa.Connection, account: int, new: int, name: str) -> int:
    """The new account's spelling: one the old account had, or a new one (then its number is negative)."""
    key = account_key(name)
    if account_key(conn.scalar(sa.select(accounts.c.name).where(accounts.c.id == account)) or "") == key:
        raise StoreError(f"{name!r} is what this account is called; give the new one a name of its own.")
    taken = conn.execute(sa.select(aliases.c.id, aliases.c.account_id).where(aliases.c.key == key)).one_or_none()
    if taken is None:
        made = conn.execute(aliases.insert().values(account_id=new, text=name, key=key)).inserted_primary_key
        assert made is not None
        return _MADE * int(made[0])
    others = conn.scalar(sa.select(sa.func.count()).where(aliases.c.account_id == account, aliases.c.id != taken.id))
    if taken.account_id != account or not others:
        raise StoreError(f"There is an account called {name!r} already; give the new one another name.")
    _move(conn, aliases, [taken.id], new)
    return int(taken.id)


def _note(
    conn: sa.Connection,
    kind: str,
    account: int,
    other: int,
    names: Iterable[int],
    moved: Iterable[int],
    viewer: Viewer,
) -> int:
    values = {
        "kind": kind,
        "account_id": account,
        "other_id": other,
        "aliases": json.dumps(list(names)),
        "deals": json.dumps(list(moved)),
        "by": viewer.name,
        "at": dt.datetime.now(dt.UTC),
    }
    key = conn.execute(account_changes.insert().values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _refuse_when_changed_again(conn: sa.Connection, change: sa.Row[Any]) -> None:
    touched = (change.account_id, change.other_id)
    later = (
        sa.select(account_changes)
        .where(
            account_changes.c.id > change.id,
            account_changes.c.undone.is_(None),
            account_changes.c.deals != "[]",
            sa.or_(account_changes.c.account_id.in_(touched), account_changes.c.other_id.in_(touched)),
        )
        .order_by(account_changes.c.id.desc())
        .limit(1)
    )
    found = conn.execute(later).one_or_none()
    if found is not None and change.deals != "[]":
        name = conn.scalar(sa.select(accounts.c.name).where(accounts.c.id == found.account_id))
        raise StoreError(f"{name!r} was changed again after that; undo the later change first.")


def _undo_merge(conn: sa.Connection, change: sa.Row[Any]) -> None:
    for table, numbers in ((aliases, json.loads(change.aliases)), (deals, json.loads(change.deals))):
        still = table.c.id.in_(numbers) & (table.c.account_id == change.account_id)
        conn.execute(table.update().where(still).values(account_id=change.other_id))


def _undo_split(conn: sa.Connection, change: sa.Row[Any]) -> None:
    if change.deals == "[]":
        return  # they were only said to be two
    made = [-alias for alias in json.loads(change.aliases) if alias < 0]
    since = set(_deals_of(conn, change.other_id, sa.true())) - set(json.loads(change.deals))
    for table in (deals, aliases):
        conn.execute(table.update().where(table.c.account_id == change.other_id).values(account_id=change.account_id))
    if made and not since:
        conn.execute(aliases.delete().where(aliases.c.id.in_(made)))


def _change(row: sa.Row[Any]) -> AccountChange:
    moved = len(json.loads(row.deals))
    kind: Literal["merge", "split", "apart"] = "apart" if row.kind == "split" and not moved else row.kind
    return AccountChange(
        row.id, kind, row.account_id, row.account, row.other_id, row.other, moved, row.by, row.at, row.undone
    )
