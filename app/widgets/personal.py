"""On Setup: everything about one person to take along, and how long notes are kept."""

import datetime as dt
from typing import Final

import streamlit as st

from app import deps
from app.widgets.page import notice, quiet, safely, section, told
from app.wording import count, day

_ASKED: Final = "personal.asked"
_REMOVE: Final = "personal.remove"


def takeout() -> None:
    """For everybody about themselves; for whoever looks after this Lossbook about anybody."""
    section(
        "Everything about one person", "What is on record, to read and to hand over: Markdown and JSON in one file."
    )
    viewer = deps.viewer()
    name = viewer.name
    if deps.may_manage():
        name = st.text_input("Name of the person", key="personal.name", placeholder=viewer.name) or viewer.name
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Put it together", key="personal.go", on_click=_ask, args=(name,))
        if st.session_state.get(_ASKED) == name:
            with told():
                _offer(name)
    quiet("To have somebody erased everywhere, with a certificate: lossbook forget --person NAME.")


def _offer(name: str) -> None:
    from app.personal import archive

    about = deps.store().about_person(deps.viewer(), name)
    reviews, lines = len(about.tables.get("reviews", [])), len(about.mentions)
    st.download_button(
        "Download",
        archive(about, dt.datetime.now(dt.UTC)),
        f"about {name}.zip",
        key="personal.download",
        icon=":material/download:",
    )
    own = f"{count(reviews, 'review')} of their own, " if reviews else ""
    quiet(f"{own}{count(lines, 'line')} of other notes that {'names' if lines == 1 else 'name'} them.")


def _ask(name: str) -> None:
    st.session_state[_ASKED] = name


def kept_for() -> None:
    """How long notes are kept; on a laptop, removing what is past that."""
    from app.retention import due

    months = deps.book().settings.keep_months
    section("How long notes are kept", "Counted from the day the deal closed.")
    if months is None:
        quiet("Everything is kept. LOSSBOOK_KEEP_MONTHS sets a period; nothing is removed until you say so.")
        return
    if deps.team():
        quiet(f"{months} months. What is older is listed and removed with lossbook retention, where Lossbook runs.")
        return
    found = due(deps.book(), deps.viewer(), months, dt.date.today())  # noqa: DTZ011 - the reader's own day
    if not found.rows:
        quiet(f"{months} months. Nothing is older.")
        return
    notice(f"{count(len(found.rows), 'review')} of deals that closed before {day(found.before)} are due to be removed.")
    with st.expander("Show them"):
        for row in found.rows:
            quiet(f"{day(row.happened)} · {row.account} · {row.rep}")
    if not st.session_state.get(_REMOVE):
        st.button("Remove them", key="personal.remove", on_click=_sure, args=(True,))
        return
    quiet("Notes, reviews and vectors go for good; counts by quarter, outcome and cause stay. Win rates change.")
    with st.container(horizontal=True):
        st.button("Remove for good", key="personal.remove_yes", on_click=_remove)
        st.button("Keep them", key="personal.remove_no", type="tertiary", on_click=_sure, args=(False,))


def _sure(asked: bool) -> None:
    st.session_state[_REMOVE] = asked


@safely
def _remove() -> None:
    from app.retention import due, remove

    _sure(False)
    book, months = deps.book(), deps.book().settings.keep_months
    if months is not None:
        remove(book, deps.viewer(), due(book, deps.viewer(), months, dt.date.today()))  # noqa: DTZ011
