"""Ask: one conversation, kept while the tab is open. Answers come from the records, with their sources under them."""

from typing import Final

import streamlit as st

from app import deps
from app.asking import Answered, Choice, ask
from app.asking.answered import Citation
from app.outgoing import destination
from app.widgets import places
from app.widgets.answers import answer_html, question_html, source_html
from app.widgets.escape import plain
from app.widgets.page import empty, heading, notice, pending_error, quiet, safely
from app.widgets.sharing import shown
from app.widgets.wording import marked
from app.wording import count, day
from ingest.store.rows import ReviewRow

_TURNS: Final = "ask.turns"
_MOST: Final = 50
"""Turns kept; the oldest go."""
_EXAMPLES: Final = 4
_OPEN: Final = 3
"""Sources that stand open under the last answer."""


def conversation() -> None:
    """Questions and answers so far, and the box for the next one."""
    heading("Ask", "Who, when, why, how often: answered from what is on record, with the notes it stands on.")
    pending_error()
    if (model := destination(deps.book())) is not None:
        quiet(
            f"What the records alone do not settle goes to {plain(model.host)}: your question, with lines of notes "
            "that you may see. Setup says how names are sent."
        )
    _searching()
    turns: list[tuple[str, Answered]] = st.session_state.setdefault(_TURNS, [])
    if not turns:
        _examples()
    for number, (asked, found) in enumerate(turns):
        _turn(number, asked, found, number == len(turns) - 1)
    if turns:
        st.button("Start over", key="ask.clear", type="tertiary", on_click=_clear)
    typed = st.chat_input("Ask about an account, or about the team’s deals", key="ask.input", max_chars=1_000)
    if typed and typed.strip():
        _put(typed.strip())
        st.rerun()


def _turn(number: int, asked: str, found: Answered, last: bool) -> None:
    with st.chat_message("user", avatar=":material/person:"):
        st.html(question_html(asked))
    with st.chat_message("assistant", avatar=":material/menu_book:"):
        for text in found.notices:
            quiet(text)
        if not shown([each.review_id for each in found.citations], "ask"):
            return
        st.html(answer_html(found, number))
        if found.model_did:
            quiet(found.model_did)
        if last:
            for choice in found.choices:
                st.button(
                    plain(choice.name),
                    key=f"ask.choice.{number}.{choice.account_id}",
                    on_click=_choose,
                    args=(asked, choice),
                )
        _sources(number, found, last)


def _sources(number: int, found: Answered, last: bool) -> None:
    """The first ones of the last answer stand open; the others are folded, so that the answer stays in sight."""
    rows = deps.store().review_rows(deps.viewer(), [each.review_id for each in found.citations])
    samples = {row.id for row in rows.values() if row.sample}
    first, more = (found.citations[:_OPEN], found.citations[_OPEN:]) if last else ((), found.citations)
    for each in first:
        _source(number, each, each.review_id in samples)
    if more:
        with st.expander(count(len(more), "more source" if first else "source")):
            for each in more:
                _source(number, each, each.review_id in samples)


def _source(number: int, each: Citation, sample: bool) -> None:
    with st.container(key=f"lb-src-{number}-{each.n}"):
        label = plain(marked(f"[{each.n}] {each.account}, {day(each.date)}", sample))
        places.link_to_review(each.review_id, label, each.line)
        st.html(source_html(number, each.n, each.quote))


def _searching() -> None:
    """Say so while the index is away: answers still come."""
    indexer = deps.running().indexer
    if indexer is not None and not indexer.state().ready:
        notice("The search index is being rebuilt. Answers come straight from the records until it is ready.")


def _examples() -> None:
    """Questions to click, about this viewer's own records."""
    store, viewer = deps.store(), deps.viewer()
    rows = store.recent(viewer, limit=12)
    if not rows:
        empty(
            "Nothing is on record yet.", "Review a deal, or load the sample year under Setup; then ask about it here."
        )
        with st.container(horizontal=True):
            st.page_link(places.REVIEW, label="Review a deal")
            st.page_link(places.SETUP, label="Setup")
        return
    quiet("For instance:")
    for number, text in enumerate(examples(rows)):
        st.button(plain(text), key=f"ask.example.{number}", on_click=_ask, args=(text,))


def examples(rows: "list[ReviewRow]") -> list[str]:
    """Questions these records answer."""
    latest = rows[0]
    lost = next((row for row in rows if row.outcome != "won"), None)
    rival = next((row.competitor for row in rows if row.competitor), None)
    asked = [f"What happened last time with {latest.account}?"]
    if lost is not None:
        asked.append(f"Why did we lose {lost.account}?")
    if rival:
        asked.append(f"How often did we lose to {rival}, and where?")
    asked.append(f"How many deals did {latest.rep} win this year?")
    return asked[:_EXAMPLES]


@safely
def _ask(text: str) -> None:
    _put(text)


@safely
def _choose(asked: str, choice: Choice) -> None:
    _put(asked, choice.account_id, f"{asked} ({choice.name})")


def _put(text: str, about: int | None = None, shown: str | None = None) -> None:
    """Ask, and add it to the conversation."""
    turns: list[tuple[str, Answered]] = st.session_state.setdefault(_TURNS, [])
    previous = turns[-1][1] if turns else None
    with st.spinner("Looking it up …", show_time=False):
        found = ask(deps.book(), deps.viewer(), text, about=about, previous=None if about else previous)
    turns.append((shown or text, found))
    del turns[:-_MOST]


def _clear() -> None:
    st.session_state[_TURNS] = []
