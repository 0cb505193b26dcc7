"""The parts of the Setup screen."""

import threading
from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from app import deps
from app.download import DownloadState, wanted
from app.widgets.corrected import corrected
from app.widgets.escape import html
from app.widgets.outgoing import setup_part
from app.widgets.page import notice, part, quiet, safely, section
from app.widgets.personal import kept_for, takeout
from app.widgets.sharing import looks
from app.wording import count

_ASK_MODEL: Final = "setup.ask_model"
_ASK_SAMPLES: Final = "setup.ask_samples"
_LOADING: Final = "setup.loading"


def parts() -> Sequence[Callable[[], None]]:
    """What this viewer is shown; what changes it for everybody, only to whoever looks after this Lossbook."""
    if deps.may_manage():
        return looks, engine, setup_part, model_file, corrected, sample_data, index_state, kept_for, takeout, place
    return looks, engine, setup_part, corrected, takeout, place


def engine() -> None:
    """Who reads the notes now, and which host they go to."""
    section("Engine")
    model = deps.book().model
    if model is None:
        _told("The built-in engine", "It reads every note in well under a second, on this machine. Nothing leaves it.")
    elif model.local:
        _told(
            model.name,
            "The built-in engine reads first; this model picks lines, people and dates. Nothing leaves this machine.",
        )
    else:
        _told(
            model.name,
            f"The built-in engine reads first, then the notes go to {model.host}, and the model there decides.",
        )


def model_file() -> None:
    """The embedded model: there, on its way, or not wanted."""
    settings = deps.book().settings
    section("Language model on this machine", "1.1 GB, fetched once and checked. It is optional.")
    if not wanted(settings):
        why = "LOSSBOOK_MODEL says so" if settings.model != "auto" else "an endpoint is set"
        quiet(f"Not used, because {why}.")
        return
    state = deps.downloads().state()
    st.fragment(_download, run_every=1 if state.state == "running" else None)()


@part
def _download() -> None:
    state = deps.downloads().state()
    if state.state == "done":
        _present(state)
    elif state.state == "running":
        st.progress(state.fraction, text=progress_line(state))
        if st.button("Pause", key="setup.pause"):
            # Joining the download's thread can take seconds; the click must not wait for it.
            threading.Thread(target=deps.downloads().pause, daemon=True).start()
    else:
        _not_running(state)
    if state.state != "running" and st.session_state.pop("setup.was_running", False):
        st.rerun()
    st.session_state["setup.was_running"] = state.state == "running"


def progress_line(state: DownloadState) -> str:
    """412 of 1117 MB, 8.1 MB/s, about 2 min left."""
    parts = [f"{state.done // 10**6} of {state.total // 10**6} MB"]
    if state.rate > 0:
        parts.append(f"{state.rate / 1e6:.1f} MB/s")
    left = state.seconds_left
    if left is not None:
        parts.append(f"about {max(round(left / 60), 1)} min left")
    return ", ".join(parts)


def _not_running(state: DownloadState) -> None:
    if state.error:
        notice(state.error)
    if state.done:
        st.progress(state.fraction, text=f"{progress_line(state)}, paused")
    if st.button("Go on" if state.done else "Fetch it", key="setup.fetch"):
        deps.downloads().start()
        st.rerun()


def _present(state: DownloadState) -> None:
    quiet(f"{state.name} is here and checked, {state.total // 10**6} MB.")
    if not st.session_state.get(_ASK_MODEL):
        if st.button("Remove it", key="setup.remove", type="tertiary"):
            st.session_state[_ASK_MODEL] = True
            st.rerun()
        return
    quiet("Remove it from this machine? It can be fetched again; reviews stay as they are.")
    with st.container(horizontal=True):
        if st.button("Remove", key="setup.remove_yes"):
            st.session_state.pop(_ASK_MODEL)
            deps.downloads().remove()
            deps.book().drop_model()
            st.rerun()
        if st.button("Keep it", key="setup.remove_no", type="tertiary"):
            st.session_state.pop(_ASK_MODEL)
            st.rerun()


def sample_data() -> None:
    """One invented year, in and out with one click."""
    section(
        "Sample year",
        "An invented company’s year: 40 losses and 8 wins. Each is marked as a sample beside your own.",
    )
    running = deps.samples().state().running
    st.fragment(_samples, run_every=0.5 if running else None)()


@part
def _samples() -> None:
    from app.sampledata import samples, samples_loaded

    state = deps.samples().state()
    if state.running:
        st.progress(
            state.fraction, text=f"{state.done} of {state.total} read" if state.total else "Reading the first note"
        )
        st.session_state[_LOADING] = True
        return
    if st.session_state.pop(_LOADING, False):
        st.rerun()
    if state.error:
        notice(state.error)
    loaded, whole = samples_loaded(deps.book()), len(samples())
    if loaded:
        quiet(f"{loaded} of {whole} on record." if loaded < whole else f"All {whole} are on record.")
    with st.container(horizontal=True):
        if loaded < whole and st.button("Load the rest" if loaded else "Load the sample year", key="setup.load"):
            deps.samples().start()
            st.rerun()
        if loaded:
            _remove_samples(loaded)


def _remove_samples(loaded: int) -> None:
    if not st.session_state.get(_ASK_SAMPLES):
        st.button("Remove the sample year", key="setup.unload", type="tertiary", on_click=_ask_samples, args=(True,))
        return
    quiet(f"Remove {count(loaded, 'sample review')}? Your own stay, and these can be loaded again.")
    if st.button("Remove them", key="setup.unload_yes"):
        _ask_samples(False)
        safely(deps.samples().remove)()
        st.rerun()
    st.button("Keep them", key="setup.unload_no", type="tertiary", on_click=_ask_samples, args=(False,))


def _ask_samples(ask: bool) -> None:
    st.session_state[_ASK_SAMPLES] = ask


def index_state() -> None:
    """Search: the index, or the exact search that stands in for it."""
    section("Search index", "A copy of the vectors, made from the records. Deleting it loses nothing.")
    indexer = deps.running().indexer
    if indexer is None:
        return
    state = indexer.state()
    if state.ready:
        waiting = f", {count(state.pending, 'change')} on the way" if state.pending else ""
        quiet(f"Ready{waiting}.")
        return
    reason = state.reason or "It is starting; exact search answers meanwhile"
    quiet(f"{reason[:1].upper()}{reason[1:]}.")


def place() -> None:
    """Where the records are, and how to keep a copy."""
    book = deps.book()
    total = book.store.count(deps.viewer())
    section("Your records", f"{count(total, 'review')} on record{' that you may see' if deps.team() else ''}.")
    if not deps.may_manage():
        return
    st.html(f'<p class="lb-label">Folder</p><p class="lb-path">{html(book.settings.home)}</p>')
    quiet("Keep a copy now and then: lossbook backup my-records.db. It can be made while the app runs.")


def _told(title: str, text: str) -> None:
    st.html(f'<p class="lb-cause lb-small">{html(title)}</p><p class="lb-quiet">{html(text)}</p>')
