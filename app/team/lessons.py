"""The feed: what people shared with the team, what they took from it, and thanks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.store.counting_rows import Span, Told

if TYPE_CHECKING:
    from ingest.records import Viewer
    from ingest.store import Store


@dataclass(frozen=True)
class Lesson:
    """One shared review, as colleagues read it."""

    told: Told
    words: str
    """What to take from it: the rep's own words where there are some."""
    own: bool
    """Whether they are the rep's."""
    thanks: tuple[str, ...]
    """Who said thanks, oldest first."""


def feed(
    store: "Store",
    viewer: "Viewer",
    words: str = "",
    mechanism: str | None = None,
    span: Span = Span(),  # noqa: B008 - frozen
    limit: int = 20,
) -> tuple[Lesson, ...]:
    """The latest recorded first. Whoever shows it calls `store.looked`."""
    found = store.lessons(viewer, words, mechanism, span, limit)
    thanked = store.thanks(viewer, [told.row.id for told in found])
    return tuple(_lesson(told, thanked.get(told.row.id, ())) for told in found)


def thanks_line(names: tuple[str, ...]) -> str:
    """Ben says thanks; Ben and Priya say thanks; Ben, Priya and 2 more say thanks."""
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} says thanks."
    if len(names) == 2:
        return f"{names[0]} and {names[1]} say thanks."
    return f"{names[0]}, {names[1]} and {len(names) - 2} more say thanks."


def _lesson(told: Told, thanks: tuple[str, ...]) -> Lesson:
    own = told.learn or told.differently
    advice = told.coaching.lessons[0].text if told.coaching.lessons else ""
    return Lesson(told, own or advice or told.row.mechanism, bool(own), thanks)
