"""Lessons: what people shared, searchable, with thanks."""

from typing import Final

import streamlit as st

from app import deps
from app.team.lessons import Lesson, feed, thanks_line
from app.widgets import places
from app.widgets.escape import html, plain
from app.widgets.page import empty, quiet, safely
from app.widgets.said import said, say
from app.widgets.wording import OUTCOMES, marked
from app.wording import day
from ingest.store.counting_rows import Span
from ingest.store.names import person_key

_PAGE: Final = 10


def lessons(span: Span) -> None:
    """The whole view, the latest first."""
    store, viewer = deps.store(), deps.viewer()
    ways = {way.mechanism: way.deals for way in store.ways(viewer, span)}
    words = st.text_input("Search", key="team.words", placeholder="A word, an account, a name", live=True)
    mechanism = None
    if ways:
        mechanism = st.selectbox(
            "Way it was lost", list(ways), index=None, key="team.way", placeholder="Any",
            format_func=lambda way: f"{way} ({ways[way]})",
        )  # fmt: skip
    shown = st.session_state.setdefault("team.shown", _PAGE)
    found = feed(store, viewer, words, mechanism, span, shown + 1)
    if not found:
        _nothing(bool(words or mechanism))
        return
    store.looked(viewer, [each.told.row.id for each in found[:shown]], "team")
    for each in found[:shown]:
        _lesson(each)
    said()
    if len(found) > shown:
        st.button("Show more", key="team.more", on_click=_more)


def _nothing(searched: bool) -> None:
    if searched:
        empty("No lesson has these words.", "Try one word of it, or a longer time.")
    else:
        empty(
            "Nobody has shared a lesson in this time.",
            "Open a review of yours and share it with everybody here. One is enough.",
        )


def _lesson(each: Lesson) -> None:
    row = each.told.row
    name = deps.book().playbook.name
    why = OUTCOMES[row.outcome] if row.outcome in ("won", "disqualified") else name(row.cause)
    with st.container(key=f"lb-src-team-{row.id}"):
        places.link_to_review(row.id, plain(row.account))
        whose = f"{row.rep} writes" if each.own else "To take from it"
        st.html(
            f'<p class="lb-quiet">{html(marked(f"{day(row.happened)} · {row.rep} · {why}", row.sample))}</p>'
            f'<p class="lb-label">{html(whose)}</p><p class="lb-words">{html(each.words)}</p>'
            f'<p class="lb-quiet">{html(row.mechanism)}</p>'
        )
        _thanks(each)


def _thanks(each: Lesson) -> None:
    row, viewer = each.told.row, deps.viewer()
    if each.thanks:
        quiet(thanks_line(each.thanks))
    if viewer.all or person_key(viewer.name) == person_key(row.rep):
        return
    thanked = person_key(viewer.name) in map(person_key, each.thanks)
    label, action = ("Take thanks back", _unthank) if thanked else (f"Thank {row.rep.split()[0]}", _thank)
    st.button(label, key=f"team.thank:{row.id}", on_click=action, args=(row.id, row.rep))


@safely
def _thank(review_id: str, rep: str) -> None:
    deps.store().thank(deps.viewer(), review_id)
    say(f"{rep} sees your thanks.")


@safely
def _unthank(review_id: str, rep: str) -> None:
    deps.store().take_thanks_back(deps.viewer(), review_id)


def _more() -> None:
    st.session_state["team.shown"] += _PAGE
