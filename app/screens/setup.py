"""Setup: which engine reads, its model file, sample data, the index, where everything lives."""

from app.widgets.page import heading, pending_error, told
from app.widgets.setup import engine, index_state, model_file, place, sample_data


def screen() -> None:
    """Each part stands by itself: one that fails leaves the others."""
    heading("Setup", "What reads your notes, and where they are kept.")
    pending_error()
    for part in (engine, model_file, sample_data, index_state, place):
        with told():
            part()


screen()
