"""Which firm a question means, if any: one, one of several so that it must be asked, or nobody on record.

Rules learned from labelled questions (`make train`, `eval/which_train.py`): one scores each firm by the
evidence for it (`evidence`), the other looks at how the best one stands: how far ahead, who shares its words, and
which words of the question are strange to it. A strange word beside a name is another firm's ("Kettle Creek").
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Literal

import numpy as np

from app.asking.everyday import is_everyday
from app.asking.evidence import AT, MEASURES, SURE, Evidence, Floats, is_capital
from app.asking.firmname import short_for
from app.asking.material import is_telling
from app.mentions import Token
from ingest.alignment import is_general, is_ordinary
from ingest.weights import opened_json

FILE: Final = Path(__file__).with_name("which.json")
Kind = Literal["one", "several", "nobody"]
KINDS: Final[tuple[Kind, ...]] = ("one", "several", "nobody")
_STRANGE: Final = (
    "strange capitals", "strange", "beside", "beside everyday", "between", "trade beside", "strange trade beside",
    "firm of nobody",
)  # fmt: skip
STANDING: Final = (
    "score", "ahead", *MEASURES, *(f"{name} ahead" for name in ("cover", "whole", "general", "everyday")),
    "equals", "own", "own everyday", "theirs", "apart", *_STRANGE, "unnamed", "misspelt", "own, equals",
    "no own, equals", "nothing own, equals", "unnamed, equals", "ahead, equals", "ahead, unnamed", "score, unnamed",
    "strange, unnamed", "beside, named",
)  # fmt: skip
"""What is measured of how the best firm stands."""
_FAR: Final = 8.0
"""Nobody is further ahead than this."""
_MOST: Final = 3.0
_NEAR: Final = 3.0
"""Score behind the best from which a firm is not offered."""
OFFERED: Final = 5
_LONG: Final = 3
"""Letters of a word that may be strange."""


_SHAPES: Final = ((2 * len(MEASURES) + 1,), (len(KINDS), len(STANDING) + 1))


@dataclass(frozen=True)
class Weights:
    """What `make train` learned."""

    firm: Floats
    """(2 * MEASURES + 1,): of each measure, of the same against the best other firm, and a constant."""
    verdict: Floats
    """(KINDS, STANDING + 1)"""


@dataclass(frozen=True)
class Verdict:
    """What the question means."""

    kind: Kind
    firms: tuple[int, ...]
    """Places of the firms meant, the likeliest first; none when it is nobody."""
    named: bool
    """Whether a word of the question is of the best firm's name."""
    nearest: int | None = None
    """The best firm's place; None without any firm."""


@cache
def weights(path: Path = FILE) -> Weights:
    """Read them. Raises ModelFileError when the file is missing, damaged or of another version."""
    with opened_json(path) as read:
        found = Weights(np.array(read["firm"]), np.array([read["verdict"][kind] for kind in KINDS]))
        if (shapes := (found.firm.shape, found.verdict.shape)) != _SHAPES:
            raise ValueError(f"weights of shapes {shapes}")
    return found


def decide(evidence: Evidence, learned: Weights | None = None) -> Verdict:
    """What the question means, as far as the records tell."""
    learned = learned or weights()
    if not evidence.material.firms:
        return Verdict("nobody", (), named=False)
    best = standing(evidence, learned.firm)
    values = learned.verdict[:, :-1] @ best.measured() + learned.verdict[:, -1]
    kind = KINDS[int(values.argmax())]
    if kind == "one" and best.is_one_of_equals():
        kind = "several"
    if kind == "several" and not best.is_described():
        kind = "nobody"
    if kind == "nobody" and best.named and not best.is_strange():
        kind = "several" if best.is_one_of_equals() or evidence.material.several else "one"
    firms = best.offered() if kind == "several" else (best.at,) if kind == "one" else ()
    return Verdict(kind, firms, best.named, best.at)


def by_likelihood(evidence: Evidence) -> list[int]:
    """Places of all firms, the likeliest first."""
    return standing(evidence, weights().firm).order if evidence.material.firms else []


def standing(evidence: Evidence, learned: Floats) -> "Standing":
    """How the firm with the best score by `learned`, (2 * MEASURES + 1,), stands; there is at least one firm."""
    return Standing(evidence, beside_others(evidence.measures) @ learned[:-1] + learned[-1])


def beside_others(measures: Floats) -> Floats:
    """(firms, 2 * MEASURES): the measures, and each less the best of the other firms'."""
    padded = np.vstack([measures, np.zeros((2, measures.shape[1]))])
    ranked = -np.sort(-padded, axis=0)
    others = np.where(measures == ranked[0], ranked[1], ranked[0])
    found: Floats = np.hstack([measures, measures - others])
    return found


class Standing:
    """How the best firm stands among the others."""

    def __init__(self, evidence: Evidence, scores: Floats) -> None:
        self._evidence, self._material, self._scores = evidence, evidence.material, scores
        self.order = [int(at) for at in np.argsort(-scores, kind="stable")]
        self.at = self.order[0]
        self._firm = self._material.firms[self.at]
        self._hits = evidence.hits[self.at]
        self._core = {word: hit for word, hit in self._hits.items() if hit.telling}
        self.named = any(not hit.general for hit in self._core.values())
        self._core = self._core or dict(self._hits)
        self._equals = [at for at in self.order[1:] if self._is_equal(at)]

    def offered(self) -> tuple[int, ...]:
        """The firms to choose from."""
        top = self._scores[self.at]
        near = [at for at in self.order[1:] if self._scores[at] >= top - _NEAR]
        return tuple(dict.fromkeys((self.at, *self._equals, *near[: 0 if self._equals and self.named else OFFERED])))[
            :OFFERED
        ]

    def is_one_of_equals(self) -> bool:
        """Whether the name fits another firm as well, and no other word of the question tells them apart."""
        own, own_everyday, _ = self._telling_apart
        return self.named and bool(self._equals) and not own + own_everyday

    def is_strange(self) -> bool:
        """Whether any word of the question speaks against the best firm."""
        return any(self._strange.values())

    def is_described(self) -> bool:
        """Whether anything but everyday words of its notes speaks for the best firm."""
        told = ("name", "general", "everyday", "capitals", "rare")
        return any(self._evidence.measures[self.at, AT[name]] > 0 for name in told)

    def measured(self) -> Floats:
        """(STANDING,)"""
        best, second = self._evidence.measures[self.at], self._second()
        found = dict(zip(MEASURES, best, strict=True))
        found |= {
            f"{name} ahead": best[AT[name]] - second[AT[name]] for name in ("cover", "whole", "general", "everyday")
        }
        score = float(self._scores[self.at])
        after = self.order[1:2]
        ahead = min(score - float(self._scores[after[0]]), _FAR) if after else _FAR
        equals, unnamed = float(bool(self._equals)), float(not self.named)
        own, own_everyday, theirs = self._telling_apart
        strange = self._strange
        found |= strange | {
            "score": score, "ahead": ahead, "equals": equals, "own": own, "own everyday": own_everyday,
            "theirs": theirs, "apart": float(self._material.several), "unnamed": unnamed,
            "misspelt": float(self.named and max(hit.sure for hit in self._core.values()) < SURE),
            "own, equals": equals * own, "no own, equals": equals * (own == 0),
            "nothing own, equals": equals * (own + own_everyday == 0), "unnamed, equals": unnamed * equals,
            "ahead, equals": equals * ahead, "ahead, unnamed": unnamed * ahead, "score, unnamed": unnamed * score,
            "strange, unnamed": unnamed * (strange["strange"] + strange["strange capitals"] > 0),
            "beside, named": float(self.named and strange["beside"] + strange["beside everyday"] > 0),
        }  # fmt: skip
        return np.array([found[name] for name in STANDING], dtype=np.float64)

    def _is_equal(self, at: int) -> bool:
        """Whether it has every word of the name that the best one has, no worse."""
        whole = self._evidence.measures[:, AT["whole"]]
        if not self._core or whole[self.at] > whole[at]:
            return False
        hits = self._evidence.hits[at]
        return all(word in hits and (hits[word].sure >= SURE or hit.sure < SURE) for word, hit in self._core.items())

    def _second(self) -> Floats:
        measures = self._evidence.measures
        return measures[self.order[1]] if len(self.order) > 1 else np.zeros(measures.shape[1])

    @cached_property
    def _telling_apart(self) -> tuple[float, float, float]:
        """Words only the best one has against those it must be told from, everyday ones, and words only they have."""
        against = self._equals or self.order[1:2]
        own = own_everyday = theirs = 0
        for token in self._telling():
            mine, others = self._has(self.at, token.word), any(self._has(at, token.word) for at in against)
            everyday = is_everyday(token.word) and not is_capital(self._material, token)
            own += mine and bool(against) and not others and not everyday
            own_everyday += mine and bool(against) and not others and everyday
            theirs += others and not mine and not everyday
        return min(own, _MOST), min(own_everyday, _MOST), min(theirs, _MOST)

    def _has(self, at: int, word: str) -> bool:
        return word in self._evidence.hits[at] or self._material.speaks(self._material.firms[at], word)

    def _telling(self) -> "Iterator[Token]":
        return (token for token in self._material.asked if is_telling(token))

    @cached_property
    def _strange(self) -> dict[str, float]:
        """Words that are not of the best firm: names, words on no record, and those beside its name."""
        found = dict.fromkeys(_STRANGE, 0.0)
        asked = self._material.asked
        for at, token in enumerate(asked):
            if not self._may_be_strange(token):
                continue
            everyday = is_everyday(token.word)
            nowhere = self._evidence.unheard(token.word)
            foreign = token.word in self._material.said and not self._material.speaks(self._firm, token.word)
            beside = self._beside_name(at)
            found["strange capitals"] += (1 + nowhere) * (foreign and is_capital(self._material, token))
            found["strange"] += nowhere and not everyday
            found["beside"] += (1 + nowhere) * (foreign and beside and not everyday)
            found["beside everyday"] += foreign and beside and everyday and _may_name(token.word)
            found["between"] += foreign and self._between(at)
            found["trade beside"] += beside and is_general(token.word)
            found["strange trade beside"] += foreign and beside and is_general(token.word)
            if is_general(token.word) and at and token.joined and self._is_name(asked[at - 1]):
                found["firm of nobody"] = 1.0
        return {name: min(float(value), _MOST) for name, value in found.items()}

    def _may_be_strange(self, token: Token) -> bool:
        word = token.word
        if (
            not is_telling(token)
            or len(word) < _LONG
            or word[0].isdigit()
            or word in self._material.known | self._hits.keys()
        ):
            return False
        return not any(short_for(token.word, word) for name in self._firm.names for word in name.casefold().split())

    def _beside_name(self, at: int) -> bool:
        """Whether it stands right before or after a word of the name, or after "in" and the like."""
        asked = self._material.asked
        after = at > 0 and asked[at].joined and self._of_name(at - 1) and not asked[at - 1].owns
        before = at + 1 < len(asked) and asked[at + 1].joined and self._of_name(at + 1)
        place = at > 1 and asked[at - 1].word in ("in", "at", "of", "from") and self._of_name(at - 2)
        return after or before or place

    def _between(self, at: int) -> bool:
        """Whether it stands between two words of the name, which is another name then: "Kettle Creek Plumbing"."""
        asked = self._material.asked
        return 0 < at < len(asked) - 1 and asked[at - 1].word in self._hits and asked[at + 1].word in self._hits

    def _of_name(self, at: int) -> bool:
        hit = self._hits.get(self._material.asked[at].word)
        return hit is not None and not hit.everyday

    def _is_name(self, token: Token) -> bool:
        """Whether a word may be a name, and is not the best firm's or a rival's."""
        if token.word in self._hits or token.word in self._material.known or len(token.word) <= _LONG:
            return False
        return not is_everyday(token.word) or (token.capital and not token.starts)


def _may_name(word: str) -> bool:
    """Whether an everyday word may be part of a name: "creek", and not "spending" or "suddenly"."""
    return not is_ordinary(word) and not word.endswith(("ed", "ing", "ly"))
