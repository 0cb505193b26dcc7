"""Taking one's own review out for good."""

import streamlit as st

from app import deps
from app.widgets import places
from app.widgets.page import quiet, safely
from ingest.store.rows import StoredReview


def offer(review: StoredReview) -> None:
    """Behind a second click: nobody erases by accident."""
    with st.popover("Erase this review", type="tertiary", icon=":material/delete:"):
        quiet(
            "The note, every version of the review, what you wrote to it and what was made of it go, for good. "
            "A restored backup does not bring them back. Other rounds of the account stay."
        )
        st.button("Erase it", key=f"erase:{review.first_id}", type="primary", on_click=_erase, args=(review.id,))


@safely
def _erase(review_id: str) -> None:
    deps.store().erase_review(deps.viewer(), review_id)
    places.stay()
    st.toast("Erased.")
