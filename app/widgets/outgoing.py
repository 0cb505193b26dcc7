"""What leaves this machine: said beside the notes and on Setup, and shown word for word before it is sent."""

from typing import TYPE_CHECKING

import streamlit as st

from app import deps
from app.outgoing import MORE, NO_ANONYMITY, OFF, destination, leaving
from app.widgets.page import notice, part, quiet, section
from app.wording import count

if TYPE_CHECKING:
    from ingest.records import Given

_REPLACED = "Known names and numbers are replaced before the notes leave, and put back here."


def where_it_goes() -> str:
    """Which engine reads the notes, and where they travel for it."""
    model = deps.book().model
    if model is None:
        return "Read on this machine by the built-in engine. Nothing leaves it."
    if model.local:
        return f"Read on this machine by {model.name}. Nothing leaves it."
    return f"The notes go to {model.host}, to be read by {model.name}. {_how()}"


def _how() -> str:
    return _REPLACED if deps.book().settings.redact else OFF


def preview(text: str, given: "Given") -> None:
    """Under the box: what would be sent for the notes in it. Nothing where nothing leaves."""
    if destination(deps.book()) is None:
        return
    with st.expander("See what leaves this machine"):
        quiet(NO_ANONYMITY if deps.book().settings.redact else OFF)
        st.fragment(_offer)(text, given)


@part
def _offer(text: str, given: "Given") -> None:
    if not text.strip():
        quiet("Paste your notes first; then you can read here what would be sent for them.")
    elif st.button("Show it", key="outgoing.show"):
        with st.spinner("Making the question, and sending nothing"):
            _show(text, given)


def _show(text: str, given: "Given") -> None:
    from ingest.read import read_text

    found = leaving(deps.book(), deps.viewer(), read_text(text, given.date), given)
    if found is None or not found.messages:
        quiet("Nothing would leave: the built-in engine reads these notes alone.")
        return
    quiet(f"This goes to {found.model} at {found.host}. Later questions about these notes hold the same lines.")
    if found.redacted and deps.team():
        quiet(MORE)
    for role, words in reversed(found.messages):
        _words("The question" if role == "user" else "Standing orders, the same for every note", words)
    if found.follows:
        held = count(found.commitments, "open commitment")
        quiet(f"When the review is on record, {held} of yours {_goes(found.commitments)} too, with the same lines.")
        for _, words in found.follows:
            _words("The question for what you had said you would do", words)


def _goes(commitments: int) -> str:
    return "goes" if commitments == 1 else "go"


def _words(over: str, words: str) -> None:
    st.caption(over)
    st.code(words, language=None, wrap_lines=True, height=320)


def setup_part() -> None:
    """On Setup: what leaves, how to change that, and a place to try it."""
    book = deps.book()
    model = destination(book)
    section(
        "What leaves this machine",
        "Only notes, and what you said you would do, for a language model elsewhere; and only when one is set.",
    )
    if model is None:
        quiet("Nothing. Notes are read here.")
        return
    if not book.settings.redact:
        notice(f"{OFF} Take that setting away, and they are replaced before they leave.")
        return
    quiet(f"Notes go to {model.name} at {model.host}. {_REPLACED} {NO_ANONYMITY}")
    words = st.text_area("Try it on a few words", key="outgoing.try", height=90, placeholder="Dana from Halden rang …")
    if words.strip():
        from ingest.outgoing import tried

        st.code(tried(book.store, deps.viewer(), words), language=None, wrap_lines=True)
    quiet("To send names as they are, set LOSSBOOK_REDACT=0. To send nothing, set LOSSBOOK_LOCAL_ONLY=1.")
