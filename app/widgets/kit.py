"""The tough-loss kit of one's own review: agree, read it, take the files; or take the agreement back."""

import streamlit as st

from app import deps
from app.team.kit import kit
from app.team.kit_markdown import kit_markdown
from app.team.kit_pptx import kit_pptx
from app.widgets.page import quiet, safely, section
from ingest.store.rows import StoredReview


def offer(review: StoredReview) -> None:
    """For its rep, once it is shared with everybody; nothing before that."""
    if review.shared != "team":
        return
    store, viewer = deps.store(), deps.viewer()
    section(
        "Tell it to everybody", "Five minutes: what was intended, what happened, why, what next, one ask of the room."
    )
    if store.consent(viewer, review.id) is None:
        names = st.checkbox("Leave names as they are", key=f"kit.names:{review.first_id}")
        quiet("Without this, people and the customer are replaced. You agree to it here, and you can take it back.")
        st.button(
            "I agree, make the story", key=f"kit.agree:{review.first_id}", on_click=_agree, args=(review.id, names)
        )
        return
    made = kit(store, viewer, review.id, deps.book().playbook.name)
    page = kit_markdown(made)
    with st.expander("Read it first"):
        st.code(page, language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.download_button("Slides", lambda: kit_pptx(made), f"kit {review.first_id}.pptx", icon=":material/slideshow:")
        st.download_button("Page", page, f"kit {review.first_id}.md", icon=":material/article:")
        st.button("Take it back", key=f"kit.back:{review.first_id}", on_click=_take_back, args=(review.id,))


@safely
def _agree(review_id: str, names: bool) -> None:
    deps.store().give_consent(deps.viewer(), review_id, names=names)


@safely
def _take_back(review_id: str) -> None:
    deps.store().take_consent_back(deps.viewer(), review_id)
