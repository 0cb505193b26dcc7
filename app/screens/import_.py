"""Import: files dropped, what they were recognised as, their columns, the first rows; then a job that can be left."""

from app.widgets.importing import bring_in
from app.widgets.page import heading, pending_error, told


def screen() -> None:
    """One thing at a time: choose, look, import, read what came of it."""
    heading("Import", "Bring the past in: CRM exports, notes, call transcripts. Nothing leaves this machine.")
    pending_error()
    with told():
        bring_in()


screen()
