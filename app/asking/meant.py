"""A language model asked which account a question means, of those that the records make likely.

It is shown names, people and a few lines of each, all of which the asker may see, and answers with their numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.asking.dossier import open_dossier
from app.asking.firm import Firm, firms
from app.asking.wording import ended, listed
from app.asking.words import stems, words
from app.wording import count, day
from ingest.records import Viewer
from ingest.store.asking import Wanted
from prompts.identifiers import cut

if TYPE_CHECKING:
    from app.asking.dossier import Dossier
    from ingest.book import Book
    from ingest.embed import Vectors
    from prompts.model import Model

MOST: Final = 12
"""Accounts shown with lines of theirs."""
_LIKELY: Final = 8
"""Of them, those that share words with the question; the others are near it in meaning."""
_NEAR: Final = 24
"""Reviews near it in meaning that are looked at."""
_OTHERS: Final = 60
"""Further accounts of which only the name is shown, those with the latest reviews."""
_LINES: Final = 3
"""Lines of each, those with most of the question's words and meaning."""
_WORD: Final = 0.2
"""What a word in common counts beside the cosine."""
_LINE: Final = 160
"""Characters of a line."""
_PEOPLE: Final = 6
_ROUNDS: Final = 3
_TOKENS: Final = 200


class Meant(BaseModel):
    """What the question means; accounts are numbers as shown."""

    model_config = ConfigDict(extra="forbid")

    because: Annotated[str, Field(max_length=240)]
    kind: Literal["one", "several", "nobody", "all"]
    accounts: Annotated[list[Annotated[int, Field(ge=0, le=99)]], Field(max_length=6)]
    name: Annotated[str, Field(max_length=80)]


@dataclass(frozen=True)
class Told:
    """What a model says."""

    firms: tuple[Firm, ...] = ()
    """Those meant; none when it is nobody's."""
    several: bool = False
    """Whether it must be asked which one; else they are one firm."""
    unknown: str = ""
    """A name of the question's that nobody on record has."""
    all_deals: bool = False


def meant(
    book: "Book", viewer: Viewer, model: "Model", question: str, about: str, likely: Mapping[Firm, Sequence[str]]
) -> Told:
    """Which firm a question means.

    Args:
        book: Where the records are.
        viewer: Who is asking.
        model: Who is asked.
        question: Its words.
        about: The account that the talk was about, or "".
        likely: Firms that may be, the likeliest first, each with words of the question that may be its name written
            in another way: a model that gets no names could not know.

    Raises:
        ModelError: the model could not answer.
    """
    from prompts.prompt import load

    vector = book.embedder.embed([question])[0]
    asked = set(stems(question))
    known = _gathered(book, viewer, tuple(likely), vector)
    shown = [
        _shown(open_dossier(book, viewer, firm.ids), firm, likely.get(firm, ()), vector, asked)
        if at < MOST
        else f"{_called(firm)}."
        for at, firm in enumerate(known)
    ]
    rows = "\n".join(f"[{n}] {text}" for n, text in enumerate(shown, 1))
    prompt = load("which").render(question=question, about=about, firms=rows or "(none)")
    return _told(model.ask(prompt, Meant, max_tokens=_TOKENS).value, question, dict(enumerate(known, 1)))


def _gathered(book: "Book", viewer: Viewer, likely: Sequence[Firm], vector: "Vectors") -> list[Firm]:
    """Firms that share words with the question, then those near it in meaning, then the latest; none twice."""
    (near,) = book.nearest(viewer, vector[None], _NEAR)
    rows = book.store.review_rows(viewer, [hit.review_id for hit in near.hits])
    names = [rows[hit.review_id].account for hit in near.hits if hit.review_id in rows]
    latest = [row.account for row in book.store.picked(viewer, Wanted())]
    found: list[Firm] = []
    taken: set[int] = set()
    for some, most in (
        (likely, _LIKELY),
        (firms(book, viewer, names), MOST),
        (likely, MOST),
        (firms(book, viewer, dict.fromkeys(latest)), MOST + _OTHERS),
    ):
        for firm in some:
            if len(found) < most and taken.isdisjoint(firm.ids):
                found.append(firm)
                taken.update(firm.ids)
    return found


def _told(said: Meant, question: str, known: Mapping[int, Firm]) -> Told:
    if said.kind == "all":
        return Told(all_deals=True)
    if said.kind == "nobody":
        return Told(unknown=" ".join(said.name.split()) if _stands_in(words(said.name), words(question)) else "")
    meant = tuple(known[n] for n in dict.fromkeys(said.accounts) if n in known)
    return Told(meant, several=said.kind == "several")


def _stands_in(name: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether these words stand in the question, in a row."""
    size = len(name)
    return bool(name) and any(list(asked[at : at + size]) == list(name) for at in range(len(asked) - size + 1))


def _called(firm: Firm) -> str:
    name, *others = firm.names
    return f"{name} (also {listed([f'“{other}”' for other in others])})" if others else name


def _shown(dossier: "Dossier", firm: Firm, spelt: Sequence[str], vector: "Vectors", asked: set[str]) -> str:
    """One account: what it is called, how its rounds ended, its people, and the lines nearest to the question."""
    rounds = [f"{day(item.review.happened)} with {item.review.rep}, {ended(item.review)}" for item in dossier.rounds]
    people = dict.fromkeys(one.name for item in dossier.rounds for one in item.people if one.side != "us")
    parts = [
        f"{_called(firm)}: {count(len(rounds), 'round')}, {'; '.join(rounds[-_ROUNDS:])}.",
        f"Its name may be what the question writes {listed([f'“{word}”' for word in spelt])}." if spelt else "",
        f"People: {', '.join(list(people)[:_PEOPLE])}." if people else "",
        *(_line(dossier, at) for at in _nearest(dossier, vector, asked)),
    ]
    return "\n    ".join(part for part in parts if part)


def _line(dossier: "Dossier", at: int) -> str:
    speaker = dossier.lines[at].speaker
    return f"{f'{speaker}: ' if speaker else ''}“{cut(dossier.texts[at], _LINE)}”"


def _nearest(dossier: "Dossier", vector: "Vectors", asked: set[str]) -> list[int]:
    alike = dossier.vectors @ vector
    worth = {at: float(alike[at]) + _WORD * len(asked & set(own)) for at, own in enumerate(dossier.stems)}
    return sorted(sorted(worth, key=lambda at: -worth[at])[:_LINES])
