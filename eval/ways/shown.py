"""What a check shows beside a past loss that is right: do the two lines, the reason and the questions fit?

`lines.jsonl` says of open deals and right past losses of `eval/memory/dev` which lines on each side show what they have
in common, as a second reader marked them.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval.quality.labels import Labels
from eval.ways.labelled import tags_of
from eval.ways.pages import read_ways

if TYPE_CHECKING:
    from app.likeness import Likeness
    from ingest.book import Book
    from ingest.records import Reading
    from ingest.store.past import PastLoss

MARKED: Final = Path(__file__).with_name("lines.jsonl")
Marked = dict[tuple[str, str], tuple[list[int], list[int]]]
"""(open deal, past loss) to the lines of each that show what they have in common."""


def read_marked(file: Path = MARKED) -> Marked:
    """Every pair that was marked."""
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {(row["deal"], row["past"]): (row["ours"], row["theirs"]) for row in rows}


def shown(book: "Book", labels: Labels, alike: "Likeness") -> Counter[str]:
    """Counts of one writer, whom `alike` has not learned from."""
    from app.checking import read_open
    from ingest.read import read_text
    from ingest.records import Given

    marked, found = read_marked(), Counter[str]()
    everything = dict.fromkeys(review_id for review_id, _ in book.store.vectors(book.viewer, "note")[0])
    past = {each.row.external_id or "": each for each in book.store.past_losses(book.viewer, everything)}
    for deal in labels.deals:
        reading = read_open(book, read_text(deal.text), Given(account=deal.account))
        found += _asked(book, reading, labels, deal.similar, alike)
        beside = {each: marked[deal.id, each] for each in deal.similar if (deal.id, each) in marked and each in past}
        found += _paired(book, reading, [past[each] for each in beside], list(beside.values()), alike)
    return found


def _asked(book: "Book", reading: "Reading", labels: Labels, similar: Sequence[str], alike: "Likeness") -> Counter[str]:
    """Whether one of the three ways of losing that are asked about is the labelled one."""
    from app.nextcall import QUESTIONS, raised

    tags = tags_of(labels)
    wanted = {tags[each] for each in similar if each in tags}
    right = {way.mechanism for way in read_ways() if wanted & set(way.tags)}
    if not right:
        return Counter()
    ways = [mechanism for mechanism, _ in raised(reading, alike.ways, book.line_vectors(reading.lines))][:QUESTIONS]
    return Counter(deals=1, asked=bool(right & set(ways)))


def _paired(
    book: "Book",
    reading: "Reading",
    past: "list[PastLoss]",
    marked: list[tuple[list[int], list[int]]],
    alike: "Likeness",
) -> Counter[str]:
    from dataclasses import replace

    from app.closest import pairs
    from app.similar import ours_of

    ours = ours_of(book, reading)
    if ours is None or not past:
        return Counter()
    vectors = book.line_vectors(reading.lines)
    ours = replace(ours, ways=alike.profile(reading.note.text, ours.vectors))
    words = book.store.past_words(book.viewer, [each.row.id for each in past])
    both = [(each, words[each.row.id]) for each in past]
    found = Counter[str]()
    for pair, (here, there) in zip(pairs(reading, vectors, both, ours, book.builtin.head, alike), marked, strict=True):
        mine, theirs = pair.mine and pair.mine[0] in here, pair.theirs and pair.theirs[0] in there
        found += Counter(pairs=1, here=bool(mine), there=bool(theirs), both=bool(mine and theirs))
    return found
