"""Accounts: who we have dealt with, and everything on record about one of them."""

from app.widgets import places
from app.widgets.accounts import listing
from app.widgets.ledger import ledger
from app.widgets.page import told


def screen() -> None:
    """The list, or the one account the address names."""
    asked = places.asked(places.ACCOUNT)
    with told():
        if asked and asked.isdecimal():
            ledger(int(asked))
        else:
            listing()


screen()
