"""Text a rep types: kept in SQL as soon as they leave the field, there again after a reload or a restart."""

import datetime as dt
from typing import Any

import streamlit as st

from app import deps
from app.widgets.page import safely


def load(screen: str) -> dict[str, Any]:
    """What was typed on this screen and is not recorded yet. A copy."""
    return dict(deps.store().load_draft(deps.viewer(), screen) or {})


def save(screen: str, **fields: Any) -> None:
    """Keep these fields beside what is there."""
    deps.store().save_draft(deps.viewer(), screen, load(screen) | fields)


def drop(screen: str, *fields: str) -> None:
    """Recorded or thrown away: the draft goes, and with it the named fields' state in this tab."""
    deps.store().drop_draft(deps.viewer(), screen)
    for field in fields:
        st.session_state.pop(key_of(screen, field), None)


def key_of(screen: str, field: str) -> str:
    """The one name of a field's state."""
    return f"{screen}.{field}"


def fill(screen: str, **fields: Any) -> None:
    """Put values into fields that are not on screen in this run yet, and keep them."""
    for field, value in fields.items():
        st.session_state[key_of(screen, field)] = value
    save(screen, **{field: _as_text(value) for field, value in fields.items()})


def area(screen: str, field: str, label: str, default: str = "", **options: Any) -> str:
    """A text area that remembers."""
    key = _prepared(screen, field, default)
    st.text_area(label, key=key, on_change=_keep, args=(screen, field), persist_state="session", **options)
    return str(st.session_state[key] or "")


def line(screen: str, field: str, label: str, default: str = "", **options: Any) -> str:
    """A text field that remembers."""
    key = _prepared(screen, field, default)
    st.text_input(label, key=key, on_change=_keep, args=(screen, field), persist_state="session", **options)
    return str(st.session_state[key] or "")


def day(screen: str, field: str, label: str, default: dt.date | None = None, **options: Any) -> dt.date | None:
    """A date field that remembers; empty is fine."""
    key = _prepared(screen, field, default)
    st.date_input(
        label, key=key, on_change=_keep, args=(screen, field), persist_state="session", format="YYYY-MM-DD", **options
    )
    value = st.session_state[key]
    return value if isinstance(value, dt.date) else None


def _prepared(screen: str, field: str, default: Any) -> str:
    key = key_of(screen, field)
    if key not in st.session_state:
        value = load(screen).get(field, default)
        st.session_state[key] = _as_date(value) if isinstance(default, dt.date) or default is None else value
    return key


@safely
def _keep(screen: str, field: str) -> None:
    save(screen, **{field: _as_text(st.session_state[key_of(screen, field)])})


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _as_date(value: Any) -> Any:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value
    except ValueError:
        return None
