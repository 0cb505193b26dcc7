"""What people corrected: does the built-in engine read it so by now?"""

from typing import Final

import streamlit as st

from app import deps
from app.widgets.page import part, quiet, section

_FOUND: Final = "corrected.agreement"


@part
def corrected() -> None:
    """A count, a button that reads the notes again, and the notes as labelled cases."""
    from app.corrections import MOST, agreement, cases, told

    book, viewer = deps.book(), deps.viewer()
    n = len(book.store.corrected(viewer, limit=MOST))
    section("Your corrections", "Each verdict that a person changed is a test of how well notes are read.")
    if not n:
        quiet("None yet. A verdict is corrected below it, or by answering its question.")
        return
    with st.container(horizontal=True):
        if st.button(f"Read {n} again" if n > 1 else "Read it again", key="corrected.read"):
            bar = st.progress(0.0, text="Reading")
            st.session_state[_FOUND] = told(agreement(book, viewer, lambda done: bar.progress(done / n, "Reading")))
            bar.empty()
        st.download_button(
            "Download as labelled cases",
            data=lambda: cases(book.store, viewer).encode("utf-8", "replace"),
            file_name="lossbook-corrections.jsonl",
            mime="application/x-ndjson",
            key="corrected.cases",
            on_click="ignore",
            type="tertiary",
        )
    if _FOUND in st.session_state:
        quiet(st.session_state[_FOUND])
    quiet("The file holds the notes’ text. Keep it as you keep the notes.")
