"""Two accounts made one, one made two: suggested, done with one click, undone with another."""

from typing import Final

import streamlit as st

from app import deps
from app.duplicates import Suggestion, suggest
from app.widgets import places
from app.widgets.escape import plain
from app.widgets.page import quiet, safely
from app.widgets.said import said, say, waiting
from app.wording import count, day
from ingest.store.account_rows import AccountChange
from ingest.store.rows import Ledger

_CLICKED: Final = "joining.clicked"
"""Which pair of the list was clicked: what came of it stands in its place."""
_FOUND: Final = "joining.found"
_RECENT: Final = 3


def suggestions() -> None:
    """Which accounts may be one; what was just done, with its undo."""
    store, viewer = deps.store(), deps.viewer()
    if not viewer.all:
        return
    changes = store.account_changes(viewer)
    found = _found((store.spellings_stamp(), *((change.id, change.undone) for change in changes)))
    standing = [change for change in changes if change.undone is None][:_RECENT]
    if not found and not standing:
        said()
        return
    title = f"{count(len(found), 'pair')} of accounts may be one" if found else "Merged and split lately"
    # There are often several to go through.
    with st.expander(title, expanded=waiting()):
        clicked = st.session_state.pop(_CLICKED, len(found))
        for number, each in enumerate(found):
            if number == clicked:
                said()
            _suggestion(number, each)
        said()
        for change in standing:
            change_line(change)


def _found(stamp: tuple[object, ...]) -> tuple[Suggestion, ...]:
    """Looked for again when a name or a change came or went, not with every letter typed into the search."""
    kept = st.session_state.get(_FOUND)
    if kept is None or kept[0] != stamp:
        kept = st.session_state[_FOUND] = (stamp, suggest(deps.store(), deps.viewer()))
    found: tuple[Suggestion, ...] = kept[1]
    return found


def _suggestion(number: int, each: Suggestion) -> None:
    with st.container(key=f"lb-pair-{each.keep.id}-{each.other.id}"):
        st.markdown(f"**{plain(each.keep.name)}** and **{plain(each.other.name)}**")
        quiet(f"{each.why}. {count(each.keep.reviews, 'deal')} and {count(each.other.reviews, 'deal')}.")
        with st.container(horizontal=True):
            key = f"{each.keep.id}.{each.other.id}"
            st.button(
                f"Merge into {plain(each.keep.name)}",
                key=f"join.merge:{key}",
                on_click=_merge,
                args=(each.keep.id, each.other.id, each.keep.name, each.other.name, number),
            )
            st.button(
                "Two different accounts",
                key=f"join.apart:{key}",
                on_click=_apart,
                args=(each.keep.id, each.other.id, each.keep.name, each.other.name, number),
            )


def change_line(change: AccountChange) -> None:
    """One merge or split, and its undo."""
    left, right = st.columns([6, 2], vertical_alignment="center")
    with left:
        quiet(told(change))
    if change.undone is None and deps.viewer().all:
        right.button("Undo", key=f"join.undo:{change.id}", on_click=_undo, args=(change.id,))


def told(change: AccountChange) -> str:
    """In a sentence."""
    by = f" by {change.by}" if change.by else ""
    words = {
        "merge": f"{change.other} was merged into {change.account} ({count(change.deals, 'deal')})",
        "split": f"{change.other} was split from {change.account} ({count(change.deals, 'deal')})",
        "apart": f"{change.account} and {change.other} are two accounts",
    }[change.kind]
    undone = f" Undone on {day(change.undone.astimezone().date())}." if change.undone else ""
    return f"{words}, {day(change.at.astimezone().date())}{by}.{undone}"


def panel(found: Ledger) -> None:
    """At the foot of a ledger: its merges and splits, and how to make one."""
    store, viewer = deps.store(), deps.viewer()
    changes = store.account_changes(viewer, found.account.id)
    for change in changes:
        change_line(change)
    if not viewer.all:
        return
    with st.expander("Merge with another account, or split this one"):
        _merge_form(found)
        if len(found.rounds) > 1:
            _split_form(found)


def _merge_form(found: Ledger) -> None:
    here = found.account
    search = st.text_input("The other account", key=f"join.search:{here.id}", live=True, placeholder="Part of its name")
    rows = deps.store().accounts(deps.viewer(), search, limit=6) if search.strip() else []
    for row in rows:
        if row.id != here.id:
            st.button(
                f"Merge {plain(row.name)} into this account",
                key=f"join.here:{here.id}.{row.id}",
                on_click=_merge,
                args=(here.id, row.id, here.name, row.name),
            )
    if search.strip() and not any(row.id != here.id for row in rows):
        quiet("No other account is called that.")


def _split_form(found: Ledger) -> None:
    labels = {item.review.id: f"Round {item.review.round}, {day(item.review.happened)}" for item in found.rounds}
    with st.form(f"split:{found.account.id}", border=False):
        st.multiselect(
            "Rounds of another account",
            list(labels),
            format_func=labels.__getitem__,
            key=f"split.rounds:{found.account.id}",
        )
        st.text_input("Its name", key=f"split.name:{found.account.id}")
        st.form_submit_button("Split", on_click=_split, args=(found.account.id,))


@safely
def _merge(keep: int, other: int, keep_name: str, other_name: str, clicked: int | None = None) -> None:
    change = deps.store().merge_accounts(deps.viewer(), keep, other)
    _said_of(change, f"{other_name} is now part of {keep_name}. Undo stays under its name.", clicked)
    if places.asked(places.ACCOUNT) == str(other):
        places.stay(**{places.ACCOUNT: str(keep)})


@safely
def _apart(one: int, other: int, one_name: str, other_name: str, clicked: int) -> None:
    change = deps.store().keep_apart(deps.viewer(), one, other)
    _said_of(change, f"{one_name} and {other_name} stay two accounts.", clicked)


@safely
def _split(account: int) -> None:
    rounds = st.session_state.get(f"split.rounds:{account}", [])
    name = str(st.session_state.get(f"split.name:{account}", ""))
    change = deps.store().split_account(deps.viewer(), account, rounds, name)
    _said_of(change, f"{' '.join(name.split())} is an account of its own now.")


def _said_of(change: int, words: str, clicked: int | None = None) -> None:
    say(words, _undo, change)
    if clicked is not None:
        st.session_state[_CLICKED] = clicked


@safely
def _undo(change_id: int) -> None:
    deps.store().undo_account_change(deps.viewer(), change_id)
    say("Undone: both accounts are as they were.")
