"""Whether a sentence that a model wrote anew still says what the pack said, and nothing that its quote does not hold.

It keeps its numbers and how a deal ended, brings no number, name or date that the item and its quote do not hold,
denies what was denied, leaves the order of things, and is like the sentence it replaces. It judges nobody. In doubt it
falls, and the built-in sentence stays. What this does not see: who did it, where the notes name both.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from app.asking.worded import stands
from app.asking.words import content, stem, words
from app.prep.nouns import Item
from app.prep.skills import FILE as SKILLS
from app.wording import day
from ingest.facts.names import is_common
from ingest.lines.lists import is_first_name
from prompts.prompt import FOLDER

if TYPE_CHECKING:
    from ingest.embed import Embedder

LONGEST: Final = 240
"""Characters of a sentence: as many as a quote may have."""
MOST_WORDS: Final = 40
_FEWEST_WORDS: Final = 3
_LIKE: Final = 0.6
"""Cosine from which a sentence says what the built-in one says. Chosen on 57 sentences written by hand for the sample
year, 41 that say the same and 16 that do not: between 0.45 and 0.6 lie three of the first and four of the others."""
_SAME: Final = 0.6
"""Share of an exercise's words that it keeps."""
_MOST_NEW: Final = 1
"""Words by which the sentence that says how a deal ended may grow."""
_COUNTED: Final = re.compile(r"\d+ of \d+ \w+(?: \(.*\))?")
_ENDED: Final = re.compile(
    r"signed|went to [^.]+|without a decision|building it themselves|a clear no, early|is not clear|worth doing again"
)
"""How a deal ended, as `evidence.ended` says it: a fact of the record."""
_ORDER: Final = re.compile(r"\b(before|until|after)\b", re.IGNORECASE)
_SMALL: Final = re.compile(r"\b[a-zà-þ]{2,}\b")
_NUMBER: Final = re.compile(r"\d[\d.,:/]*\d|\d")
_NAME: Final = re.compile(r"(?<![.?:]\s)(?<!^)\b[A-ZÀ-Þ][\w'’-]+")
_OPENING: Final = re.compile(r"(?:^|[.?:;]\s+)([A-ZÀ-Þ][\w'’-]*)")
_DENIED: Final = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b", re.IGNORECASE
)
_MEASURES: Final = frozenset(
    map(
        stem,
        words(
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen "
            "half twice double second third fourth fifth couple several most minute hour day week weekend fortnight "
            "month quarter year morning afternoon evening night yesterday today tomorrow"
        ),
    )
)
_COPIED: Final = 6
"""Words in a row with which a sentence copies its quote, which stands below it anyway."""
_FIRST_PERSON: Final = re.compile(r"\b(?:I|my|me|mine)\b")
_VERDICT: Final = re.compile(
    r"\b(?:blam\w*|faults?|fail\w*|careless\w*|laz\w+|poor\w*|bad|badly|weak\w*|sloppy|neglect\w*|neglig\w*|excuses?"
    r"|incompeten\w*|underperform\w*|should have|ought to have|great|excellent\w*|amazing\w*|brilliant\w*|perfect\w*"
    r"|outstanding|fantastic|fire|fired|firing|sack\w*|dismiss\w*|terminat\w*|demot\w*|disciplin\w*|salary|bonus\w*"
    r"|commission|performance (?:plan|review)s?)\b",
    re.IGNORECASE,
)
_MARKUP: Final = re.compile(r"https?:|www\.|[!<>`#*\[\]{}|@\"“”„«»\\]")
"""Also quotation marks: what is quoted stands below, word for word."""


def still_stands(embedder: "Embedder", item: Item, part: str, now: str, practice: bool = False) -> bool:
    """Whether `now` may take the place of this part of an item that has a quote. `practice`: it is an exercise, which
    has to stay the same exercise.
    """
    assert item.quote is not None
    was = str(getattr(item, part))
    theirs = [item.label, item.text, item.situation, item.behaviour, item.impact, item.quote.text]
    passages = [each for each in theirs if each]
    return (
        _fits(now)
        and _keeps(was, now)
        and not _copies(was, now, item.quote.text)
        and (part != "impact" or _ends_the_same(was, now, item.quote.account))
        and (part != "situation" or (item.quote.account in now and day(item.quote.date) in now))
        and (not practice or _share(was, now) >= _SAME)
        and _brings_nothing(now, " ".join((*passages, item.quote.account, day(item.quote.date))))
        and _denies_the_same(was, now, item.quote.text)
        and _in_the_same_order(was, now, item.quote.text)
        and stands(embedder, now, passages, item.quote.account)
        and _is_like(embedder, was, now)
    )


def _fits(now: str) -> bool:
    long = len(now.split())
    if not _FEWEST_WORDS <= long <= MOST_WORDS or len(now) > LONGEST:
        return False
    return not (_VERDICT.search(now) or _MARKUP.search(now) or _FIRST_PERSON.search(now))


def _copies(was: str, now: str, quote: str) -> bool:
    """Whether it is the quote over again, where the built-in sentence was not."""
    told, before, said = words(now), " ".join(words(was)), " ".join(words(quote))
    rows = (" ".join(told[at : at + _COPIED]) for at in range(len(told) - _COPIED + 1))
    return any(row in said and row not in before for row in rows)


def _keeps(was: str, now: str) -> bool:
    """Numbers and counts of the sentence; a count with the accounts it counts, word for word."""
    counted = all(phrase in now for phrase in _COUNTED.findall(was))
    return counted and set(_NUMBER.findall(was)) <= set(_NUMBER.findall(now))


def _brings_nothing(now: str, material: str) -> bool:
    """Number words, lengths of time, and names that open a sentence; other names and digits are `stands`' to check."""
    have = {stem(word) for word in words(material)}
    if any(stem(word) in _MEASURES and stem(word) not in have for word in words(now)):
        return False
    opening = [word for match in _OPENING.findall(now) for word in words(match)]
    return all(stem(word) in have or _is_ordinary(word) for word in opening)


def _is_ordinary(word: str) -> bool:
    return is_common(word) or (stem(word) in _written_small() and not is_first_name(word))


@cache
def _written_small() -> frozenset[str]:
    """Stems of the words that our own pages write with a small letter: no names."""
    pages = (SKILLS, *sorted((FOLDER / "causes").glob("*.md")))
    return frozenset(stem(word) for page in pages for word in _SMALL.findall(page.read_text(encoding="utf-8")))


def _ends_the_same(was: str, now: str, account: str) -> bool:
    """How it ended stays word for word; nobody comes into it who was not there, and no reason."""
    ended = _ENDED.findall(was)
    if not ended:
        return True
    have = {stem(word) for word in (*words(was), *words(account))}
    named = {stem(word) for name in _NAME.findall(now) for word in words(name)}
    new = [word for word in content(now) if stem(word) not in have]
    return all(phrase in now for phrase in ended) and named <= have and len(new) <= _MOST_NEW


def _share(was: str, now: str) -> float:
    """Of the words that a sentence had, how many it still has."""
    had, have = {stem(word) for word in content(was)}, {stem(word) for word in words(now)}
    return len(had & have) / max(1, len(had))


def _in_the_same_order(was: str, now: str, quote: str) -> bool:
    """What came first still does: the words around 'before' have not changed sides."""
    then, order = _sides(was), _sides(now)
    if order is None:
        return True
    if then is None:
        return bool(_ORDER.search(quote))
    kept = len(then[0] & order[0]) + len(then[1] & order[1])
    return kept > len(then[0] & order[1]) + len(then[1] & order[0])


def _sides(text: str) -> tuple[set[str], set[str]] | None:
    """Stems of what comes first and of what comes then, by the first word that orders them; None without one."""
    found = _ORDER.search(text)
    if found is None:
        return None
    one, other = text[: found.start()], text[found.end() :]
    if not one.strip():  # 'Before this, that': the order of the halves is turned round
        other, _, one = other.partition(",")
    first, then = ({stem(word) for word in content(half)} for half in (one, other))
    return (then, first) if found[1].lower() == "after" else (first, then)


def _denies_the_same(was: str, now: str, quote: str) -> bool:
    denied, denies = bool(_DENIED.search(was)), bool(_DENIED.search(now))
    return denied == denies or (denies and bool(_DENIED.search(quote)))


def _is_like(embedder: "Embedder", was: str, now: str) -> bool:
    one, other = embedder.embed([was, now])
    return float(one @ other) >= _LIKE
