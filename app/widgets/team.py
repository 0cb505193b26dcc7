"""The team's screen: a time, a view, and what it shows."""

import datetime as dt
from collections.abc import Callable
from typing import Final

import streamlit as st

from app import deps
from app.widgets import places
from app.widgets.page import empty, heading, pending_error, quiet
from app.widgets.team_gaps import gaps
from app.widgets.team_health import causes
from app.widgets.team_lessons import lessons
from app.widgets.team_patterns import how_lost
from app.wording import count
from ingest.store.counting_rows import Span

_VIEWS: Final[dict[str, tuple[str, Callable[[Span], None]]]] = {
    "patterns": ("Patterns", how_lost),
    "lessons": ("Lessons", lessons),
    "gaps": ("Product gaps", gaps),
    "causes": ("Causes", causes),
}
_DAYS: Final = {"Last 12 months": 365, "Last 91 days": 91, "All": None}


def team() -> None:
    """The whole screen."""
    lede = "One hard lesson, for everybody. You see what was shared with you, and your own."
    heading("Team", lede if deps.team() else "What your deals add up to.")
    pending_error()
    if not deps.store().count(deps.viewer()):
        empty(
            "Nothing to count yet.",
            "Patterns stand here once deals are reviewed and shared. Or load the sample year under Setup.",
        )
        with st.container(horizontal=True):
            st.page_link(places.REVIEW, label="Review a deal")
            st.page_link(places.SETUP, label="Setup")
        return
    _samples()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = st.segmented_control(
            "Show", list(_VIEWS), format_func=lambda code: _VIEWS[code][0], default="patterns", key="team.view",
            required=True, persist_state="session",
        )  # fmt: skip
        chosen = st.selectbox("Time", list(_DAYS), key="team.time", persist_state="session", width=180)
    _VIEWS[view or "patterns"][1](_span(chosen))


def _samples() -> None:
    """What is counted here is not all the reader's own."""
    store, viewer = deps.store(), deps.viewer()
    samples, total = store.count(viewer, sample=True), store.count(viewer)
    if samples:
        quiet(
            f"{samples} of the {count(total, 'review')} on record {'is a sample' if samples == 1 else 'are samples'}."
        )


def _span(chosen: str) -> Span:
    days = _DAYS[chosen]
    today = dt.date.today()  # noqa: DTZ011 - the reader's own day
    return Span() if days is None else Span(today - dt.timedelta(days=days), None)
