"""What to take from it: lessons, next time, questions with room to answer, and losses that went the same way."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import deps
from app.widgets.escape import html
from app.widgets.note import marks
from app.widgets.page import empty, notice, safely, section
from app.widgets.past import card
from app.widgets.sharing import shown
from ingest.records import Advice
from ingest.store.rows import StoredReview

if TYPE_CHECKING:
    from app.pastloss import Similar

_ALIKE: Final = "coaching.alike"


def lessons(review: StoredReview) -> None:
    """Lessons and moves for next time, side by side."""
    won = review.diagnosis.outcome == "won"
    section("What to repeat" if won else "What to take from it")
    signs = {mark.quote.line: (mark.anchor, mark.sign) for mark in marks(review.diagnosis)}
    lists = (("Lessons", review.coaching.lessons), ("Next time", review.coaching.next_time))
    cells = "".join(
        f'<section><h3 class="lb-h3">{title}</h3>{_list(items, signs)}</section>' for title, items in lists if items
    )
    st.html(f'<div class="lb-two">{cells}</div>')


def _list(items: Sequence[Advice], signs: dict[int, tuple[str, str]]) -> str:
    rows = []
    for item in items:
        points = "".join(
            f' <a class="lb-by" href="#{anchor}" target="_self">{sign}</a>'
            for anchor, sign in (signs[line] for line in item.lines if line in signs)
        )
        rows.append(f"<li>{html(item.text)}{points}</li>")
    return f'<ul class="lb-list">{"".join(rows)}</ul>'


def questions(review: StoredReview) -> None:
    """Questions worth a minute; each answer is kept when the rep leaves the field."""
    if not review.coaching.questions:
        return
    section("Worth a minute", "Answer what speaks to you. Each answer is kept when you leave its box.")
    given = dict(review.debrief.answers) if review.debrief else {}
    for number, item in enumerate(review.coaching.questions, 1):
        key = f"answer:{review.id}:{number}"
        st.html(f'<p class="lb-question">{html(item.text)}</p>')
        if key not in st.session_state:
            st.session_state[key] = given.get(item.text, "")
        st.text_area(
            f"Your answer to question {number}",
            key=key,
            height=76,
            label_visibility="collapsed",
            placeholder="Your answer",
            on_change=_answer,
            args=(review.id, item.text, key),
            persist_state="session",
        )


@safely
def _answer(review_id: str, question: str, key: str) -> None:
    deps.store().answer(deps.viewer(), review_id, question, st.session_state[key].strip())


def past(review: StoredReview) -> None:
    """Earlier losses that went the same way, both quotes side by side."""
    if review.diagnosis.outcome == "won":
        return
    found, times = _alike(review)
    if not shown([item.review_id for item in found], "check"):
        st.session_state.pop(_ALIKE)
        return
    section("It has happened before" if found or times else "Has it happened before?")
    if times:
        notice(times)
    elif not found:
        empty(
            "Nothing on record went this way.",
            "As more deals are reviewed, earlier losses with the same cause will stand here.",
        )
        return
    for item in found:
        card(item, "past")


def _alike(review: StoredReview) -> "tuple[tuple[Similar, ...], str]":
    """Compared once a tab, until something is recorded or erased: it takes longer than a click should."""
    from app.similar import pattern, similar

    book, viewer = deps.book(), deps.viewer()
    stamp = (review.id, book.store.count(viewer))
    kept = st.session_state.get(_ALIKE)
    if kept is None or kept[0] != stamp:
        found = similar(book, viewer, review.reading, exclude=review.id)
        kept = (stamp, (found, pattern(book, viewer, review.diagnosis, review.id)))
        st.session_state[_ALIKE] = kept
    told: tuple[tuple[Similar, ...], str] = kept[1]
    return told
