"""A language model's answer to a question about one account: claims with sources, each checked before it is said.

The model sees only passages of this account that the asker may read, so no note can carry another account's facts into
an answer, whatever it tells the model to do. A claim stands when every number, name and date in it stands in the
passages it cites, and when it says what they say. What does not stand is left out; when nothing is left, the answer
from the records stands as it was.
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
from ingest.store.rows import Round

if TYPE_CHECKING:
    from ingest.book import Book
    from ingest.embed import Embedder
    from prompts.model import Model

MOST_LINES: Final = 40
_TOKENS: Final = 500
_LIKE: Final = 0.45
"""Cosine from which a claim says what its passages say."""
_SHARE: Final = 0.5
"""Share of its words that must stand in them, where it is less like them."""
_NUMBER: Final = re.compile(r"\d[\d.,:/]*\d|\d")
_NAME: Final = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-ZÀ-Þ][\w'’-]+")
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

    claims: Annotated[list[Claim], Field(max_length=4)]


class Source(BaseModel):
    """One numbered passage: a line of a note, or (line None) the record of a round."""

    model_config = ConfigDict(frozen=True)

    review_id: str
    line: int | None
    text: str


def worded(book: "Book", model: "Model", dossier: Dossier, question: str, ranked: Sequence[Ranked]) -> Page | None:
    """The model's answer with its sources; None when it gave none that stands.

    Raises:
        ModelError: it could not answer.
    """
    from prompts.prompt import load

    sources = _sources(dossier, ranked)
    shown = "\n".join(f"[{n}] {_shown(dossier, source)}" for n, source in enumerate(sources, 1))
    prompt = load("ask").render(question=question, account=dossier.name, passages=shown)
    answer = model.ask(prompt, Claims, max_tokens=_TOKENS)
    page = Page()
    for claim in answer.value.claims:
        cited = [sources[n - 1] for n in dict.fromkeys(claim.passages) if 1 <= n <= len(sources)]
        if cited and stands(book.embedder, claim.text, [source.text for source in cited], dossier.name):
            marks = "".join(page.cite(dossier.rows[each.review_id], each.line, each.text) for each in cited)
            page.say(f"{_unmarked(sentence(claim.text))} {marks}")
    return page if page.citations else None


def model_for(book: "Book", use_model: bool | None) -> "Model | None":
    """The model that words answers, logged; None when none is wanted or there is none."""
    if use_model is False or (use_model is None and not book.model_decides):
        return None
    model = book.model
    if model is None:
        return None
    from ingest.logged import LoggedModel

    return LoggedModel(model, book.store)


def stands(embedder: "Embedder", claim: str, passages: Sequence[str], account: str) -> bool:
    """Whether the passages say a claim: its numbers and names are theirs, and it is like them."""
    text = " ".join(passages)
    have = set(words(text)) | set(words(account))
    if not {_plain(number) for number in _NUMBER.findall(claim)} <= {
        _plain(number) for number in _NUMBER.findall(text)
    }:
        return False
    if any(not set(words(name)) <= have for name in _NAME.findall(claim)):
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
    lines = [dossier.lines[i] for i in best]
    return [*records, *(Source(review_id=line.review_id, line=line.line, text=flat(line.text)) for line in lines)]


def _record(dossier: Dossier, item: Round) -> str:
    row = item.review
    worth = money(dossier.deals.get(row.id))
    parts = [f"Round {row.round}, {day(row.happened)}, {row.rep}, {ended(row)}.", f"Worth {worth}." if worth else ""]
    parts.append(f"Reason given: {row.stated_text}." if row.stated_text else "")
    return " ".join(part for part in parts if part)


def _shown(dossier: Dossier, source: Source) -> str:
    row = dossier.rows[source.review_id]
    text = " ".join(source.text.split())[:_PASSAGE]
    return text if source.line is None else f"(round {row.round}, {day(row.happened)}) {text}"


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".:/")


def _unmarked(text: str) -> str:
    """Marks the model wrote itself go: ours are checked."""
    return re.sub(r"\s*\[\d+(?:\s*,\s*\d+)*\]", "", text)
