"""A language model's answer to a question about one account: claims with sources, each checked before it is said.

The model sees only passages of this account that the asker may read, so no note can carry another account's facts into
an answer, whatever it tells the model to do. A claim stands when its numbers stand in the passages it cites, its names
there or in the lines around them, and when it says what they say; the day of a round may be named with it. What does
not stand is left out; when nothing is left, the answer from the records stands as it was. A model that finds no
passage that answers is believed: the notes do not say.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from app.asking.dossier import Dossier
from app.asking.page import Page
from app.asking.ranking import Ranked
from app.asking.wording import ended, money, sentence
from app.asking.words import content, stem, words
from app.wording import day
from ingest.lines import flat
from ingest.store.rows import ReviewRow, Round
from prompts.identifiers import cut

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.embed import Embedder
    from prompts.model import Model

MOST_LINES: Final = 40
_TOKENS: Final = 700
_LIKE: Final = 0.45
"""Cosine from which a claim says what its passages say."""
_SHARE: Final = 0.5
"""Share of its words that must stand in them, where it is less like them."""
_NUMBER: Final = re.compile(r"\d[\d.,:/]*\d|\d")
_NAME: Final = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÀ-Þ][\w'’-]+")
_TERMS: Final = ("from", "to", "until", "till", "by", "since", "before", "after")
_NO_TERM: Final = "".join(rf"(?<!\b{word} )" for word in _TERMS)
"""A day after such a word is no day of a round."""
_BESIDE: Final = 3
"""Lines before and after a cited one that may name whom it calls "he"."""
_PASSAGE: Final = 400
"""Characters of a line that are shown."""


class Claim(BaseModel):
    """One sentence and the passages that say it."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=300)]
    passages: Annotated[list[Annotated[int, Field(ge=0, le=999)]], Field(max_length=4)]


class Claims(BaseModel):
    """An answer; none when the passages do not hold it."""

    model_config = ConfigDict(extra="forbid")

    claims: Annotated[list[Claim], Field(max_length=6)]


class Source(BaseModel):
    """One numbered passage: a line of a note, or (line None) the record of a round."""

    model_config = ConfigDict(frozen=True)

    review_id: str
    line: int | None
    text: str
    speaker: str = ""
    """Who says it, where the note has it."""


def worded(book: "Book", model: "Model", dossier: Dossier, question: str, ranked: Sequence[Ranked]) -> Page | None:
    """The model's answer with its sources, none when no claim stands; None when it says that no passage answers.

    Raises:
        ModelError: it could not answer.
    """
    from prompts.prompt import load

    sources = _sources(dossier, ranked)
    shown = "\n".join(f"[{n}] {_shown(dossier, source)}" for n, source in enumerate(sources, 1))
    prompt = load("ask").render(question=question, account=dossier.name, passages=shown)
    answer = model.ask(prompt, Claims, max_tokens=_TOKENS)
    if not answer.value.claims:
        return None
    page = Page()
    for claim in answer.value.claims:
        cited = [sources[n - 1] for n in dict.fromkeys(claim.passages) if 1 <= n <= len(sources)]
        passages = [_proof(dossier, each) for each in cited]
        beside = " ".join(text for each in cited for text in _beside(dossier, each))
        said = _undated(claim.text, [dossier.rows[each.review_id] for each in cited])
        if cited and stands(book.embedder, said, passages, dossier.name, beside):
            marks = "".join(page.cite(dossier.rows[each.review_id], each.line, each.text) for each in cited)
            page.say(f"{_unmarked(sentence(claim.text))} {marks}")
    return page


def _proof(dossier: Dossier, source: Source) -> str:
    """What a passage says; which round it is of, and of what day, proves nothing else."""
    if source.line is None:
        return _undated(source.text, [dossier.rows[source.review_id]])
    return f"{source.speaker} {source.text}".strip()


def _undated(claim: str, rows: Sequence[ReviewRow]) -> str:
    """A claim without which rounds it tells of, and when those were: the passages are shown with it."""
    for on in {row.happened for row in rows}:
        month = rf"(?:{on:%B}|{on:%b}\.?)"
        written = (
            rf"{on.day}(?:st|nd|rd|th)? {month}(?:,? {on.year})?",
            rf"{month} {on.day}(?:st|nd|rd|th)?(?:,? {on.year})?",
            rf"{month} {on.year}",
            rf"{on:%Y-%m-%d}",
            rf"(?<=\bin ){on.year}",
        )
        claim = re.sub(rf"{_NO_TERM}\b(?:{'|'.join(written)})\b", "", claim, flags=re.IGNORECASE)
    numbers = "|".join(str(row.round) for row in rows)
    return re.sub(rf"\brounds? (?:{numbers})(?: and (?:{numbers}))?\b", "", claim, flags=re.IGNORECASE)


def _beside(dossier: Dossier, source: Source) -> list[str]:
    """What may name the people of a passage: its round's record, and in a note the lines around it."""
    row = dossier.rows[source.review_id]
    around = [
        flat(line.text)
        for line in dossier.lines
        if source.line is not None and line.review_id == source.review_id and abs(line.line - source.line) <= _BESIDE
    ]
    return [row.rep, row.competitor or "", *around]


def stands(embedder: "Embedder", claim: str, passages: Sequence[str], account: str, beside: str = "") -> bool:
    """Whether the passages say a claim: its numbers and names are theirs, and it is like them.

    `beside` may hold a name as well.
    """
    text = " ".join(passages)
    have = set(words(text)) | set(words(account))
    if not {_plain(number) for number in _NUMBER.findall(claim)} <= {
        _plain(number) for number in _NUMBER.findall(text)
    }:
        return False
    named = have | set(words(beside))
    if any(not set(words(name)) <= named for name in _NAME.findall(claim)):
        return False
    said = [stem(word) for word in content(claim, words(account))]
    stems = {stem(word) for word in have}
    if said and sum(word in stems for word in said) / len(said) >= _SHARE:
        return True
    vectors = embedder.embed([claim, *passages])
    return float((vectors[1:] @ vectors[0]).max()) >= _LIKE


def _sources(dossier: Dossier, ranked: Sequence[Ranked]) -> list[Source]:
    records = [Source(review_id=item.review.id, line=None, text=_record(dossier, item)) for item in dossier.rounds]
    best = sorted(one.index for one in ranked[:MOST_LINES])
    lines = [
        Source(review_id=line.review_id, line=line.line, text=flat(line.text), speaker=line.speaker or "")
        for line in (dossier.lines[i] for i in best)
    ]
    return [*records, *lines]


def _record(dossier: Dossier, item: Round) -> str:
    row = item.review
    worth = money(dossier.deals.get(row.id))
    parts = [f"Round {row.round}, {day(row.happened)}, {row.rep}, {ended(row)}.", f"Worth {worth}." if worth else ""]
    parts.append(f"Reason given: {row.stated_text}." if row.stated_text else "")
    return " ".join(part for part in parts if part)


def _shown(dossier: Dossier, source: Source) -> str:
    row = dossier.rows[source.review_id]
    text = cut(" ".join(source.text.split()), _PASSAGE)
    said = f"{source.speaker}: {text}" if source.speaker else text
    return text if source.line is None else f"(round {row.round}, {day(row.happened)}) {said}"


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".:/")


def _unmarked(text: str) -> str:
    """Marks the model wrote itself go: ours are checked."""
    return re.sub(r"\s*\[\d+(?:\s*,\s*\d+)*\]", "", text)
