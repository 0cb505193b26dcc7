"""Which of the names in a note is the rival that was chosen: a learned rule over the words around each mention."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from ingest.facts.account import fold
from ingest.facts.calendar import MONTHS, WEEKDAYS
from ingest.facts.learned import learned
from ingest.facts.names import is_common
from ingest.lines import flat
from ingest.lines.lists import is_first_name, word_list
from ingest.records import Line

LIKELY: Final = -3.0
"""Log-odds below which no name is given: rather none than a passer-by."""
_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.,;:!?()=>/\"“”+&-]|→")
_NEAR: Final = 7
"""Words on either side that count, wherever among them they stand."""
_LONGEST: Final = 4
"""Words of a name."""
_FEW_CAPITALS: Final = 0.008
"""Share of capitals below which a note is written without them, so that names have none either."""


@dataclass
class Named:
    """A name and what stands around it, over all its mentions."""

    spellings: Counter[str] = field(default_factory=Counter)
    around: set[str] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        """As the note spells it most often."""
        return self.spellings.most_common(1)[0][0]


def find_chosen(
    lines: Sequence[Line], account: str | None, is_person: Callable[[str], bool] = lambda _: False
) -> str | None:
    """The name that was most likely chosen, given that a rival was; no person; None when none looks like it."""
    rules = learned()
    weighed = [
        (float(rules.rival.weigh(cues)[0]), name)
        for name, cues in named_cues([flat(line.text) for line in lines], account, rules.ordinary)
        if not is_person(name)
    ]
    odds, name = max(weighed, default=(LIKELY, ""))
    return name if odds > LIKELY else None


def named_cues(
    rows: Sequence[str], account: str | None, ordinary: frozenset[str]
) -> list[tuple[str, Mapping[str, float]]]:
    """Each name in these lines that may be a firm's, and what speaks for or against it."""
    names = _names(rows, account, ordinary)
    most = max((len(each.lines) for each in names), default=0)
    last = max(len(rows) - 1, 1)
    return [
        (
            each.name,
            dict.fromkeys(each.around, 1.0)
            | {
                "times": min(len(each.lines), 4) / 2,
                "once": float(len(each.lines) == 1),
                "first": min(each.lines) / last,
                "last": max(each.lines) / last,
                "most": float(len(each.lines) == most),
                "alone": float(len(names) == 1),
            },
        )
        for each in names
    ]


def small_words(rows: Sequence[str]) -> set[str]:
    """Words that are written small: ordinary ones, not names."""
    return {word for row in rows for word in re.findall(r"[^\W\d_]+", row) if word[0].islower()}


def _names(rows: Sequence[str], account: str | None, ordinary: frozenset[str]) -> list[Named]:
    small = sum(map(str.isupper, "".join(rows))) < 2 + _FEW_CAPITALS * sum(map(len, rows))
    ours = set(fold(account).split()) if account else set()
    found: dict[str, Named] = {}
    for at, row in enumerate(rows):
        tokens = _TOKEN.findall(row)
        is_name = [_is_name(token, ordinary, small) for token in tokens]
        plain = [_plain(token, known, ours) for token, known in zip(tokens, is_name, strict=True)]
        start = 0
        while start < len(tokens):
            end = start + 1
            if is_name[start] and plain[start] == "@name":
                end = _end(tokens, is_name, start)
                named = found.setdefault(_bare(tokens[start]), Named())
                named.spellings[re.sub(r"['’]s$", "", " ".join(tokens[start:end]))] += 1
                named.lines.add(at)
                named.around |= _around(plain, start, end)
                named.around |= {"possessive"} if tokens[end - 1].endswith(("'s", "’s")) else set()
                named.around |= {"head"} if at < 2 else set()
                named.around |= {"tail"} if at >= len(rows) - 2 else set()
                named.around |= {"opens"} if at == start == 0 else set()
            start = end
    return list(found.values())


def _is_name(token: str, ordinary: frozenset[str], small: bool) -> bool:
    bare = _bare(token)
    if len(bare) < 2 or not bare[0].isalpha() or "'" in bare or bare in MONTHS or bare in WEEKDAYS:
        return False
    if bare in ordinary or is_common(bare) or bare in word_list("name_designators"):
        return False
    return token[0].isupper() or (small and len(bare) > 3 and bare.isalpha())


def _plain(token: str, is_name: bool, ours: set[str]) -> str:
    bare = _bare(token)
    if token.isdigit():
        return "#"
    if bare in ours:
        return "@account"
    if not is_name:
        return token.lower().replace("’", "'")
    return "@person" if is_first_name(bare) else "@name"


def _bare(token: str) -> str:
    return re.sub(r"'s$", "", token.lower().replace("’", "'"))


def _end(tokens: list[str], is_name: list[bool], start: int) -> int:
    """Where the name ends: 'Tri River', but no small word behind a capital."""
    end = start + 1
    while end < min(len(tokens), start + _LONGEST) and (
        is_name[end] or (tokens[start][0].isupper() and tokens[end].isalnum() and tokens[end][0].isupper())
    ):
        end += 1
    return end


def _around(plain: list[str], start: int, end: int) -> set[str]:
    """The words before and behind, by place, in pairs, and near."""
    before, behind = ["^", "^", "^", *plain[:start]], [*plain[end:], "$", "$", "$"]
    return (
        {f"{place}- {word}" for place, word in zip((3, 2, 1), before[-3:], strict=True)}
        | {f"{place}+ {word}" for place, word in enumerate(behind[:3], 1)}
        | {f"- {one} {other}" for one, other in [*pairwise(before[-2:])]}
        | {f"+ {one} {other}" for one, other in [*pairwise(behind[:2])]}
        | {"- " + " ".join(before[-3:]), "+ " + " ".join(behind[:3]), f"{before[-1]} _ {behind[0]}"}
        | {f"near- {word}" for word in before[-_NEAR:]}
        | {f"near+ {word}" for word in behind[:_NEAR]}
    )
