"""Cards by when they are due; the answer to "what changed since?" is kept, and can be taken back."""

import datetime as dt
from typing import Final

import streamlit as st

from app import deps
from app.revisit import GROUPS, feed, groups
from app.widgets import places
from app.widgets.cards import card_html
from app.widgets.escape import plain
from app.widgets.page import empty, heading, pending_error, quiet, safely, section
from app.widgets.said import said, say
from app.widgets.wording import marked
from app.wording import count, day
from ingest.store.account_rows import ReturnTo, Revisited
from ingest.store.rows import CardDue

_SHOWN: Final = 20
"""Cards of one group on the screen; the calendar file has all of them."""
_FAR: Final = ("later", "undated")
"""Groups whose cards are folded."""
_LATER: Final = dt.timedelta(days=91)
_DONE: Final[dict[ReturnTo, str]] = {
    "later": "Moved to another day",
    "reopened": "Reopened",
    "closed": "Left closed",
}


def revisit() -> None:
    """The whole screen."""
    today = dt.date.today()  # noqa: DTZ011 - the reader's own day
    store, viewer = deps.store(), deps.viewer()
    found = groups(store.open_cards(viewer), today)
    store.looked(viewer, [due.review.id for some in found.values() for due in some], "ledger")
    heading("Revisit", "What future you wanted to know, on the day it matters.")
    pending_error()
    if not found:
        empty(
            "No card is waiting.",
            "Each lost deal leaves a card: when to come back, whom to call, what not to repeat. It stands here until "
            "you answer what changed since.",
        )
        st.page_link(places.REVIEW, label="Review a deal")
    else:
        _feed(found)
    for name, some in found.items():
        _group(name, some, today)
    said()
    _answered(store.latest_revisits(viewer))


def _feed(found: dict[str, list[CardDue]]) -> None:
    dated = sum(len(some) for name, some in found.items() if name != "undated")
    if dated:
        st.download_button(
            f"Calendar file with {count(dated, 'day')}",
            data=feed(deps.store(), deps.viewer()),
            file_name="lossbook.ics",
            mime="text/calendar",
            icon=":material/event:",
            help="Import it again later: days that moved are moved, not added twice.",
        )


def _group(name: str, some: list[CardDue], today: dt.date) -> None:
    section(GROUPS[name], count(len(some), "card"))
    for due in some[:_SHOWN]:
        with st.container(key=f"lb-due-{due.review.first_id}"):
            _card(due, name in _FAR, today)
    if len(some) > _SHOWN:
        quiet(f"{len(some) - _SHOWN} more; the calendar file holds all that have a day.")


def _card(due: CardDue, far: bool, today: dt.date) -> None:
    review = due.review
    places.link_to_account(review.account_id, plain(marked(review.account, review.sample)))
    whole = card_html(due.card, f"Round {review.round}, {day(review.happened)}, {review.rep}")
    if far:
        when = f"{day(due.card.revisit)}. " if due.card.revisit else ""
        quiet(f"{when}{due.card.reopen_when}")
        with st.expander("The card, and what changed since"):
            st.html(whole)
            _answer(due, today)
        return
    st.html(whole)
    with st.expander("What changed since?", expanded=due.card.revisit == today):
        _answer(due, today)


def _answer(due: CardDue, today: dt.date) -> None:
    review_id = due.review.id
    with st.form(f"revisit:{review_id}", border=False):
        st.text_area("What changed since?", key=f"revisit.changed:{review_id}", height=80)
        st.date_input(
            "Come back on",
            value=today + _LATER,
            min_value=today,
            key=f"revisit.again:{review_id}",
            help="Counts with “Later” only.",
        )
        with st.container(horizontal=True):
            for label, outcome in (("Reopen", "reopened"), ("Later", "later"), ("Leave it closed", "closed")):
                st.form_submit_button(label, on_click=_save, args=(review_id, due.review.account, outcome))
    quiet("Nothing on record is erased by reopening.")


@safely
def _save(review_id: str, account: str, outcome: ReturnTo) -> None:
    changed = str(st.session_state.get(f"revisit.changed:{review_id}", ""))
    again = st.session_state.get(f"revisit.again:{review_id}") if outcome == "later" else None
    answer_id = deps.store().revisit(deps.viewer(), review_id, changed, outcome, again)
    until = f" to {day(again)}" if again else ""
    say(f"{account}: {_DONE[outcome].lower()}{until}.", _undo, answer_id, "Take back")


def _answered(some: list[tuple[Revisited, str]]) -> None:
    if not some:
        return
    section("Answered lately", "Each answer stays in the account’s ledger.")
    for answer, account in some:
        left, right = st.columns([6, 2], vertical_alignment="center")
        with left:
            said = f" “{answer.changed}”" if answer.changed else ""
            quiet(f"{account} · {_DONE[answer.outcome]} on {day(answer.created.astimezone().date())}.{said}")
        right.button("Take back", key=f"revisit.undo:{answer.id}", on_click=_undo, args=(answer.id,))


@safely
def _undo(answer_id: int) -> None:
    deps.store().undo_revisit(deps.viewer(), answer_id)
