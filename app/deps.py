"""What every screen shares, made once a process. The only caches of the screens."""

from typing import TYPE_CHECKING

import streamlit as st

from app.running import Running, take
from ingest.records import Viewer

if TYPE_CHECKING:
    from app.download import Downloads
    from app.importing import Imports
    from app.sampleload import SampleLoad
    from app.worker import Worker
    from ingest.book import Book
    from ingest.store import Store


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


def book() -> "Book":
    """The open Lossbook."""
    return running().book


def store() -> "Store":
    """The records."""
    return running().book.store


def viewer() -> Viewer:
    """Who is asking."""
    return running().book.viewer


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
