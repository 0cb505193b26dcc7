"""Team: how deals are lost, what the product lacks, what people learned, and how well the causes fit."""

from app.widgets.page import told
from app.widgets.team import team


def screen() -> None:
    """One of four views."""
    with told():
        team()


screen()
