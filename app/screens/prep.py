"""Prep: the 1:1 pack. Choose whose, read it, rewrite what you would say otherwise, take it along. Nothing is sent."""

from app.widgets import places
from app.widgets.page import told
from app.widgets.prep import choose
from app.widgets.prep_pack import pack


def screen() -> None:
    """The pack the address names, or the choice of one."""
    asked = places.asked(places.PACK)
    with told():
        if asked and asked.isdecimal():
            pack(int(asked))
        else:
            choose()


screen()
