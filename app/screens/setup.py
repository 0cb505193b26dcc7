"""Setup: which engine reads, its model file, sample data, the index, where everything lives."""

from app.widgets.page import heading, pending_error, told
from app.widgets.setup import parts


def screen() -> None:
    """Each part stands by itself: one that fails leaves the others."""
    heading("Setup", "What reads your notes, and where they are kept.")
    pending_error()
    for part in parts():
        with told():
            part()


screen()
