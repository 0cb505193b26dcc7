"""Who may see a review, for its rep; and who looked, for everybody about their own."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from app import deps
from app.widgets import places
from app.widgets.escape import html, plain
from app.widgets.page import quiet, safely, section
from ingest.store.names import person_key
from ingest.store.rows import Shared, StoredReview
from ingest.store.team_rows import Place, View

_WITH: Final[dict[Shared, str]] = {"private": "Only me", "manager": "My manager", "team": "Everybody here"}
_PLACES: Final[dict[Place, str]] = {
    "ledger": "in the account",
    "ask": "in an answer",
    "check": "beside an open deal",
    "prep": "while preparing a 1:1",
    "team": "on the team page",
    "mcp": "through an assistant",
    "review": "the review itself",
}
_SHOWN: Final = 20


def is_mine(review: StoredReview) -> bool:
    """Whether the viewer may change it."""
    viewer = deps.viewer()
    return viewer.all or person_key(viewer.name) == person_key(review.rep)


def shared_with(review: StoredReview) -> None:
    """Who sees it; the rep may change that at any time. Nothing to show where there is nobody else."""
    if not deps.team():
        return
    section("Who sees this", "Yours until you share it. You can take it back, and you see who looked, under Setup.")
    key = f"shared:{review.first_id}"
    if key not in st.session_state:
        st.session_state[key] = review.shared
    st.segmented_control(
        "Who sees this review",
        list(_WITH),
        format_func=lambda value: _WITH[value],
        key=key,
        label_visibility="collapsed",
        required=True,
        on_change=_share,
        args=(review.id, key),
    )
    if review.shared == "manager":
        me = deps.store().person(deps.viewer(), review.rep)
        manager = me.manager if me else None
        quiet(f"Your manager of record is {manager}." if manager else "You have no manager of record yet.")


def looked_at(review: StoredReview) -> None:
    """For somebody who reads another one's review: whose it is, and that they are told."""
    deps.store().looked(deps.viewer(), [review.id], "review")
    quiet(f"{review.rep} shared this with you, and sees that you looked. Only they can change it.")


def shown(review_ids: Sequence[str], place: Place) -> bool:
    """Before something kept in this tab is drawn: whether all it came from may still be seen. Writes the look down."""
    store, viewer = deps.store(), deps.viewer()
    if store.seen(viewer, review_ids) < set(review_ids):
        quiet("What this was made of is no longer shared with you, or was erased. Ask again.")
        return False
    store.looked(viewer, review_ids, place)
    return True


def looks() -> None:
    """Who looked at the viewer's records."""
    if not deps.team():
        return
    section("Who looked at your reviews", "Every look at a review of yours by somebody else, the latest first.")
    found = deps.store().views(deps.viewer(), _SHOWN + 1)
    if not found:
        quiet("Nobody has.")
    for view in found[:_SHOWN]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="lb-quiet">{html(_line(view))}</p>')
            places.link_to_review(view.review_id, plain(view.account))
    if len(found) > _SHOWN:
        quiet("And earlier ones: ask for the whole list with lossbook views.")


def _line(view: View) -> str:
    return f"{view.at.astimezone():%d %B %Y, %H:%M} · {view.viewer}, {_PLACES[view.place]}"


@safely
def _share(review_id: str, key: str) -> None:
    deps.store().share(deps.viewer(), review_id, st.session_state[key])
