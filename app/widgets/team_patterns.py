"""How deals are lost: counts, where "price" or "budget" came from, causes by one more thing, the quotes behind."""

from typing import Final

import streamlit as st

from app import deps
from app.team.patterns import (
    FEWEST,
    OURS,
    PRICE,
    Grid,
    Patterns,
    grid,
    label,
    most,
    patterns,
    price_line,
    standing,
    written_as,
)
from app.widgets import places, team_charts
from app.widgets.escape import html, plain
from app.widgets.note import quoted
from app.widgets.page import empty, quiet, section
from app.widgets.wording import marked
from app.wording import count, day
from ingest.store.counting_rows import Axis, Span
from ingest.store.rows import ReviewRow
from prompts.codes import Cause

_AXES: Final[dict[Axis, str]] = {
    "quarter": "Quarter",
    "competitor": "Competitor",
    "stage": "Stage",
    "segment": "Segment",
    "rep": "Rep",
    "size": "Deal size",
}
_BEHIND: Final = 8
"""Deals shown behind a count."""


def how_lost(span: Span) -> None:
    """The whole view."""
    axis: Axis = st.session_state.get("team.axis") or "quarter"
    found = patterns(deps.store(), deps.viewer(), span, axis)
    if found.won + found.lost + found.early == 0:
        empty("No deal in this time.", "Choose a longer time above.")
        return
    for line in standing(found):
        st.html(f'<p class="lb-count">{html(line)}</p>')
    if found.lost < FEWEST:
        quiet("Nothing is drawn from fewer than three losses.")
        _behind(found, span)
        return
    _causes(found)
    _stated(found)
    _laid_out(found, axis)
    _behind(found, span)
    _early(found, span)


def _causes(found: Patterns) -> None:
    name, pages = deps.book().playbook.name, deps.book().playbook.causes
    section(
        "What the notes show",
        f"{count(found.lost, 'loss', 'losses')}. “Not ours”: the product, the terms, or nothing we could change.",
    )
    drawn = most(found)
    if drawn:
        rows = [(name(c), deals, pages[c].control in OURS) for c, deals in found.causes if c in drawn]
        team_charts.bars(rows, "Losses by cause")
    few = [f"{name(cause).lower()} {deals}" for cause, deals in found.causes if cause not in drawn]
    if few:
        quiet(f"Too few to draw, or not clear: {', '.join(few)}.")


def _stated(found: Patterns) -> None:
    name = deps.book().playbook.name
    if not found.flows:
        return
    told = PRICE if found.written(PRICE) >= FEWEST else found.flows[0][0]
    section(
        "Where “price” and “budget” really came from" if told == PRICE else "What was written, and what the notes show"
    )
    line = price_line(found, name)
    if line:
        st.html(f'<p class="lb-count">{html(line)}</p>')
    number = sum(deals for _, _, deals in found.flows)
    quiet(
        "Left: the reason written down. Right: what the notes show. "
        f"{count(number, 'loss', 'losses')}, reasons given at least three times."
    )
    team_charts.flows(found.flows, told, name, "Reasons written down, and what the notes show")


def _laid_out(found: Patterns, axis: Axis) -> None:
    section("Causes by", "The number in brackets is how many losses a column has.")
    st.segmented_control(
        "Causes by", list(_AXES), format_func=lambda code: _AXES[code], default="quarter", key="team.axis",
        required=True, label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    made = grid(found, axis)
    if made.values:
        team_charts.heat(made, axis, deps.book().playbook.name, f"Causes by {_AXES[axis].lower()}")
    else:
        quiet("No column has three losses yet.")
    for line in _left_out(made, axis):
        quiet(line)


def _left_out(made: Grid, axis: Axis) -> list[str]:
    lines = []
    if made.few:
        some = ", ".join(f"{label(axis, value)} {number}" for value, number in made.few[:8])
        more = f" and {len(made.few) - 8} more" if len(made.few) > 8 else ""
        lines.append(f"Too few to draw: {some}{more}.")
    if made.thin:
        lines.append(f"{count(made.thin, 'loss', 'losses')} of causes with fewer than three here.")
    if made.more:
        lines.append(f"{count(made.more, 'loss', 'losses')} in columns that found no room.")
    if made.blank:
        lines.append(f"{count(made.blank, 'loss', 'losses')} without this on record.")
    return lines


def _behind(found: Patterns, span: Span) -> None:
    """The deals behind a count, and a line of each."""
    causes = [cause for cause, _ in found.causes]
    if not causes:
        return
    name, number = deps.book().playbook.name, dict(found.causes)
    section("The deals behind it")
    chosen = st.selectbox(
        "Cause", causes, format_func=lambda cause: f"{name(cause)} ({number[cause]})", key="team.cause", width=320
    )
    reasons: list[Cause | None] = [None, *dict.fromkeys(s for s, cause, _ in found.flows if cause == chosen)]
    stated = None
    if len(reasons) > 1:
        stated = st.selectbox(
            "Written down as", reasons, key=f"team.stated:{chosen}", width=320,
            format_func=lambda reason: "anything" if reason is None else written_as(reason, name),
        )  # fmt: skip
    deals_html(deps.store().counted(deps.viewer(), chosen, span, stated, _BEHIND + 1))


def _early(found: Patterns, span: Span) -> None:
    if not found.early:
        return
    section(
        "Early, clear noes",
        "A fast, clear no is a good outcome. The records do not hold how long a deal ran, so no hours are claimed.",
    )
    deals_html(deps.store().early_noes(deps.viewer(), span, _BEHIND + 1))


def deals_html(rows: list[ReviewRow]) -> None:
    """Deals with the line that proves each, and a link. Whose they are is told that they were looked at."""
    store, viewer = deps.store(), deps.viewer()
    shown = rows[:_BEHIND]
    store.looked(viewer, [row.id for row in shown], "team")
    proofs = store.proofs(viewer, [row.id for row in shown])
    for row in shown:
        line, words = proofs.get(row.id, (None, row.mechanism))
        with st.container(key=f"lb-src-team-{row.id}"):
            places.link_to_review(
                row.id, plain(marked(f"{row.account}, {day(row.happened)}, {row.rep}", row.sample)), line
            )
            said = quoted(words) if line else html(words)
            st.html(f'<p class="lb-words lb-tight">{said}</p>')
    if len(rows) > _BEHIND:
        quiet("And earlier ones.")
