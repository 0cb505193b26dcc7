"""Where a review begins: the notes, pasted or from a file, and what the rep knows beside them."""

import datetime as dt
from typing import Any, Final

import streamlit as st

from app import deps, desk
from app.widgets import drafts, outgoing, places
from app.widgets.escape import plain
from app.widgets.page import heading, notice, pending_error, quiet, safely, section, told
from app.widgets.promise import promise
from app.widgets.wording import marked, outcome
from app.wording import count, day
from ingest.records import Given
from prompts.errors import NoteError, NotFound

DRAFT: Final = "paste"
FIELDS: Final = ("text", "account", "rep", "date", "stated")
TYPES: Final = ("txt", "md", "docx", "eml", "vtt", "srt")
_UPLOAD: Final = "paste.file"
_TURN: Final = "paste.turn"
_UNDO: Final = "paste.undo"
_SAME: Final = "paste.same"
_STEPS: Final = (
    "Paste what you have. Rough notes are fine.",
    "Say what you think happened, while it reads.",
    "See what the notes show, in their own words.",
    "Keep one thing to do, record it, move on.",
)


def paste() -> None:
    """The empty desk."""
    heading("Review a deal", "Paste your notes after a deal ends, lost or won. They are kept as you wrote them.")
    pending_error()
    with told():
        promise()
    _unfinished()
    left, right = st.columns([5, 3], gap="large")
    with left:
        _box()
    with right:
        steps = "".join(f"<li>{step}</li>" for step in _STEPS)
        st.html(f'<p class="lb-label">How it goes</p><ol class="lb-steps">{steps}</ol>')
        _details()
        _file()
    _lately()


def _box() -> None:
    drafts.area(
        DRAFT,
        "text",
        "Your notes",
        height=330,
        placeholder="Call notes, a forwarded mail, a transcript, the CRM fields …",
    )
    same = _on_record(str(st.session_state.get(drafts.key_of(DRAFT, "text")) or ""))
    if same:
        notice("These notes are on record already.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Review this deal" if not same else "Review it again",
            key="paste.go",
            type="primary",
            shortcut="Ctrl+Enter",
            on_click=_begin,
        )
        if same:
            places.link_to_review(same, "Open that review")
        if st.session_state.get(drafts.key_of(DRAFT, "text")):
            st.button("Start over", key="paste.clear", type="tertiary", on_click=_clear)
        elif st.session_state.get(_UNDO):
            st.button("Bring it back", key="paste.undo_button", type="tertiary", on_click=_bring_back)
    quiet(outgoing.where_it_goes())
    body = drafts.load(DRAFT) | {field: st.session_state.get(drafts.key_of(DRAFT, field)) for field in FIELDS}
    outgoing.preview(str(body["text"] or ""), _given(body))


def _on_record(text: str) -> str | None:
    """The review that just these words were found in when they were handed in; other words ask anew."""
    review_id, words = st.session_state.get(_SAME, (None, ""))
    return str(review_id) if review_id and words == text else None


def _details() -> None:
    with st.expander("Account, date, reason (optional)"):
        drafts.line(DRAFT, "account", "Account", placeholder="Found in the notes when left empty")
        drafts.line(DRAFT, "rep", "Rep", placeholder=deps.viewer().name)
        drafts.day(DRAFT, "date", "Day the notes were written", max_value=dt.date.today() + dt.timedelta(days=1))  # noqa: DTZ011
        drafts.line(DRAFT, "stated", "Reason you gave, or the CRM’s", placeholder="Price")


def _file() -> None:
    with st.expander("From a file"):
        turn = st.session_state.get(_TURN, 0)
        st.file_uploader(
            "A mail, document or transcript",
            type=list(TYPES),
            key=f"{_UPLOAD}.{turn}",
            on_change=_take_file,
            args=(f"{_UPLOAD}.{turn}",),
        )
        quiet("Its words are put in the box, below what is there. Look them over first.")


@safely
def _take_file(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    from ingest.read import read_bytes

    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    note = read_bytes(file.name, file.getvalue())
    typed = str(st.session_state.get(drafts.key_of(DRAFT, "text")) or "").strip()
    fields: dict[str, Any] = {"text": f"{typed}\n\n{note.text}" if typed and typed not in note.text else note.text}
    if note.written:
        fields["date"] = note.written
    drafts.fill(DRAFT, **fields)
    drafts.save(DRAFT, file={"kind": note.kind, "name": note.name, "text": note.text})


@safely
def _begin() -> None:
    from ingest.read import read_text

    # The draft is the fallback: a shortcut can arrive in the same run as the text it was typed with.
    body = drafts.load(DRAFT) | {field: st.session_state.get(drafts.key_of(DRAFT, field)) for field in FIELDS}
    text = str(body["text"] or "")
    given = _given(body)
    file = body.get("file") or {}
    if not text.strip():
        raise NoteError("There is nothing to read yet. Paste your notes into the box, or choose a file.")
    note = read_text(text, given.date)
    if file.get("text", "").split() == text.split():
        note = note.model_copy(update={"kind": file["kind"], "name": file["name"]})
    book, viewer = deps.book(), deps.viewer()
    same = None if _on_record(text) else book.store.same_note(viewer, note.text)
    if same:
        st.session_state[_SAME] = (same, text)
        return
    job = desk.start(book, viewer, note, given)
    deps.worker().nudge()
    drafts.drop(DRAFT, *FIELDS)
    st.session_state.pop(_SAME, None)
    st.session_state.pop(_UNDO, None)
    drafts.save(DRAFT, jobs=[*(body.get("jobs") or ()), job])
    places.stay(job=job)


def _given(body: dict[str, Any]) -> Given:
    def words(field: str) -> str | None:
        return " ".join(str(body.get(field) or "").split()) or None

    date = body.get("date")
    return Given(
        account=words("account"),
        rep=words("rep"),
        date=date if isinstance(date, dt.date) else None,
        stated=words("stated"),
    )


@safely
def _clear() -> None:
    st.session_state[_UNDO] = {field: st.session_state.get(drafts.key_of(DRAFT, field)) for field in FIELDS}
    st.session_state.pop(_SAME, None)
    waiting = _waiting()
    drafts.drop(DRAFT)
    if waiting:
        drafts.save(DRAFT, jobs=waiting)
    for field in FIELDS:
        st.session_state[drafts.key_of(DRAFT, field)] = None if field == "date" else ""


@safely
def _bring_back() -> None:
    drafts.fill(DRAFT, **{field: value for field, value in st.session_state.pop(_UNDO).items() if value})


def put_back(job_id: str) -> None:
    """Put a job's note back into the box: it was stopped, or could not be read.

    Raises:
        NoteError: other notes are in the box. This one stays among those that wait.
    """
    job = deps.store().job(deps.viewer(), job_id)
    given, waiting = desk.given_of(job), [each for each in _waiting() if each != job_id]
    if str(drafts.load(DRAFT).get("text") or "").strip():
        drafts.save(DRAFT, jobs=[*waiting, job_id])
        raise NoteError("Other notes are in the box. Review them or start over, then put this one back.")
    drafts.drop(DRAFT)
    if waiting:
        drafts.save(DRAFT, jobs=waiting)
    fields = {"text": job.request["text"], "account": given.account, "rep": given.rep, "stated": given.stated}
    drafts.fill(DRAFT, **{name: value or "" for name, value in fields.items()}, date=given.date)


def looked_at(job_id: str) -> None:
    """This note waits no more: it is on record, or gone."""
    drafts.save(DRAFT, jobs=[each for each in _waiting() if each != job_id])


def _waiting() -> list[str]:
    """Jobs of notes that were handed in and not looked at since, the latest last."""
    return list(drafts.load(DRAFT).get("jobs") or ())


def _unfinished() -> None:
    """Notes that wait, the latest first."""
    waiting = _waiting()
    if not waiting:
        return
    job_id = waiting[-1]
    left, middle, right = st.columns([5, 2, 2], vertical_alignment="center")
    with left:
        notice(
            "A note you handed in is waiting for you."
            if len(waiting) == 1
            else f"{len(waiting)} notes you handed in are waiting for you."
        )
    middle.button(
        "Go on with it" if len(waiting) == 1 else "Go on with the latest",
        key="paste.resume",
        on_click=places.stay,
        kwargs={"job": job_id},
    )
    right.button("Put it back", key="paste.leave", type="tertiary", on_click=_leave, args=(job_id,))


@safely
def _leave(job_id: str) -> None:
    try:
        put_back(job_id)
    except NotFound:
        looked_at(job_id)
        raise
    deps.worker().cancel(deps.viewer(), job_id)


def _lately() -> None:
    rows = deps.store().recent(deps.viewer(), limit=5)
    if not rows:
        return
    section("Lately", f"{count(deps.store().count(deps.viewer()), 'review')} on record.")
    for row in rows:
        with st.container(key=f"lb-row-{row.id}"):
            left, right = st.columns([3, 4], vertical_alignment="center")
            with left:
                places.link_to_review(row.id, plain(row.account))
            with right:
                told = f"{day(row.happened)} · {outcome(row.outcome, row.competitor)} · {row.rep}"
                quiet(marked(told, row.sample))
