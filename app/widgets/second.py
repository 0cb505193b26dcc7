"""A model that is still reading when the rep looks: its reading takes the first one's place calmly, or on request."""

from typing import Final

import streamlit as st

from app import deps, desk
from app.widgets import drafts, places
from app.widgets.escape import html
from app.widgets.page import part, safely, told
from app.widgets.think import status_line
from app.widgets.wrapup import draft_of, renew_card
from ingest.store.rows import Job, StoredReview

_REPLACED: Final = "second.replaced"


def second_reading(job_id: str, review: StoredReview) -> None:
    """One line above the review while its job is in the address."""
    job = deps.store().job(deps.viewer(), job_id)
    if not desk.is_over(job):
        st.fragment(_watch, run_every=1)(job_id, review.id)
    elif job.state == "done" and _is_news(job, review):
        _ready(job, review)
    else:
        _said(_ending(job, review))


def begun(review: StoredReview) -> bool:
    """The rep has answered, corrected or written something: nothing may change under their hands."""
    answered = bool(review.debrief and review.debrief.answers)
    return answered or bool(review.commitments) or bool(drafts.load(draft_of(review))) or review.author == "rep"


@part
def _watch(job_id: str, review_id: str) -> None:
    job = deps.store().job(deps.viewer(), job_id)
    _said(f"A first reading. {status_line(job)}")
    if st.button("Stop", key="second.stop", type="tertiary"):
        deps.worker().cancel(deps.viewer(), job_id)
        st.rerun()
    if desk.is_over(job):
        st.rerun()


def _ready(job: Job, review: StoredReview) -> None:
    if review.author == "rep":
        _said("The model has finished reading. Your correction stands.")
    elif begun(review):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with left:
            _said("The model has finished reading. What you wrote stays as it is.")
        right.button("Show the model’s reading", key="second.show", on_click=safely(_take), args=(job.id, review.id))
    else:
        with told():  # what fails is said once; asking again at once would never end
            _take(job.id, review.id)
            st.rerun()


def _take(job_id: str, review_id: str) -> None:
    book, viewer = deps.book(), deps.viewer()
    reading = desk.reading_of(book.store.job(viewer, job_id))
    if reading is not None:
        review = book.store.review(viewer, review_id)
        new = desk.adopt(book, viewer, review, reading)
        renew_card(review)
        st.session_state[_REPLACED] = new
        places.stay(review=new, job=job_id)


def _is_news(job: Job, review: StoredReview) -> bool:
    reading = desk.reading_of(job)
    return reading is not None and reading.provenance.engine == "model" and review.provenance.engine == "builtin"


def _ending(job: Job, review: StoredReview) -> str:
    if st.session_state.get(_REPLACED) == review.id:
        return "The model has finished; this is its reading. The first one is kept."
    if job.state == "cancelled":
        return "Stopped. The first reading stands."
    return str((job.result or {}).get("notice") or job.error or "")


def _said(text: str) -> None:
    if text:
        st.html(f'<p class="lb-notice" role="status">{html(text)}</p>')
