"""How often the mechanism a review names is the labelled one, by a rule that never met the writer."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.quality.labels import Labels
from eval.ways.labelled import line_vectors
from eval.ways.pages import read_ways
from ingest.diagnose.conclude import SPOKEN_OF
from ingest.pipeline import review
from ingest.read import read_text
from ingest.records import Given

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
    rows = (labels.file.parent / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    tags = {row["id"]: row["mechanism"] for row in map(json.loads, rows)}
    for record in labels.records:
        right = [way for way in read_ways() if tags.get(record.id) in way.tags]
        if right:
            *_, last = review(read_text(record.text), parts, Given(account=record.account, lost=True), "builtin")
            assert last.reading is not None, "the pipeline ends in a reading"
            cause = last.reading.diagnosis.cause
            spoken_of = ways.spoken_of(record.text, line_vectors(parts, record.text))
            best = max(parts.playbook.causes[cause].mechanisms, key=lambda each: spoken_of.get(each, -1.0))
            yield Named(
                is_right=best in {way.mechanism for way in right},
                is_clear=spoken_of.get(best, 0.0) >= SPOKEN_OF,
                has_cause=cause in {way.cause for way in right},
            )
