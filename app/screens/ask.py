"""Ask: a conversation with the records."""

from app.widgets.ask import conversation
from app.widgets.page import told


def screen() -> None:
    """One chat."""
    with told():
        conversation()


screen()
