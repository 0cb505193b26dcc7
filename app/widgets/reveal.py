"""The reveal, and the same review opened later: what the notes show, what to take from it, what to keep."""

import streamlit as st

from app import deps
from app.settling import open_question
from app.widgets import coaching, correct, erasing, kit, places, settle, sharing, wrapup
from app.widgets.arrive import bring_into_view
from app.widgets.note import came_html, evidence_html
from app.widgets.page import heading, notice, pending_error, quiet, told
from app.widgets.second import second_reading
from app.widgets.verdict import verdict_html
from app.widgets.wording import marked, outcome, wrote
from app.wording import day
from ingest.records import Line
from ingest.store.rows import StoredReview


def reveal(review_id: str) -> None:
    """One review, whole."""
    review = deps.store().review(deps.viewer(), review_id)
    if review.superseded_by:
        review = _newest(review_id)
    if places.asked(places.CLOSED):
        wrapup.closing(review)
        return
    _head(review)
    pending_error()
    mine = sharing.is_mine(review)
    if not mine:
        sharing.looked_at(review)
    asked = _asked(review)
    if asked is not None:
        st.html(came_html(asked))
    job_id = places.asked(places.JOB)
    if job_id:
        second_reading(job_id, review)
    for text in review.diagnosis.notices:
        notice(text)
    _verdict(review, asked, mine)
    coaching.lessons(review)
    if mine:
        coaching.questions(review)
    with told():
        coaching.past(review)
    if mine:
        sharing.shared_with(review)
        with told():
            kit.offer(review)
        wrapup.keep(review)
        erasing.offer(review)


def _verdict(review: StoredReview, asked: Line | None, mine: bool) -> None:
    """What the notes show and the words for it; whoever was there may settle or correct it."""
    name, whose = deps.book().playbook.name, wrote(review.rep, deps.viewer().name)
    question = open_question(deps.book(), review) if mine else None
    st.html(verdict_html(review, name, whose, asking=question is not None))
    st.html(evidence_html(review.note, review.diagnosis, name, asked))
    if asked is not None:
        bring_into_view()
    if question is not None:
        settle.panel(review, question)
    if mine:
        correct.panel(review)


def _asked(review: StoredReview) -> Line | None:
    """The line the address names, when an answer led here."""
    number = places.asked(places.LINE)
    return next((line for line in review.lines if str(line.number) == number), None)


def _newest(review_id: str) -> StoredReview:
    """The version that counts now; an old address still leads to it."""
    return deps.store().history(deps.viewer(), review_id)[-1]


def _head(review: StoredReview) -> None:
    over = marked(f"Round {review.round} · {day(review.happened)} · {review.rep}", review.sample)
    heading(review.account, _lede(review), over)
    kept = f"On record since {day(review.created.date())}." if review.put_aside else "On record."
    quiet(f"{kept} {_read_by(review)}")


def _lede(review: StoredReview) -> str:
    diagnosis = review.diagnosis
    ended = outcome(diagnosis.outcome, diagnosis.competitor)
    if diagnosis.outcome == "won":
        return f"{ended}. A win deserves the same look: what tipped it, what was luck, what to repeat."
    if diagnosis.outcome == "disqualified":
        return f"{ended}. A fast, clear no is a good outcome."
    if diagnosis.cause == "unknown":
        return f"{ended}. These notes do not say why."
    return f"{ended}."


def _read_by(review: StoredReview) -> str:
    provenance = review.provenance
    if provenance.engine == "builtin":
        return "Read by the built-in engine on this machine."
    where = f" at {provenance.host}" if provenance.host and provenance.host != "this machine" else " on this machine"
    return f"Read by {provenance.model}{where}."
