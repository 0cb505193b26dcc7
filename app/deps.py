"""What every screen shares, made once a process. The only caches of the screens."""

from typing import TYPE_CHECKING

import streamlit as st

from app.running import Running, take
from ingest.records import Viewer
from prompts.errors import SignedOut

if TYPE_CHECKING:
    from app.download import Downloads
    from app.importing import Imports
    from app.prep.wordings import Wordings
    from app.sampleload import SampleLoad
    from app.worker import Worker
    from ingest.book import Book
    from ingest.store import Store
    from ingest.store.team_rows import Refusal


@st.cache_resource(show_spinner=False)
def running() -> Running:
    """The home this process owns; `lossbook serve` has taken it before the first screen.

    Raises:
        HomeBusy: another process has it.
        StoreError: the records cannot be opened.
    """
    from ingest.settings import Settings

    return take(Settings())


@st.cache_resource(show_spinner=False)
def samples() -> "SampleLoad":
    """Loads the sample year."""
    from app.sampleload import SampleLoad

    return SampleLoad(running().book)


@st.cache_resource(show_spinner=False)
def wordings() -> "Wordings":
    """Has 1:1 packs worded by a model."""
    from app.prep.wordings import Wordings

    return Wordings(running().book)


def book() -> "Book":
    """The open Lossbook."""
    return running().book


def store() -> "Store":
    """The records."""
    return running().book.store


def team() -> bool:
    """Whether people sign in."""
    return running().settings.team


def asking() -> "Viewer | Refusal | None":
    """Who has signed in, looked up in the records each time; None for nobody yet. For a team only."""
    user = st.user
    if not user.get("is_logged_in"):
        return None
    # Some providers do not say; one that says "no" is believed.
    address = user.get("email") if user.get("email_verified") is not False else None
    return store().signed_in(f"{user.get('iss')}|{user.get('sub')}", str(address) if address else None)


def viewer() -> Viewer:
    """Who is asking: on a laptop its one user, who sees everything.

    Raises:
        SignedOut: nobody has signed in, or they may not come in any more.
    """
    if not team():
        return running().book.viewer
    found = asking()
    if not isinstance(found, Viewer):
        raise SignedOut("You are signed out here. Reload the page to sign in.")
    return found


def may_manage() -> bool:
    """Whether the viewer looks after this Lossbook: a laptop's user, or an admin."""
    return store().role(viewer()) == "admin"


def worker() -> "Worker":
    """Reads the notes that are handed in."""
    running().begin()  # does nothing when it has begun; says why when it cannot
    return running().worker


def imports() -> "Imports":
    """Brings the past in."""
    running().begin()
    return running().imports


def downloads() -> "Downloads":
    """Fetches the embedded model."""
    return running().downloads
