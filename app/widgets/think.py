"""Think first: while the engine reads, the rep says what they believe. Everything can be skipped."""

from typing import Final

import streamlit as st

from app import deps, desk
from app.widgets import drafts, paste, places
from app.widgets.escape import html, plain
from app.widgets.page import heading, part, pending_error, quiet, safely
from app.wording import count
from ingest.records import Debrief
from ingest.store.rows import Job

FIELDS: Final = ("reason", "learn", "differently")
_OVER: Final = "think.over"
"""The job whose end this tab has seen: its polling has stopped."""


def think(job_id: str) -> None:
    """The rep's own view; a progress line; 'Show me'."""
    job = deps.store().job(deps.viewer(), job_id)
    if job.state == "cancelled" and desk.reading_of(job) is None:
        places.stay()
        st.rerun()
    if places.asked(places.SHOWN):
        _waiting(job)
        return
    heading("While it reads: what do you think?", "Your own view comes first. Skip anything you like.")
    pending_error()
    left, right = st.columns([5, 4], gap="large")
    with left:
        _questions(job_id)
        st.button("Show me", key="think.show", type="primary", shortcut="Ctrl+Enter", on_click=_show, args=(job_id,))
    with right:
        st.fragment(_progress, run_every=None if desk.is_over(job) else 1)(job_id)
        st.html(
            '<p class="lb-label" style="margin-top:1rem">Your notes</p>'
            f'<div class="lb-note" tabindex="0" role="region" aria-label="Your notes">{html(job.request["text"])}</div>'
        )


def _questions(job_id: str) -> None:
    screen = draft_of(job_id)
    asked = ("Why do you think it ended as it did?", *deps.book().playbook.reset)
    for field, question in zip(FIELDS, asked, strict=False):
        drafts.area(screen, field, plain(question), height=92)


def draft_of(job_id: str) -> str:
    """The draft that holds the rep's own view of one job."""
    return f"think:{job_id}"


@part
def _progress(job_id: str) -> None:
    """One line, once a second while there is something to wait for; the text fields beside it are left alone."""
    job = deps.store().job(deps.viewer(), job_id)
    st.html(f'<p class="lb-label">Reading</p><p class="lb-quiet" role="status">{html(status_line(job))}</p>')
    _way_out(job)
    if desk.is_over(job) and st.session_state.get(_OVER) != job_id:
        st.session_state[_OVER] = job_id
        st.rerun()


def _way_out(job: Job) -> None:
    """Stop it, or go back to the note when nothing came of it. A button in a fragment redraws only that: so rerun."""
    if not desk.is_over(job):
        if st.button("Stop", key="think.stop", type="tertiary"):
            _stop(job.id)
            st.rerun()
    elif desk.reading_of(job) is None and st.button("Back to the note", key="think.back"):
        _back(job.id)
        st.rerun()


def status_line(job: Job) -> str:
    """Where a job stands, in one sentence."""
    if job.state == "queued":
        ahead = deps.store().queue_position(deps.viewer(), job.id) - 1
        return f"{count(ahead, 'note')} before yours." if ahead > 0 else "Yours is next."
    if job.state == "failed":
        return job.error or "It could not be read."
    if job.state == "cancelled":
        return "Stopped. The first reading is ready when you are." if desk.reading_of(job) else "Stopped."
    if job.state == "done":
        return "Ready when you are."
    return str((job.progress or {}).get("text") or "Reading the notes.")


@safely
def _show(job_id: str) -> None:
    show(job_id)


def show(job_id: str) -> None:
    """Put the best reading on record with the rep's view, and turn to it; wait when there is none yet."""
    book, viewer = deps.book(), deps.viewer()
    job = book.store.job(viewer, job_id)
    reading = desk.reading_of(job)
    if reading is None:
        places.stay(job=job_id, shown="1")
        return
    screen = draft_of(job_id)
    body = drafts.load(screen) | {f: st.session_state.get(drafts.key_of(screen, f)) for f in FIELDS}
    debrief = Debrief(**{field: str(body.get(field) or "").strip() for field in FIELDS})
    review_id = desk.put_on_record(book, viewer, job, reading, debrief)
    drafts.drop(screen, *FIELDS)
    paste.looked_at(job_id)
    places.stay(review=review_id, job=None if desk.is_over(job) else job_id)


def _waiting(job: Job) -> None:
    heading("One moment", "Your view is kept. The reading is not ready yet.")
    pending_error()
    st.fragment(_wait, run_every=None if desk.is_over(job) else 1)(job.id)


@part
def _wait(job_id: str) -> None:
    job = deps.store().job(deps.viewer(), job_id)
    if desk.reading_of(job) is not None:
        show(job_id)
        st.rerun()
    quiet(status_line(job))
    _way_out(job)


@safely
def _stop(job_id: str) -> None:
    deps.worker().cancel(deps.viewer(), job_id)
    if desk.reading_of(deps.store().job(deps.viewer(), job_id)) is None:
        _back(job_id)


@safely
def _back(job_id: str) -> None:
    paste.put_back(job_id)
    drafts.drop(draft_of(job_id), *FIELDS)
    places.stay()
