"""A pack in a model's words: the offer, how far it is, who worded it, and the way back."""

import datetime as dt

import streamlit as st

from app import deps
from app.prep.keeping import change
from app.prep.nouns import Pack
from app.prep.written import built_in, sentences
from app.widgets.escape import plain
from app.widgets.page import notice, part, quiet, safely
from prompts.model import Model


def wording(pack_id: int, found: Pack, today: dt.date) -> None:
    """Under the pack's notice. Only a model whose verdict stands is offered; without one there is nothing to see."""
    if deps.wordings().state(pack_id).running:
        st.fragment(_watch, run_every=1)(pack_id)
    elif found.worded:
        quiet(found.worded.told)
        st.button("Back to the built-in wording", key="prep.plain", on_click=_back, args=(pack_id, today))
    else:
        _offer(pack_id, found, today)


def _offer(pack_id: int, found: Pack, today: dt.date) -> None:
    said = deps.wordings().state(pack_id).notice
    if said:
        notice(said)
    model = deps.book().model_for()
    if model is None or not sentences(found):
        return
    st.button(
        f"Word it better with {plain(model.name)}",
        key="prep.word_better",
        on_click=_start,
        args=(pack_id, today),
        help=_where(model),
    )


def _where(model: Model) -> str:
    if model.local:
        return "It stays on this machine. Each sentence is checked against its quote."
    return plain(
        f"What works, what to tighten, the pattern and the exercise go to {model.host}, with their quotes. "
        "Each sentence that comes back is checked against its quote. Setup says how names are sent."
    )


@part
def _watch(pack_id: int) -> None:
    state = deps.wordings().state(pack_id)
    if not state.running:
        st.rerun()
    begun = f"Sentence {state.done} of {state.asked}" if state.done else "The model is reading the quotes"
    st.progress(state.fraction, text=f"{begun}. The built-in wording stands below; you can leave this page.")
    if st.button("Stop", key="prep.word_stop", type="tertiary"):
        deps.wordings().stop(pack_id)


@safely
def _start(pack_id: int, today: dt.date) -> None:
    model = deps.book().model_for()
    if model is not None:
        deps.wordings().start(deps.viewer(), pack_id, model, today)


@safely
def _back(pack_id: int, today: dt.date) -> None:
    change(deps.store(), deps.viewer(), pack_id, built_in, today)
    deps.wordings().forget(pack_id)
