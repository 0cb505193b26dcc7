"""Whether the people and matters a question speaks of stand in the notes: the bursar, the lease, what X thought of Y.

A question about somebody whom no note names has no answer in the notes, however near a line is to the rest of it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from app.asking.dossier import Dossier
from app.asking.kinds import names_person
from app.asking.lists import word_list
from app.asking.words import content, stem, words

_OFFICE_NEAR: Final = 6
"""Words between an office and the name of whoever holds it."""
_PREFIX: Final = 5
_IS_WHO: Final = re.compile(r"\b(?:who(?:['’]s| is| was)|names? of|called|the name)\b", re.IGNORECASE)
_OFFICES: Final = (
    "finance financial fd cfo controller accountant bookkeeper treasurer fiscal accounts accounting",
    "it cio cto infosec security ciso technology sysadmin",
    "hr personnel people chro",
    "procurement purchasing buyer einkauf sourcing cpo compras acheteur",
    "operations ops coo",
    "legal lawyer counsel attorney solicitor",
    "marketing cmo",
    "sales",
    "union council shop-steward convenor betriebsrat odbory delegate steward",
    "owner founder proprietor inhaber",
    "ceo md chief-executive managing geschäftsführer gf president boss owner",
)
_OFFICE: Final = re.compile(
    r"\b(?P<office>\w+)\s+(?:director|manager|head|chief|lead|officer|boss|lady|guy|man|woman|person|people|vp"
    r"|team|department|chef)\b"
    r"|\b(?:head|director|vp|chief|manager) of (?P<of>\w+)\b|\b(?P<short>cfo|ceo|cio|cto|coo|ciso|cmo|fd|md|gm"
    r"|lawyer|attorney|solicitor)\b",
    re.IGNORECASE,
)
_MENTIONED: Final = re.compile(
    r"\bmention\b|\b(?:bring|come) up\b|\b(?:say|talk|speak|tell|told|said) (?:\w+ )?about\b"
    r"|\bthink (?:of|about)\b|\bfe(?:el|lt) about\b|\bopinions? (?:of|on|about)\b|\bmake of\b",
    re.IGNORECASE,
)
_WHETHER: Final = re.compile(r"(?:did|does|do|has|have|was|were)\b", re.IGNORECASE)
"""It is asked whether something was said at all."""
_THOUGHT: Final = re.compile(
    r"\b(?:did|does|do) (?P<who>.{3,40}?) (?:think (?:of|about)|feel about|make of|say (?:of|about|to)) (?P<what>.+)",
    re.IGNORECASE,
)
_SUBJECTS: Final = (
    re.compile(
        r"\b(?:did|does|do|has|had) (?:the|their) (?P<who>[\w-]+(?: [\w-]+)??) (?:at|of|think|say|want|object|ask"
        r"|tell|mind|complain|like|dislike|feel|need|demand|refuse|insist|report|write|mean)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:who(?:['’]s| is| was)|names? of) (?:the|their) (?P<who>[\w-]+(?: [\w-]+)??)"
        r"(?= (?:at|of|in|for|from|there|that|who)\b|\W*$)",
        re.IGNORECASE,
    ),
    re.compile(
        r"^\W*(?:when|what day|what date)\b.{0,30}?\b(?P<who>[a-z]+) (?:(?:at|with|from|of) (?:\w+ )?)?"
        r"(?:runs?|ends?|expires?|lapses?|finish(?:es)?|is up)\b",
        re.IGNORECASE,
    ),
)
"""Whom or what it is asked of: 'did the chaplain say', 'who is the bursar', 'when does the lease end'."""
_PAPERS: Final = frozenset(
    ("agreement", "contract", "deal", "licence", "license", "paper", "subscription", "term", "they")
)
_WHY: Final = re.compile(r"\bwhy (?:did|does|do|was|were|is|are|has|had)\b", re.IGNORECASE)
_US: Final = re.compile(
    r"\b(?:us|we|our|ours|lose|lost|losing|win|won|choose|chose|pick\w*|sign\w*|prefer\w*)\b", re.IGNORECASE
)
_FOLLOWS: Final = re.compile(
    r"\b(?:tak(?:es?|en|ing)|took) over (?:from|for)\b|\bsucce(?:ed\w*|ssor)\b|\breplac(?:ed|es|ing)\b"
    r"|\bin (?:his|her|\w+['’]s) (?:place|seat|chair)\b|\bstepped in\b",
    re.IGNORECASE,
)
_FOLLOWED: Final = re.compile(
    r"\b(?:tak(?:es?|en|ing)|took)\b.{0,30}\b(?:over|seat|place|chair|desk|job)\b|\bsucce(?:ed\w*|ssor)\b|\breplace\w*"
    r"|\bin (?:his|her) (?:place|seat|chair)\b|\bstepped in\b|\bnew\b|\bnow\b|\binstead\b|\bcame in\b",
    re.IGNORECASE,
)
"""Where somebody left, what says who came."""


def talks_of(
    dossier: Dossier,
    text: str,
    lines: Sequence[int],
    have: Collection[str],
    kinds: Collection[str],
    rivals: Collection[str],
) -> bool:
    """Whether they stand in these lines.

    Args:
        dossier: The account.
        text: The question without the account's name.
        lines: Of the rounds that are meant, by number.
        have: Stems of every word in them.
        kinds: What kind of thing is asked for.
        rivals: Those that the question names, as single words.
    """
    texts = [dossier.lines[i].text for i in lines]
    return (
        _followed(text, texts)
        and _thought_of(dossier, text, lines)
        and _why_of(dossier, text, lines, rivals)
        and ("who" not in kinds or (_has_subject(text, have) and _office(text, texts, kinds)))
        and (not _WHETHER.match(text.strip()) or _spoken_of(text, have))
    )


def in_so_many_words(
    dossier: Dossier, text: str, lines: Sequence[int], have: Collection[str], kinds: Collection[str]
) -> bool:
    """Whether the offices, the subject and the matter a question speaks of stand in the notes as it calls them.

    Where they do not, the notes may say it in other words: `python -m eval answering` finds such a question answered as
    often as not, but for a name that is asked for.
    """
    texts = [dossier.lines[i].text for i in lines]
    return _spoken_of(text, have) and _has_subject(text, have) and _office(text, texts, kinds)


def _has_subject(text: str, have: Collection[str]) -> bool:
    """Whether the one or the thing it is asked of stands in the notes; True when it may be anybody."""
    for pattern in _SUBJECTS:
        match = pattern.search(text)
        named = match["who"].lower().split() if match else [""]
        who = next((word for word in named if any(word in group.split() for group in _OFFICES)), named[-1])
        if not content(who) or {who, who.removesuffix("s")} & (word_list("anybody") | _PAPERS):
            continue
        same = next((group.split() for group in _OFFICES if who in group.split()), None)
        known = any(stem(each) in have for each in same or (who,))
        if not known and (same or not any(_alike(stem(who), each) for each in have)):
            return False
    return True


def _why_of(dossier: Dossier, text: str, lines: Sequence[int], rivals: Collection[str]) -> bool:
    """Whether what happened with a rival stands near its name, where it is asked why it did."""
    if not _WHY.search(text) or _US.search(text) or not rivals:
        return True
    named = {stem(word) for word in rivals}
    done = [stem(word) for word in content(text) if stem(word) not in named]
    near = {stem(word) for at in lines if named & set(dossier.stems[at]) for word in words(dossier.window(at))}
    return not done or not near or any(word in near or any(_alike(word, each) for each in near) for word in done)


def _thought_of(dossier: Dossier, text: str, lines: Sequence[int]) -> bool:
    """Whether what somebody is asked to have thought of stands near that somebody; True when nobody is."""
    match = _THOUGHT.search(text)
    who = {stem(word) for word in content(match["who"])} if match else set()
    about = [stem(word) for word in content(match["what"])] if match else []
    spots = [at for at in lines if who & set(dossier.stems[at])]
    if not about or not spots:
        return True
    near = {stem(word) for at in spots for word in words(dossier.window(at))}
    return any(word in near or any(_alike(word, each) for each in near) for word in about)


def _spoken_of(text: str, have: Collection[str]) -> bool:
    """Whether what somebody is asked to have mentioned stands in the notes; True when nothing is."""
    match = _MENTIONED.search(text)
    about = [stem(word) for word in content(text[match.end() :])] if match else []
    return not about or any(word in have or any(_alike(word, each) for each in have) for word in about)


def _followed(text: str, notes: Iterable[str]) -> bool:
    """Whether the notes tell of a change, where it is asked who came after somebody."""
    return not _FOLLOWS.search(text) or any(_FOLLOWED.search(each) for each in notes)


def _alike(one: str, other: str) -> bool:
    return len(one) > _PREFIX and one[:_PREFIX] == other[:_PREFIX]


def _office(question: str, texts: Sequence[str], kinds: Collection[str]) -> bool:
    """Whether those whom the question calls by what they do stand in the notes, with a name where one is asked for."""
    for asked in _offices(question, kinds):
        same = next((set(group.split()) for group in _OFFICES if asked in group.split()), {asked})
        if "who" in kinds and _IS_WHO.search(question):
            if not any(_named_beside(same, text) for text in texts):
                return False
        elif not any(
            same & {form for word in words(text) for form in (word, word.removesuffix("s"))} for text in texts
        ):
            return False
    return True


def _offices(question: str, kinds: Collection[str]) -> list[str]:
    match = _OFFICE.search(question) if "who" in kinds else None
    asked = (match["office"] or match["of"] or match["short"]).lower() if match else ""
    known = [asked] if any(asked in group.split() for group in _OFFICES) else []
    singular = [word.removesuffix("s") for word in words(question)]
    return list(dict.fromkeys([*known, *(word for word in singular if word in word_list("offices"))]))


def _named_beside(office: set[str], text: str) -> bool:
    """Whether a person's name stands near one of these words."""
    have = text.split()
    return any(
        office & set(words(word)) and names_person(" ".join(have[max(at - _OFFICE_NEAR, 0) : at + _OFFICE_NEAR + 1]))
        for at, word in enumerate(have)
    )
