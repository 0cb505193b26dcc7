"""Which ending the note of a lost deal leans to when no phrase says it: a learned rule over its words and pairs."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from ingest.facts.learned import ENDINGS, learned
from ingest.lines import flat
from ingest.lines.grams import grams
from ingest.records import Line
from prompts.codes import Outcome

SHORT: Final = 45
"""Words of a note that is too short to lean to anything: it says how it ended, or nothing does."""


def leaning(lines: Sequence[Line]) -> Outcome | None:
    """One of ENDINGS; None for a short note."""
    rows = [flat(line.text) for line in lines]
    if sum(len(row.split()) for row in rows) < SHORT:
        return None
    return ENDINGS[int(np.argmax(learned().ending.weigh(word_cues(rows))))]


def word_cues(rows: Sequence[str]) -> dict[str, float]:
    """Words and pairs of a note, often said ones weighing a little more; together of length 1."""
    times = Counter(gram for row in rows for gram in grams(row))
    strengths = {gram: 1 + float(np.log(count)) for gram, count in times.items()}
    size = float(np.sqrt(sum(strength**2 for strength in strengths.values()))) or 1.0
    return {gram: strength / size for gram, strength in strengths.items()}
