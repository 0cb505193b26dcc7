"""Check an open deal: have we lost like this before, and what to ask next. Nothing is recorded."""

from app.widgets.check import desk, result
from app.widgets.page import told


def screen() -> None:
    """The box, and below it what was found."""
    with told():
        desk()
    with told():
        result()


screen()
