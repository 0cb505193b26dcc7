"""How often the mechanism a review names is the labelled one, by a rule that never met the writer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from eval.quality.labels import Labels
from eval.ways.labelled import tags_of
from eval.ways.pages import read_ways
from ingest.facts import find_facts
from ingest.lines import number_lines
from ingest.read import read_text

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.diagnose.ways import Ways


@dataclass(frozen=True)
class Named:
    """One lost deal whose way of losing is labelled."""

    is_right: bool
    is_clear: bool
    has_cause: bool
    """Whether the cause it was looked for under is the labelled way's."""


def named(parts: "Book", labels: Labels, ways: "Ways") -> Iterator[Named]:
    """Every labelled loss of one writer; `ways` has not learned from them."""
    builtin, pages, tags = replace(parts.builtin, ways=ways), read_ways(), tags_of(labels)
    for record in labels.records:
        right = [way for way in pages if tags.get(record.id) in way.tags]
        if right:
            note = read_text(record.text)
            lines = number_lines(note)
            facts = find_facts(note, lines, account=record.account, lost=True)
            found = builtin.diagnose(lines, parts.line_vectors(lines), facts)
            yield Named(
                is_right=found.mechanism in {way.mechanism for way in right},
                is_clear=found.mechanism_is_clear,
                has_cause=found.cause in {way.cause for way in right},
            )
