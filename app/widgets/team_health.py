"""How well the causes fit: what people changed, and which page may hold two causes."""

import streamlit as st

from app import deps
from app.team.health import CauseHealth, health, suggestion, told
from app.widgets.escape import html
from app.widgets.page import empty, quiet, section
from app.widgets.team_patterns import deals_html
from app.wording import count
from ingest.store.counting_rows import Span


def causes(_: Span) -> None:
    """The whole view; over all time, because corrections are few."""
    store, viewer, name = deps.store(), deps.viewer(), deps.book().playbook.name
    found = health(store, viewer)
    if not found:
        empty("No loss on record yet.", "Once people confirm or correct causes, this shows which of them fit badly.")
        return
    read = sum(one.read for one in found)
    unclear = sum(one.read for one in found if one.cause == "unknown")
    st.html('<p class="lb-count">How well the causes fit what people write.</p>')
    quiet(f"All time, {count(read, 'loss', 'losses')}. In {unclear} the first reading found no cause.")
    changed = [one for one in found if one.changed or one.differ]
    if not changed:
        st.html('<p class="lb-count">Nobody has changed a cause yet.</p>')
    for one in changed:
        st.html(f'<p class="lb-count">{html(told(one, name))}</p>')
    for one in found:
        _suggested(one)


def _suggested(one: CauseHealth) -> None:
    name = deps.book().playbook.name
    said = suggestion(one, name)
    if said:
        section(name(one.cause), said)
        deals_html(deps.store().corrected(deps.viewer(), one.cause, 9))
