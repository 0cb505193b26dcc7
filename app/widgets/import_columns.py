"""Which column is which: shown as it was recognised, changed with a click, kept for next time."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from app.widgets.page import quiet

if TYPE_CHECKING:
    from ingest.importing.columns import Columns
    from ingest.importing.preview import Preview

_NONE: Final = "(none)"
_DAYS: Final = {"As the rows show": None, "Day first: 31/12": True, "Month first: 12/31": False}


def mapping(token: str, seen: "Preview") -> "Columns":
    """The columns as they stand after what the person chose. `token` tells one file's boxes from another's."""
    from ingest.importing.columns import FIELDS

    assert seen.columns is not None
    columns = seen.columns
    fields = dict(columns.fields)
    with st.expander("Which column is which", expanded=bool(seen.error) or columns.source == "table"):
        quiet("This is kept, and used again for files with the same header row.")
        names = list(FIELDS.items())
        for start in range(0, len(names), 3):
            for (name, label), part in zip(names[start : start + 3], st.columns(3), strict=False):
                choose = _several if name == "text" else _one
                with part:
                    fields[name] = choose(f"import.map.{token}.{name}", label, seen.header, fields.get(name, ()))
        days = _days(f"import.map.{token}.days", columns.day_first)
    return replace(columns, fields={name: used for name, used in fields.items() if used}, day_first=days)


def _one(key: str, label: str, header: tuple[str, ...], used: tuple[str, ...]) -> tuple[str, ...]:
    options = [_NONE, *header]
    chosen = st.selectbox(label, options, index=options.index(used[0]) if used else 0, key=key, format_func=_shown)
    if used and chosen == used[0]:
        return used  # with those that stand in when it is empty
    return () if chosen == _NONE else (chosen,)


def _several(key: str, label: str, header: tuple[str, ...], used: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(st.multiselect(label, list(header), default=list(used), key=key, format_func=_shown))


def _days(key: str, told: bool | None) -> bool | None:
    options = list(_DAYS)
    index = list(_DAYS.values()).index(told)
    return _DAYS[st.selectbox("Days such as 03/04/2026", options, index=index, key=key)]


def _shown(column: str) -> str:
    return column if column == _NONE else " ".join(column.split())[:60]
