"""Firms that a question may mean without naming them: "the trout people", "what did Kirsty say". To be asked back."""

from math import log
from typing import Final

from app.asking.everyday import is_everyday
from app.asking.evidence import is_capital
from app.asking.material import Material, is_telling

_FEW: Final = 4
"""Firms whose notes have a word, from which it tells nothing."""
_EVERYDAY: Final = 0.35
"""What an everyday word tells, against a name or a rare one."""
_NEAR: Final = 0.6
"""Share of what speaks for the best from which another is offered."""


def described(material: Material) -> tuple[int, ...]:
    """Places of the firms whose notes have most of the question's telling words, the likeliest first; at most four."""
    told = [0.0] * len(material.firms)
    for token in {token.word: token for token in material.asked if is_telling(token)}.values():
        there = [at for at, firm in enumerate(material.firms) if material.speaks(firm, token.word)]
        if token.word in material.known or len(there) > _FEW:
            continue
        plain = is_everyday(token.word) and not is_capital(material, token)
        for at in there:
            told[at] += (_EVERYDAY if plain else 1.0) * log((len(told) + 2) / len(there))
    best = max(told, default=0.0)
    order = sorted(range(len(told)), key=lambda at: -told[at])
    return tuple(at for at in order if told[at] > 0 and told[at] >= _NEAR * best)[:_FEW]
