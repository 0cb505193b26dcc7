"""Whose 1:1, and since when; and the packs that are still there."""

import datetime as dt
from typing import Final

import streamlit as st

from app import deps
from app.widgets import places
from app.widgets.escape import plain
from app.widgets.page import empty, heading, pending_error, quiet, safely, section
from app.wording import day

_REP: Final = "prep.rep"
_SINCE: Final = "prep.since"


def choose() -> None:
    """The form, and below it what was prepared before."""
    from app.prep.gather import DAYS

    heading("Prep", "A page to take into a 1:1: what was promised, what happened, what to ask. Nothing is sent.")
    pending_error()
    today = dt.date.today()  # noqa: DTZ011 - the reader's own day
    names = _names()
    if not names:
        empty("Nobody to prepare for yet.", "Review a deal, or ask an admin to make you somebody’s manager of record.")
        st.page_link(places.REVIEW, label="Review a deal")
        return
    left, middle, right = st.columns([4, 3, 2], vertical_alignment="bottom")
    left.selectbox("With", names, key=_REP, format_func=_called)
    middle.date_input("Since", today - dt.timedelta(days=DAYS), key=_SINCE, max_value=today, format="YYYY-MM-DD")
    right.button("Prepare", key="prep.go", type="primary", on_click=_prepare)
    quiet("Drawn only from reviews you may see. Kept for 30 days, for you alone.")
    _kept(today)


def _names() -> list[str]:
    """Own reports, and oneself, if on record."""
    store, viewer = deps.store(), deps.viewer()
    me = store.person(viewer, viewer.name)
    return list(dict.fromkeys([*store.reports(viewer), *([me.name] if me else [])]))


def _called(name: str) -> str:
    return f"{name} (you)" if name == deps.viewer().name else name


@safely
def _prepare() -> None:
    from app.prep import prepare
    from app.prep.keeping import keep

    since = st.session_state.get(_SINCE)
    book, viewer = deps.book(), deps.viewer()
    made = prepare(book, viewer, str(st.session_state.get(_REP)), since if isinstance(since, dt.date) else None)
    places.stay(pack=str(keep(book.store, viewer, made).id))


def _kept(today: dt.date) -> None:
    kept = deps.store().packs(deps.viewer(), today)
    if not kept:
        return
    section("Prepared lately")
    for each in kept:
        with st.container(key=f"lb-row-pack-{each.id}"):
            left, right = st.columns([3, 4], vertical_alignment="center")
            with left:
                places.link_to_pack(each.id, f"1:1 with {plain(each.rep)}")
            with right:
                edited = " · rewritten in places" if each.edited else ""
                quiet(f"{day(each.since)} to {day(each.until)} · expires {day(each.expires)}{edited}")
