"""At most two questions between causes the notes leave room for; the answer changes the verdict at once."""

import streamlit as st

from app import deps, settling
from app.widgets import places
from app.widgets.page import quiet, safely, section
from app.widgets.wrapup import renew_card
from ingest.diagnose.settle import Settling
from ingest.store.rows import StoredReview


def panel(review: StoredReview, asked: Settling) -> None:
    """The question and four buttons."""
    name = deps.book().playbook.name
    both = f"{name(asked.yes).lower()} and {name(asked.no).lower()}"
    section("Settle it", f"These notes leave room for both {both}. You were there.")
    st.markdown(f"**{asked.question}**")
    with st.container(horizontal=True):
        for reply, words in settling.WORDS.items():
            st.button(words, key=f"settle:{review.id}:{reply}", on_click=_answer, args=(review.id, reply))
    quiet("Your answer is kept with the review, and so is what the machine said before.")


@safely
def _answer(review_id: str, reply: settling.Answer) -> None:
    book, viewer = deps.book(), deps.viewer()
    review = book.store.review(viewer, review_id)
    asked = settling.open_question(book, review)
    if asked is not None:
        new = settling.answer(book, viewer, review, asked, reply)
        if new != review.id:
            renew_card(review)
        places.stay(review=new, job=places.asked(places.JOB))
