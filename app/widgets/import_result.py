"""An import while it runs, and what came of it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st

from app import deps
from app.importing import ImportState, how_far
from app.widgets import places
from app.widgets.escape import plain
from app.widgets.page import empty, notice, part, quiet, section
from app.wording import count, day
from ingest.importing.run import Imported, Progress

_SHOWN: Final = 20


def running() -> None:
    """How far it is, and a way to stop; the tab may be closed meanwhile."""
    st.fragment(_running, run_every=1.0)()


@part
def _running() -> None:
    state = deps.imports().state()
    if not state.running:
        st.rerun()
    progress = state.progress or Progress()
    st.progress(min(progress.fraction, 1.0), text=how_far(progress))
    quiet("It goes on if you leave this screen. What is kept stays; importing the same files again goes on from there.")
    if st.button("Stop", key="import.stop"):
        # Ending the readers can take seconds; the click must not wait for it.
        threading.Thread(target=deps.imports().stop, daemon=True).start()


def told_result(state: ImportState, again: Callable[[], None]) -> None:
    """What came in, what did not and why, and where it is now."""
    if state.error:
        notice(state.error)
        quiet("What was kept before that is on record; importing the same files again goes on from there.")
    if state.done is not None:
        _told(state.done)
    st.button("Import more", key="import.again", type="primary", on_click=again)


def _told(done: Imported) -> None:
    section("Stopped" if done.stopped else "Done", _summary(done))
    for each in done.notices:
        notice(each)
    if not done.read:
        empty("Nothing was in these files.", "Choose an export with at least one row under its header.")
    if done.review_ids:
        _links(done)
    if done.rejected:
        _rejected(done)


def _summary(done: Imported) -> str:
    parts = [
        f"{count(done.kept, 'deal')} kept",
        f"{done.unchanged} on record already",
        f"{done.rejected_count} rejected",
    ]
    return f"{done.read} read: {', '.join(parts)}."


def _links(done: Imported) -> None:
    rows = deps.store().review_rows(deps.viewer(), list(done.review_ids[:_SHOWN]))
    for row in rows.values():
        places.link_to_review(row.id, plain(f"{row.account}, {day(row.happened)}"))
    if done.kept > len(rows):
        quiet(f"And {done.kept - len(rows)} more, under Accounts.")


def _rejected(done: Imported) -> None:
    section(
        "Not kept", "Each with its reason. Mend rows in the file below, whole files where they are, and import them."
    )
    rows = [{"Where": each.where, "Why": each.why} for each in done.rejected[:500]]
    st.dataframe(rows, hide_index=True, width="stretch")
    for number, file in enumerate(done.rejects_files):
        _download(file, number)


def _download(file: Path, number: int) -> None:
    try:
        data = file.read_bytes()
    except OSError:
        quiet(f"The rejected rows are in {file}.")
        return
    st.download_button(f"Download {file.name}", data, file_name=file.name, key=f"import.rejects.{number}")
