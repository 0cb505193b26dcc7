"""One answer against its label. None is 'not to be judged here', which is left out of n."""

import re
import unicodedata
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from eval.quality.labels import Deal, Question
from ingest.store.names import account_key

FIRST = 5
"""How many of a list somebody reads."""

_FOLDED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})


@dataclass(frozen=True)
class Reply:
    """What came back, without anything but what is judged."""

    kind: str
    text: str
    account: str | None = None
    cited: tuple[str, ...] = ()
    """Record ids, in order."""
    quotes: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Marks:
    """One question's marks."""

    right_account: bool | None = None
    facts: bool | None = None
    cites: bool | None = None
    asks: bool | None = None
    """Asked which account was meant, with every one that was; for a name that fits several."""
    abstains: bool | None = None
    """Said there is no record; for what is not on record."""
    answers: bool | None = None
    """Neither asked nor abstained; for what is on record under one name."""
    clean: bool | None = None
    """Not a word of another account's facts."""
    seen: bool | None = None
    """Cited only what the asker, who is one rep, may see."""
    found: tuple[int, int] | None = None
    """Of a question for similar losses: right ones among the first five, of how many that could be."""
    first: int | None = None
    """Place of the first right one, 0 when there is none."""


@dataclass(frozen=True)
class Truth:
    """What is known of the records beside the labels."""

    names: Mapping[str, Set[str]]
    """Every way an account is written, by its canonical name."""
    written: Mapping[str, str]
    """The account as it is written in each record, by the record's id."""
    reps: Mapping[str, str]
    """Who recorded it, and alone may see it."""

    def keys(self, name: str) -> set[str]:
        """Alias keys of every way an account is written."""
        return _keys(self.names.get(name, frozenset()) | {name})


def marks(question: Question, reply: Reply, truth: Truth) -> Marks:
    """Judge one answer. Where the label stands on a record that the asker may not see, only that it is not shown."""
    if question.viewer is None:
        return _judged(question, reply, truth)
    seen = all(truth.reps.get(each) == question.viewer for each in reply.cited)
    if any(truth.reps.get(each) != question.viewer for each in question.records) or _hidden(question, truth):
        return Marks(seen=seen)
    return replace(_judged(question, reply, truth), seen=seen)


def _hidden(question: Question, truth: Truth) -> bool:
    """Whether an account to choose from is on no record of the asker's."""
    own = {account_key(name) for id_, name in truth.written.items() if truth.reps.get(id_) == question.viewer}
    return any(own.isdisjoint(truth.keys(name)) for name in question.candidates)


def _judged(question: Question, reply: Reply, truth: Truth) -> Marks:
    said = (reply.text, *reply.quotes)
    clean = not any(holds_word(text, bad) for text in said for bad in question.forbidden)
    clean_mark = clean if question.forbidden else None
    if question.kind == "ambiguous":
        offered = _keys(set(reply.candidates))
        unasked = any(offered.isdisjoint(truth.keys(name)) for name in question.candidates)
        asks = reply.kind == "ambiguous" and not unasked
        return Marks(asks=asks, clean=clean_mark)
    if question.kind == "unanswerable":
        return Marks(abstains=reply.kind == "no_record", clean=clean_mark)
    one = question.kind in ("account", "fact") and question.account is not None
    similar = question.kind == "similar"
    return Marks(
        right_account=right_account(question, reply, truth) if one else None,
        facts=contains(question.facts, said) if question.facts else None,
        cites=bool(set(reply.cited) & set(question.records)) if question.records else None,
        answers=reply.kind in ("record", "answer"),
        clean=clean_mark,
        found=found(reply.cited, question.records) if similar and question.records else None,
        first=first(reply.cited, question.records) if similar and question.records else None,
    )


def right_account(question: Question, reply: Reply, truth: Truth) -> bool:
    """Whether the answer is about the account that was meant, and cites no other labelled one."""
    assert question.account is not None
    meant = truth.keys(question.account)
    others = {key for name, ways in truth.names.items() if name != question.account for key in _keys(ways)} - meant
    cited = {account_key(truth.written[each]) for each in reply.cited if each in truth.written}
    if cited & others:
        return False
    own = set(reply.cited) & set(question.records)
    return bool(own or cited & meant or account_key(reply.account or "") in meant)


def contains(facts: Sequence[Sequence[str]], said: Sequence[str]) -> bool:
    """Whether of each fact one of its spellings stands in what was said."""
    folded = [fold(text) for text in said]
    return all(any(fold(word) in text for word in spellings for text in folded) for spellings in facts)


def holds_word(text: str, words: str) -> bool:
    """Whether these words stand in the text, not as a part of a longer word."""
    return bool(re.search(rf"(?<!\w){re.escape(fold(words))}(?!\w)", fold(text)))


def fold(text: str) -> str:
    """Case, kinds of quotes and dashes, spaces and thousands separators do not count."""
    plain = unicodedata.normalize("NFKC", text).translate(_FOLDED).casefold()
    return re.sub(r"(?<=\d),(?=\d{3})", "", " ".join(plain.split()))


def found(given: Sequence[str], right: Sequence[str], k: int = FIRST) -> tuple[int, int]:
    """(right ones among the first `k` different ones, how many there could be)."""
    return len(set(_distinct(given)[:k]) & set(right)), min(k, len(set(right)))


def first(given: Sequence[str], right: Sequence[str]) -> int:
    """Place of the first right one, 1 is best; 0 when there is none."""
    return next((place for place, each in enumerate(_distinct(given), 1) if each in right), 0)


def above_traps(given: Sequence[str], deal: Deal) -> bool | None:
    """Whether the first right one stands above every trap; None when neither came back or none is labelled."""
    right, trap = first(given, deal.similar), first(given, deal.traps)
    if not deal.similar or not deal.traps or not (right or trap):
        return None
    return bool(right) and (not trap or right < trap)


def _distinct(given: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(given))


def _keys(names: Set[str]) -> set[str]:
    return {account_key(name) for name in names}
