"""What the rep said they would do, first on their own screen, and what later notes show of it. They decide."""

import datetime as dt
from typing import TYPE_CHECKING, Final

import streamlit as st

from app import deps
from app.widgets import places
from app.widgets.escape import html, plain
from app.widgets.note import quoted
from app.widgets.page import safely
from app.wording import day

if TYPE_CHECKING:
    from app.followup import Followed
    from ingest.store.rows import Status

_MARKS: Final[dict["Status", str]] = {"kept": "Kept", "missed": "Missed", "not_testable": "Cannot be told"}
_QUOTES: Final = 2


def promise() -> None:
    """The latest open one; nothing when there is none."""
    from app.followup import latest_open, since
    from app.followup.wording import read_by, said, shows

    found = latest_open(deps.book(), deps.viewer(), dt.date.today())  # noqa: DTZ011 - the reader's own day
    if found is None:
        return
    with st.container(key="lb-promise"):
        st.html(f'<p class="lb-notice" role="note">{html(said(found))} {html(since(found))}</p>')
        for each in found.seen[:_QUOTES]:
            row = each.review
            by = f'<span class="lb-by">{html(read_by(each))}</span>'
            words = f'<p class="lb-words">{quoted(each.shown.line.text)}{by if each.shown.by else ""}</p>'
            st.html(f'<p class="lb-label">{html(f"{shows(each)}, {day(row.happened)}")}</p>{words}')
            places.link_to_review(row.id, f"Open {plain(row.account)}", each.shown.line.number)
        with st.container(horizontal=True):
            for status, label in _MARKS.items():
                st.button(label, key=f"promise.{status}", type="tertiary", on_click=_settle, args=(found, status))


@safely
def _settle(found: "Followed", status: "Status") -> None:
    """As the rep says; with the line that shows it, when one was shown."""
    shown = next((each for each in found.seen if each.shown.verdict == status), None)
    deps.store().settle(
        deps.viewer(),
        found.commitment.id,
        status,
        shown_by=shown.review.id if shown else None,
        shown_line=shown.shown.line.number if shown else None,
    )
