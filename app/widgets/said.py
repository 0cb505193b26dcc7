"""What the last click did, with its undo: in sight wherever one clicked, and next in line for the keyboard.

The style sheet fixes it to the foot of the window; in the page it stands where the clicked button stood.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from app.widgets.escape import html

_SAID: Final = "said"
Undo = Callable[[int], None]


@dataclass(frozen=True)
class _Said:
    words: str
    label: str
    undo: Undo | None
    change: int


def say(words: str, undo: Undo | None = None, change: int = 0, label: str = "Undo") -> None:
    """For the next run. `undo` is a callback that takes `change`, the number the store gave."""
    st.session_state[_SAID] = _Said(words, label, undo, change)


def waiting() -> bool:
    """Whether there is something to say."""
    return _SAID in st.session_state


def said() -> None:
    """Once, then it is gone; what can be undone later has a place of its own on the screen."""
    found: _Said | None = st.session_state.pop(_SAID, None)
    if found is None:
        return
    with st.container(key="lb-told", horizontal=True, vertical_alignment="center"):
        st.html(f'<p role="status">{html(found.words)}</p>')
        if found.undo is not None:
            st.button(found.label, key="said.undo", on_click=found.undo, args=(found.change,))
