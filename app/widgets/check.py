"""The Check screen's parts: notes of an open deal in, past losses and three questions out. Nothing is recorded."""

from typing import TYPE_CHECKING, Final

import streamlit as st

from app import deps
from app.sameway import WEIGHED
from app.widgets import places
from app.widgets.escape import html, plain
from app.widgets.page import empty, heading, notice, pending_error, quiet, safely, section
from app.widgets.past import card
from app.widgets.paste import TYPES
from app.widgets.sharing import shown
from app.wording import count
from ingest.records import Given
from prompts.errors import NoteError

if TYPE_CHECKING:
    from app.checking import Checked
    from app.nextcall import Question
    from ingest.pipeline import EngineChoice

_TEXT: Final = "check.text"
_ACCOUNT: Final = "check.account"
_OTHERS: Final = "check.others"
_DONE: Final = "check.done"
_TURN: Final = "check.turn"
_STAYS: Final = "Read on this machine by the built-in engine. Nothing leaves it, and nothing is kept."
_ASKED: Final = (
    "Read on this machine by the built-in engine; nothing leaves it until you have it compared. Nothing is kept."
)


def desk() -> None:
    """Where the notes go in."""
    heading(
        "Check an open deal",
        "Paste where the deal stands. It is held against past losses that went the same way. Nothing is recorded.",
    )
    pending_error()
    left, right = st.columns([5, 3], gap="large")
    with left:
        st.text_area(
            "Notes of the open deal",
            key=_TEXT,
            height=240,
            placeholder="Call notes, a forwarded mail, a transcript …",
            persist_state="session",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Check this deal",
                key="check.go",
                type="primary",
                shortcut="Ctrl+Enter",
                on_click=_check,
                args=("builtin",),
            )
            if st.session_state.get(_TEXT) or st.session_state.get(_DONE):
                st.button("Start over", key="check.clear", type="tertiary", on_click=_clear)
        quiet(_ASKED if deps.book().model_for() else _STAYS)
    with right:
        st.text_input(
            "Account", key=_ACCOUNT, placeholder="Found in the notes when left empty", persist_state="session"
        )
        st.checkbox("Other accounts only", key=_OTHERS, persist_state="session")
        turn = st.session_state.get(_TURN, 0)
        st.file_uploader(
            "A mail, document or transcript",
            type=list(TYPES),
            key=f"check.file.{turn}",
            on_change=_take_file,
            args=(f"check.file.{turn}",),
        )


def result() -> None:
    """What the records say about it."""
    done: Checked | None = st.session_state.get(_DONE)
    if done is None:
        if not deps.store().count(deps.viewer()):
            empty("No past deals yet.", "Once deals are reviewed or imported, an open one can be held against them.")
        return
    if not shown([past.review_id for past in done.similar], "check"):
        return
    for text in done.notices:
        notice(text)
    if done.similar:
        section(f"{count(len(done.similar), 'past loss', 'past losses')} went a similar way", "The closest first.")
        _offer(done)
        for past in done.similar:
            card(past, "check")
    else:
        section("Nothing similar")
        _offer(done)
        empty(
            "No past loss on record went the way these notes describe.",
            "That is no promise: it means that nothing like it has been recorded where you may see it.",
        )
    if done.questions:
        section("Worth asking before the next call")
        st.html(f'<ol class="lb-steps">{"".join(_question(each) for each in done.questions)}</ol>')
    if done.account_id is not None:
        places.link_to_account(done.account_id, "Everything on record about this account")


def _question(question: "Question") -> str:
    raised = f"Line {question.line}: “{html(question.quote)}”" if question.line else ""
    return f'<li>{html(question.text)}<span class="lb-raised">{raised}</span></li>'


def _offer(done: "Checked") -> None:
    """A language model may compare them, once it is asked to: the notes go to it then."""
    if done.model_did:
        quiet(plain(done.model_did))
        return
    model = deps.book().model_for()
    if model is None:
        return
    st.button(
        f"Compare with {plain(model.name)}",
        key="check.model",
        on_click=_check,
        args=("auto",),
        help="It stays on this machine."
        if model.local
        else plain(
            f"These notes and up to {WEIGHED} past ones that you may see go to {model.host}. "
            "Setup says how names are sent."
        ),
    )


@safely
def _check(engine: "EngineChoice") -> None:
    from app.checking import check
    from ingest.read import read_text

    text = str(st.session_state.get(_TEXT) or "")
    if not text.strip():
        raise NoteError("There is nothing to check yet. Paste the deal's notes into the box, or choose a file.")
    account = " ".join(str(st.session_state.get(_ACCOUNT) or "").split()) or None
    book = deps.book()
    with st.spinner(
        f"Reading the notes and comparing them with {count(book.store.count(deps.viewer()), 'past deal')}."
    ):
        st.session_state[_DONE] = check(
            book,
            deps.viewer(),
            read_text(text),
            Given(account=account),
            leave_out_account=bool(st.session_state.get(_OTHERS)),
            engine=engine,
        )


@safely
def _take_file(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    from ingest.read import read_bytes

    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    note = read_bytes(file.name, file.getvalue())
    typed = str(st.session_state.get(_TEXT) or "").strip()
    st.session_state[_TEXT] = f"{typed}\n\n{note.text}" if typed and typed not in note.text else note.text


@safely
def _clear() -> None:
    st.session_state.pop(_DONE, None)
    for key in (_TEXT, _ACCOUNT):
        st.session_state[key] = ""
