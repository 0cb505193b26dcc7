"""Who asks, and what is at hand for the answer."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.asking.answered import Answered
from app.asking.nouns import Known
from ingest.records import Viewer

if TYPE_CHECKING:
    from ingest.book import Book
    from prompts.model import Model


@dataclass(frozen=True)
class Asker:
    """One question's circumstances."""

    book: "Book"
    viewer: Viewer
    known: Known
    """Names of reps and rivals."""
    today: dt.date
    previous: Answered | None = None
    """The answer before."""
    model: "Model | None" = None
    """The language model that may be asked; None: the built-in engine alone."""
