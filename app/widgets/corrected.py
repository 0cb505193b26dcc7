"""What people corrected: does the built-in engine read it so by now?"""

from typing import TYPE_CHECKING, Final

import streamlit as st

from app import deps
from app.widgets.page import part, quiet, section

if TYPE_CHECKING:
    from app.corrections import Agreement

_FOUND: Final = "corrected.agreement"


@part
def corrected() -> None:
    """A count, a button that reads the notes again, and the notes as labelled cases."""
    from app import corrections

    book, viewer = deps.book(), deps.viewer()
    n = len(corrections.corrected(book.store, viewer))
    section("Your corrections", "Each verdict that a person changed is a test of how well notes are read.")
    if not n:
        quiet("None yet. A verdict is corrected below it, or by answering its question.")
        return
    with st.container(horizontal=True):
        if st.button(f"Read {n} again" if n > 1 else "Read it again", key="corrected.read"):
            st.session_state[_FOUND] = corrections.told(_read_again(n))
        st.download_button(
            "Download as labelled cases",
            data=lambda: corrections.cases(book.store, viewer).encode("utf-8", "replace"),
            file_name="lossbook-corrections.jsonl",
            mime="application/x-ndjson",
            key="corrected.cases",
            on_click="ignore",
            type="tertiary",
        )
    if _FOUND in st.session_state:
        quiet(st.session_state[_FOUND])
    quiet("The file holds the notes’ text. Keep it as you keep the notes.")


def _read_again(n: int) -> "Agreement":
    """Every corrected note, with a bar that shows how far it is."""
    from app.corrections import agreement

    bar = st.progress(0.0, text="Reading")

    def step(done: int) -> None:
        bar.progress(min(done / n, 1.0), text="Reading")

    found = agreement(deps.book(), deps.viewer(), step)
    bar.empty()
    return found
