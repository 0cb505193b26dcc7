"""The list of accounts: search, counts, one dot a round."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from app import deps
from app.widgets import places
from app.widgets.escape import html, plain
from app.widgets.joining import suggestions
from app.widgets.page import empty, heading, pending_error, quiet
from app.widgets.wording import OUTCOMES_SHORT, marked
from app.wording import count, day
from ingest.store.rows import AccountRow
from prompts.codes import Outcome

PAGE: Final = 25
_SEARCH: Final = "accounts.search"
_SHOWN: Final = "accounts.shown"


def listing() -> None:
    """Newest deal first."""
    heading("Accounts", "Every account, round by round. Open one before you pick up the phone.")
    store, viewer = deps.store(), deps.viewer()
    if not store.count(viewer):
        empty("No accounts yet.", "Review a deal, and its account stands here. Or load the sample year under Setup.")
        with st.container(horizontal=True):
            st.page_link(places.REVIEW, label="Review a deal")
            st.page_link(places.SETUP, label="Setup")
        return
    pending_error()
    suggestions()
    search = st.text_input(
        "Find an account", key=_SEARCH, live=True, persist_state="session", placeholder="Name, or a part of it"
    )
    shown = st.session_state.setdefault(_SHOWN, PAGE)
    rows = store.accounts(viewer, search, limit=shown + 1)
    if not rows:
        empty(f"No account is called “{search}”.", "Try a shorter part of the name.")
        return
    _legend()
    outcomes = store.account_outcomes(viewer, [row.id for row in rows[:shown]])
    for row in rows[:shown]:
        _row(row, outcomes.get(row.id, ()))
    if len(rows) > shown:
        st.button("Show more", key="accounts.more", on_click=_more)


def _row(row: AccountRow, outcomes: Sequence[Outcome]) -> None:
    with st.container(key=f"lb-row-{row.id}"):
        left, middle, right = st.columns([4, 4, 2], vertical_alignment="center")
        with left:
            places.link_to_account(row.id, plain(row.name))
        with middle:
            quiet(line(row))
        right.html(dots_html(outcomes))


def line(row: AccountRow) -> str:
    """Deals, wins, the last day; and how many of them are samples."""
    told = f"{count(row.reviews, 'deal')}, {row.won} won · last on {day(row.last)}"
    if 0 < row.samples < row.reviews:
        return f"{told} · {count(row.samples, 'sample')} among them"
    return marked(told, row.samples > 0)


def dots_html(outcomes: Sequence[Outcome]) -> str:
    """One dot a round, oldest first; filled is won, dotted is not clear. Said in words as well."""
    told = html(", ".join(OUTCOMES_SHORT[outcome] for outcome in outcomes))
    dots = "".join(
        f'<span class="lb-dot{_kind(outcome)}" title="{html(OUTCOMES_SHORT[outcome])}"></span>' for outcome in outcomes
    )
    return f'<div class="lb-dots" role="img" aria-label="{told}">{dots}</div>'


def _kind(outcome: Outcome) -> str:
    return {"won": " lb-won", "unknown": " lb-open"}.get(outcome, "")


def _legend() -> None:
    st.html(
        '<p class="lb-quiet lb-legend"><span class="lb-dot lb-won"></span> won '
        '<span class="lb-dot"></span> lost <span class="lb-dot lb-open"></span> not clear</p>'
    )


def _more() -> None:
    st.session_state[_SHOWN] += PAGE
