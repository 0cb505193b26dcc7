"""A past loss beside the deal at hand: both quotes, why they match, what was learned, what was to be done."""

from typing import TYPE_CHECKING

import streamlit as st

from app import deps
from app.widgets import places
from app.widgets.escape import html, plain
from app.widgets.note import quoted
from app.widgets.wording import marked
from app.wording import day

if TYPE_CHECKING:
    from app.pastloss import Similar


def card(past: "Similar", where: str) -> None:
    """One card; `where` names the screen it stands on."""
    cause = deps.book().playbook.name(past.cause).lower()
    told = [day(past.date), past.rep, cause, *(["the same account"] if past.same_account else [])]
    over = marked(" · ".join(told), past.sample)
    with st.container(key=f"{where}-{past.review_id}"):
        st.html(
            f'<p class="lb-over">{html(over)}</p>'
            f'<h3 class="lb-h3">{html(past.account)}</h3><p class="lb-mechanism">{html(past.why)}</p>'
            f'<div class="lb-two">{_side("Here", past.own_quote)}{_side("Then", past.quote)}</div>'
            f"{_learned(past)}"
        )
        places.link_to_review(past.review_id, f"Open {plain(past.account)}", past.line or None)


def _side(label: str, words: str) -> str:
    return f'<div><p class="lb-label">{label}</p><p class="lb-words">{quoted(words)}</p></div>' if words else ""


def _learned(past: "Similar") -> str:
    parts = []
    if past.lesson:
        said = quoted(past.lesson) if past.learned_by else html(past.lesson)
        by = f"What {html(past.learned_by)} learned" if past.learned_by else "What to take from it"
        parts.append(f'<div><p class="lb-label">{by}</p><p>{said}</p></div>')
    if past.committed:
        parts.append(f'<div><p class="lb-label">Committed to then</p><p>{html("; ".join(past.committed))}</p></div>')
    return f'<div class="lb-two">{"".join(parts)}</div>' if parts else ""
