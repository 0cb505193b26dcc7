"""Which firm a question means, learned: `make train` writes `app/asking/which.json`.

Every labelled question of dev that is no follow-up is an example: of one account, of several, or of nobody on record.
So is every question about one account with that account gone from the records, with a word of its name replaced by one
of another company's names, and with a trade from one put after it; these are about nobody. Two logistic rules are
fitted: which firm, and whether the best one is meant, must be asked, or is nobody's. The second is fitted to scores of
the first in which the writer had no part.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from app.asking.everyday import is_everyday
from app.asking.evidence import SURE, Evidence, Floats, weigh
from app.asking.firmname import is_form
from app.asking.general import is_general
from app.asking.material import Material, look_up
from app.asking.nouns import Known
from app.asking.verdict import FILE, KINDS, Kind, Weights, beside_others, decide, standing
from app.resolve import named_in
from eval.quality.company import Company, company
from eval.quality.labels import Labels, Question, load
from ingest.alignment import is_general as is_trade
from ingest.book import Book
from ingest.records import Viewer
from ingest.spelling import Name
from ingest.store.asking import Wanted
from ingest.store.names import account_key
from ingest.store.rows import ReviewRow

FIRM_C: Final = 0.3
VERDICT_C: Final = 0.1
"""Inverse strengths of the penalties; chosen on writers left out in turn."""
WEIGHT: Final = {"labelled": 1.0, "several": 1.5, "nobody": 2.0, "made": 0.35, "described": 0.15}
"""What an example counts: those made from others are many."""
DIGITS: Final = 4
_SEED: Final = 7
_LONG: Final = 4


@dataclass(frozen=True)
class Example:
    """One question."""

    writer: str
    evidence: Evidence
    kind: Kind
    meant: frozenset[int]
    """Accounts."""
    made: bool = False

    @property
    def weight(self) -> float:
        """What it counts; least where an account that is gone had not been named, so that another may well be meant."""
        named = any(hit.telling for hits in self.evidence.hits for hit in hits.values())
        return WEIGHT["made" if named else "described"] if self.made else WEIGHT.get(self.kind, WEIGHT["labelled"])

    def right(self) -> list[int]:
        """Places of the firms that are meant."""
        return [at for at in range(len(self.evidence.material.firms)) if self.evidence.accounts(at) & self.meant]


def run(book: Book, console: Console) -> None:
    """Learn, write the weights beside the code that uses them, and say what a writer left out would get."""
    examples = gather(book)
    left = without_each(examples)
    learned = Weights(fit_firm(examples), fit_verdict(examples, left))
    FILE.write_text(f"{json.dumps(_document(learned), indent=1)}\n", encoding="utf-8")
    console.print(f"Which firm is meant, each writer left out in turn: {_said(examples, left)}.")


def gather(book: Book) -> list[Example]:
    """The labelled questions of dev, and those made of them."""
    every = list(load("dev"))
    names = {labels.writer: _words_of_names(labels) for labels in every}
    made: list[Example] = []
    for labels in every:
        others = sorted(set().union(*(words for writer, words in names.items() if writer != labels.writer)))
        with company(labels, book) as home:
            chance = random.Random(_SEED)  # noqa: S311 - which name is tried is no secret
            made += _of_company(home, labels, chance, others)
    return made


def without_each(examples: Sequence[Example]) -> dict[str, Floats]:
    """For each writer, the weights of firms learned from the others."""
    writers = sorted({each.writer for each in examples})
    return {writer: fit_firm([each for each in examples if each.writer != writer]) for writer in writers}


def fit_firm(examples: Sequence[Example]) -> Floats:
    """(2 * MEASURES + 1,)"""
    one = [each for each in examples if each.kind == "one" and each.evidence.material.firms]
    rows = np.concatenate([beside_others(each.evidence.measures) for each in one])
    right = np.concatenate([np.isin(np.arange(len(each.evidence.material.firms)), each.right()) for each in one])
    found: Floats = _logistic(rows, right, np.ones(len(right)), FIRM_C)[0]
    return found


def fit_verdict(examples: Sequence[Example], left: Mapping[str, Floats]) -> Floats:
    """(KINDS, STANDING + 1)"""
    some = [each for each in examples if each.evidence.material.firms]
    rows = np.array([standing(each.evidence, left[each.writer]).measured() for each in some])
    kinds = np.array([KINDS.index(each.kind) for each in some])
    return _logistic(rows, kinds, np.array([each.weight for each in some]), VERDICT_C)


def _logistic(rows: Floats, labels: NDArray[Any], weights: Floats, c: float) -> Floats:
    """(classes or 1, measures + 1): weights of measures as they are, the constant last."""
    from sklearn.linear_model import LogisticRegression

    middle, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-3)
    model = LogisticRegression(C=c, max_iter=5_000)
    model.fit((rows - middle) / spread, labels, sample_weight=weights)
    each = model.coef_ / spread
    found: Floats = np.hstack([each, (model.intercept_ - each @ middle)[:, None]])
    return found


def _document(learned: Weights) -> dict[str, object]:
    def rounded(values: Floats) -> list[float]:
        return [round(float(value), DIGITS) for value in values]

    verdict = {kind: rounded(values) for kind, values in zip(KINDS, learned.verdict, strict=True)}
    return {"firm": rounded(learned.firm), "verdict": verdict}


def _said(examples: Sequence[Example], left: Mapping[str, Floats]) -> str:
    """How often each kind was told, by weights that the writer had no part in."""
    right, every = Counter[str](), Counter[str]()
    for writer in left:
        others = [each for each in examples if each.writer != writer]
        learned = Weights(left[writer], fit_verdict(others, without_each(others)))
        for each in (each for each in examples if each.writer == writer):
            told = decide(each.evidence, learned)
            name = f"{each.kind}, made" if each.made else each.kind
            every[name] += 1
            right[name] += told.kind == each.kind and (each.kind != "one" or told.firms[0] in each.right())
    return ", ".join(f"{name} {right[name]} of {every[name]}" for name in every)


def _of_company(home: Company, labels: Labels, chance: random.Random, others: Sequence[str]) -> Iterator[Example]:
    book = home.book
    for question in labels.questions:
        if question.after is not None:
            continue
        viewer = Viewer(name=question.viewer) if question.viewer else book.viewer
        label = _label(book, viewer, question, labels)
        material = _material(book, viewer, question.question) if label else None
        if label is None or material is None:
            continue
        kind, meant = label
        evidence = weigh(material)
        example = Example(labels.writer, evidence, kind, meant)
        if kind == "one" and not example.right():
            continue
        yield example
        if kind == "one" and question.kind != "unanswerable":
            yield Example(labels.writer, weigh(_without(material, meant)), "nobody", frozenset(), made=True)
            for text in of_others(question.question, example, chance.sample(others, len(others))):
                other = _material(book, viewer, text)
                if other is not None:
                    yield Example(labels.writer, weigh(other), "nobody", frozenset(), made=True)


def _material(book: Book, viewer: Viewer, question: str) -> Material | None:
    """What is looked up for it; None when it is asked of all deals."""
    known, resolved = Known(book, viewer), named_in(book, viewer, question)
    return None if is_general(question, resolved, None, known) else look_up(book, viewer, question, resolved, known)


def _label(book: Book, viewer: Viewer, question: Question, labels: Labels) -> tuple[Kind, frozenset[int]] | None:
    """What it means; None when the label does not say, or the asker may not see it."""
    rows = book.store.picked(viewer, Wanted(), limit=1_000)
    if question.kind == "ambiguous":
        each = [_accounts(rows, labels.names.get(name, {name})) for name in question.candidates]
        return ("several", frozenset().union(*each)) if all(each) else None
    if question.account is None:
        return "nobody", frozenset()
    if question.kind not in ("account", "fact", "unanswerable"):
        return None
    meant = _accounts(rows, labels.names.get(question.account, {question.account}))
    meant |= {row.account_id for row in rows if row.external_id in question.records}
    return ("one", meant) if meant else None


def _accounts(rows: Sequence[ReviewRow], ways: Iterable[str]) -> frozenset[int]:
    keys = {account_key(way) for way in ways}
    return frozenset(row.account_id for row in rows if account_key(row.account) in keys)


def _without(material: Material, gone: frozenset[int]) -> Material:
    """The same with these accounts on no record."""
    firms = tuple(firm for firm in material.firms if not gone & set(firm.ids))
    lost = {account for firm in material.firms if gone & set(firm.ids) for account in firm.ids}
    return replace(
        material,
        firms=firms,
        said={word: there - lost for word, there in material.said.items()},
        alike={account: score for account, score in material.alike.items() if account not in lost},
    )


def of_others(question: str, example: Example, words: Sequence[str]) -> Iterator[str]:
    """The question of two other firms: a telling word of the name replaced, and a trade put after it."""
    right = example.right()[0]
    hits, names = example.evidence.hits[right], example.evidence.material.firms[right].names
    own = [
        word
        for word, hit in hits.items()
        if hit.sure >= SURE and len(word) >= _LONG and hit.telling and not hit.general
    ]
    spot = re.search(rf"\b{re.escape(own[-1])}\b", question, re.IGNORECASE) if own else None
    if spot is None:
        return
    before, after = question[: spot.start()], question[spot.end() :]
    strange = [word for word in words if not any(word in name.casefold() for name in names)]
    name = next(word for word in strange if _is_telling(word))
    more = next(word for word in strange if is_trade(word))
    if spot[0][0].isupper():
        name, more = name.capitalize(), more.capitalize()
    yield f"{before}{name}{after}"
    if not re.match(r"(?:'s)?[ -][A-Z]", after) and not example.evidence.hits[right][own[-1]].beside:
        yield f"{before}{spot[0]} {more}{after}"


def _words_of_names(labels: Labels) -> set[str]:
    found = {word for record in labels.records for word in Name.of(account_key(record.account)).words}
    return {word for word in found if len(word) >= _LONG and not is_form(word)}


def _is_telling(word: str) -> bool:
    return not is_trade(word) and not is_everyday(word)
