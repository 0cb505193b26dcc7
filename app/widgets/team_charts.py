"""Charts as SVG whose colours the style sheet sets: they follow the theme, and turn dark on white when printed."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from app.team.patterns import Grid, Naming, label, written_as
from ingest.store.counting_rows import Axis
from prompts.codes import Cause

_LOOK: Final[dict[str, Any]] = {
    "background": "transparent",
    "view": {"strokeWidth": 0},
    "axis": {"labelFontSize": 13, "grid": False},
}
_SVG: Final = {"embedOptions": {"renderer": "svg"}}
_ACCENT: Final = "#4f8a75"
"""Reads on paper, on white and in the dark."""
_SOFT: Final = "#a1968a"
_ROW: Final = 30
"""Pixels a bar has."""
_ROOM: Final = 1.5
"""How far the bars' scale goes on after the longest one: "12, not ours" has room on a phone."""
_NARROW: Final = 5
"""Letters of the longest word that stands upright over a column; columns are 40 pixels wide on a phone."""
_LONGEST: Final = 24
"""Letters of a label at the side of a chart, so that a phone has room for the chart."""


def bars(rows: Sequence[tuple[str, int, bool]], title: str) -> None:
    """One bar a cause, its count at the end: (name, losses, ours to change)."""
    import altair as alt

    data = [
        {"name": name, "deals": deals, "ours": ours, "told": str(deals) if ours else f"{deals}, not ours"}
        for name, deals, ours in rows
    ]
    room = max((deals for _, deals, _ in rows), default=1) * _ROOM
    base = alt.Chart(_values(data)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=220)),
        x=alt.X("deals:Q", axis=None, scale=alt.Scale(domain=[0, room], nice=False)),
    )
    fill = alt.condition("datum.ours", alt.value(_ACCENT), alt.value(_SOFT))
    bar = base.mark_bar(height=16, cornerRadiusEnd=3).encode(
        color=fill, tooltip=[alt.Tooltip("name:N", title="Cause"), alt.Tooltip("deals:Q", title="Losses")]
    )
    number = base.mark_text(align="left", dx=5, fontSize=13).encode(text="told:N")
    _draw(bar + number, title, _ROW * len(data) + 10)


def flows(found: Sequence[tuple[Cause, Cause, int]], told: Cause, name: Naming, title: str) -> None:
    """What was written on the left, what the notes show on the right; the wider the line, the more losses.

    `told` is the reason whose lines stand out.
    """
    import altair as alt

    left = list(dict.fromkeys(stated for stated, _, _ in found))
    right = _order(found, left)
    high = max(len(left), len(right))
    at_left = {cause: (n + 0.5) * high / len(left) for n, cause in enumerate(left)}
    at_right = {cause: (n + 0.5) * high / len(right) for n, cause in enumerate(right)}
    lines = [
        {
            "x": x,
            "y": y,
            "id": number,
            "deals": deals,
            "out": stated == told,
            "say": f"{written_as(stated, name)}: {name(cause)}",
        }
        for number, (stated, cause, deals) in enumerate(found)
        for x, y in ((0, at_left[stated]), (1, at_right[cause]))
    ]
    ends = [
        {"x": 0, "y": y, "text": f"{_short(written_as(cause, name))}  {_sum(found, 0, cause)}"}
        for cause, y in at_left.items()
    ]
    rights = [{"x": 1, "y": y, "text": f"{_sum(found, 1, c)}  {_short(name(c))}"} for c, y in at_right.items()]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.75, 2.05], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, high], reverse=True, nice=False))
    drawn = (
        alt.Chart(_values(lines))
        .mark_line(strokeCap="round")
        .encode(
            x=x,
            y=y,
            detail="id:N",
            strokeWidth=alt.StrokeWidth("deals:Q", legend=None, scale=alt.Scale(domain=[0, 8], range=[0.5, 14])),
            color=alt.condition("datum.out", alt.value(_ACCENT), alt.value(_SOFT)),
            opacity=alt.condition("datum.out", alt.value(0.9), alt.value(0.35)),
            tooltip=[alt.Tooltip("say:N", title="Written: shown"), alt.Tooltip("deals:Q", title="Losses")],
        )
    )
    words = alt.Chart(_values(ends)).mark_text(align="right", dx=-10, fontSize=13).encode(x, y, text="text:N")
    others = alt.Chart(_values(rights)).mark_text(align="left", dx=10, fontSize=13).encode(x, y, text="text:N")
    _draw(drawn + words + others, title, 34 * high + 10)


def heat(found: Grid, axis: Axis, name: Naming, title: str) -> None:
    """Causes by another thing: the count in each field, a shade behind it."""
    import altair as alt

    data = [
        {"cause": _short(name(cause)), "value": _column(axis, value, total), "deals": found.deals[cause, value]}
        for value, total in found.values
        for cause in found.causes
        if (cause, value) in found.deals
    ]
    columns = [_column(axis, value, total) for value, total in found.values]
    narrow = all(len(word) <= _NARROW for column in columns for word in column.split())
    # Lines of one label go down from where it begins, so it begins as high as the tallest needs.
    tall = max((len(column.split()) for column in columns), default=1) if narrow else 1
    top = alt.Axis(
        labelPadding=16 * (tall - 1) + 6,
        orient="top",
        labelAngle=0 if narrow else -90,
        labelExpr="split(datum.label, ' ')" if narrow else "datum.label",
        labelLimit=220,
        labelOverlap=False,
        ticks=False,
        domain=False,
    )
    side = alt.Axis(ticks=False, domain=False, labelLimit=200)
    base = alt.Chart(_values(data)).encode(
        x=alt.X("value:N", sort=columns, title=None, axis=top),
        y=alt.Y("cause:N", sort=[_short(name(cause)) for cause in found.causes], title=None, axis=side),
    )
    field = base.mark_rect(cornerRadius=3, color=_ACCENT).encode(
        opacity=alt.Opacity("deals:Q", legend=None, scale=alt.Scale(domainMin=0, range=[0.08, 0.6])),
        tooltip=[alt.Tooltip("cause:N", title="Cause"), alt.Tooltip("deals:Q", title="Losses")],
    )
    number = base.mark_text(fontSize=13).encode(text="deals:Q")
    _draw(field + number, title, 30 * len(found.causes) + (60 if narrow else 120))


def _draw(chart: Any, title: str, height: int) -> None:
    made = chart.properties(height=height, usermeta=_SVG, description=title).configure(**_LOOK)
    with st.container(key=f"lb-chart-{title.split()[0].lower()}"):
        st.altair_chart(made, theme=None, width="stretch")


def _column(axis: Axis, value: str, total: int) -> str:
    return f"{_short(label(axis, value))} ({total})"


def _values(rows: list[dict[str, Any]]) -> Any:
    import altair as alt

    made: Any = alt.Data
    return made(values=rows)


def _order(found: Sequence[tuple[Cause, Cause, int]], left: Sequence[Cause]) -> list[Cause]:
    """Right-hand ends at the mean height of where their lines come from, so that few lines cross."""
    places: dict[Cause, list[tuple[int, int]]] = {}
    for stated, cause, deals in found:
        places.setdefault(cause, []).append((left.index(stated), deals))
    mean = {cause: sum(n * deals for n, deals in some) / sum(d for _, d in some) for cause, some in places.items()}
    return sorted(places, key=lambda cause: (mean[cause], cause))


def _sum(found: Sequence[tuple[Cause, Cause, int]], end: int, cause: Cause) -> int:
    return sum(each[2] for each in found if each[end] == cause)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
