"""Coming to one line of a note: the browser shows it at once, and not again when the screen is drawn anew.

The only script of the app. It is written here and holds no word of a note.
"""

from typing import Final

import streamlit as st

from app.widgets import places
from app.widgets.note import ASKED

_SCRIPT: Final = """<script>(() => {
  if (window.lossbookCame === "%(mark)s") return;
  window.lossbookCame = "%(mark)s";
  const until = Date.now() + 10000;
  const look = () => {
    const line = document.getElementById("%(line)s");
    if (line) line.scrollIntoView({block: "center", behavior: "instant"});
    else if (Date.now() < until) requestAnimationFrame(look);
  };
  look();
})();</script>"""


def bring_into_view() -> None:
    """Scroll to the line the address names, once each time somebody comes to that address."""
    _, mark = places.arrival()
    st.html(_SCRIPT % {"mark": mark, "line": ASKED}, unsafe_allow_javascript=True)
