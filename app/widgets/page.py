"""Frame of every screen: style, headings, quiet lines, and errors as one sentence."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import streamlit as st

from app.widgets import places
from app.widgets.escape import html, plain
from prompts.errors import LossbookError, NotFound

_HERE: Final = Path(__file__).parent
ICON: Final = _HERE / "mark.svg"
_ERROR: Final = "page.error"
_LOG: Final = logging.getLogger("lossbook.screens")


def frame() -> None:
    """Title, mark and style; once, at the top of the router."""
    st.set_page_config(page_title="Lossbook", page_icon=str(ICON), layout="centered")
    st.logo(str(ICON), size="small")
    st.html(_HERE / "style.css")


def heading(title: str, lede: str = "", over: str = "") -> None:
    """The screen's h1, a line under it, and a small line over it."""
    parts = [f'<p class="lb-over">{html(over)}</p>'] if over else []
    parts.append(f'<h1 class="lb-h1">{html(title)}</h1>')
    parts += [f'<p class="lb-lede">{html(lede)}</p>'] if lede else []
    st.html(f'<header class="lb-head">{"".join(parts)}</header>')


def section(title: str, lede: str = "") -> None:
    """A part of the screen: h2 and a quiet line."""
    below = f'<p class="lb-quiet">{html(lede)}</p>' if lede else ""
    st.html(f'<div class="lb-section"><h2 class="lb-h2">{html(title)}</h2>{below}</div>')


def quiet(text: str) -> None:
    """A line in small, soft type."""
    st.html(f'<p class="lb-quiet">{html(text)}</p>')


def notice(text: str) -> None:
    """Something worth knowing; not an alarm."""
    st.html(f'<p class="lb-notice" role="note">{html(text)}</p>')


def empty(title: str, text: str) -> None:
    """What stands where there is nothing yet."""
    st.html(f'<div class="lb-empty"><p class="lb-empty-title">{html(title)}</p><p>{html(text)}</p></div>')


@contextmanager
def told() -> Iterator[None]:
    """Whatever goes wrong inside becomes one sentence on the screen; the rest of the screen stays."""
    try:
        yield
    except NotFound as error:
        st.error(plain(error))
        with st.container(horizontal=True):
            st.page_link(places.REVIEW, label="Review a deal")
            st.page_link(places.ACCOUNTS, label="All accounts")
    except LossbookError as error:
        st.error(plain(error))
    except Exception:
        _LOG.exception("A screen failed")
        st.error("This part could not be shown. Nothing on record has changed; reload the page to try again.")


def part(draw: Callable[..., None]) -> Callable[..., None]:
    """A piece of a screen that is redrawn alone, as a fragment: its errors are told in its own place."""

    def drawn(*args: Any, **kwargs: Any) -> None:
        with told():
            draw(*args, **kwargs)

    drawn.__qualname__ = draw.__qualname__
    drawn.__module__ = draw.__module__
    return drawn


def safely(action: Callable[..., None]) -> Callable[..., None]:
    """A widget callback whose error is shown at the top of the next run instead of ending it."""

    def run(*args: Any, **kwargs: Any) -> None:
        try:
            action(*args, **kwargs)
        except LossbookError as error:
            st.session_state[_ERROR] = str(error)
        except Exception:
            _LOG.exception("An action failed")
            st.session_state[_ERROR] = "That did not work; the details are in the log. Try again."

    return run


def pending_error() -> None:
    """Show what the last action could not do."""
    message = st.session_state.pop(_ERROR, None)
    if message:
        st.error(plain(message))
