"""Revisit: whom to come back to, and what changed since."""

from app.widgets.page import told
from app.widgets.revisit import revisit


def screen() -> None:
    """Cards by when they are due."""
    with told():
        revisit()


screen()
