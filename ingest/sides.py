"""Whose words or deeds a line reports: the buyer's, ours, or not to be told. No model, the same answer every time.

A line with a speaker takes the speaker's side:
1. our reps' names and mail domains, when they are known;
2. tags ('Buyer:', 'Me:') and roles ('Dana (CFO)', 'Tom - Account Executive');
3. else how the speaker talks: sellers ask about 'your team' and share 'our pricing', buyers weigh 'your price'
   and speak of 'our board'; of two speakers, when one is settled the other is the other side.

A line without a speaker is the rep's own note. It is the buyer's when it reports what they said or did ('they said',
'Dana told me', a quotation, 'went dark'), ours when it tells what we did or failed to do ('I sent', 'my bad',
'never followed up'); what comes first in the line decides between the two, but a verb of saying weighs more.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.lines.labels import field_kind, tag_side
from ingest.lines.lists import is_first_name
from ingest.lines.side_words import (
    ADDRESS,
    BUYER_TALK,
    FORWARD,
    FROM,
    LABELLED,
    OUR_DEED,
    OUR_ROLE,
    OURS,
    PAIR,
    QUOTED,
    REASON_FIELD,
    SELLER_TALK,
    SPEECH,
    SUBJECT,
    THEIR_ROLE,
    THEIRS,
    TO,
    TOLD_US,
    WE,
    WE_SAID,
)
from prompts.codes import Side

if TYPE_CHECKING:
    from ingest.facts.known import Known


@dataclass(frozen=True, slots=True)
class Said:
    """One line as its side is judged."""

    words: str
    speaker: str | None = None
    speaking: bool = False
    """The speaker speaks here (a call, a mail), and is not reported by the rep."""
    quoted: int = 0
    """Characters of the line that stand in quotation marks."""
    field: bool = False
    """A field of a form, typed by our side."""


def sides_of(text: str, spoken: Sequence[Said], known: "Known | None") -> list[Side]:
    """Return the side of each line of the note `text`."""
    ours = our_names(text, known)
    speakers = _speaker_sides(spoken, ours)
    return [_side(said, speakers, ours) for said in spoken]


def _side(said: Said, speakers: dict[str, Side], ours: frozenset[str]) -> Side:
    if said.speaker is None:
        if said.field:
            return "us" if REASON_FIELD.match(said.words) else "unknown"
        return side_of_words(said.words, ours, said.quoted)
    side = speakers[said.speaker]
    if side == "us" and not said.speaking:
        # Our rep writing to colleagues: a note like any other, which may report what the buyer said.
        reported = side_of_words(said.words, ours, said.quoted)
        return "us" if reported == "unknown" else reported
    return side


def quotations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of quoted words in one row."""
    return [found.span() for found in QUOTED.finditer(text, start, min(end, start + 20_000))]


def our_names(text: str, known: "Known | None") -> frozenset[str]:
    """Names, first names included, lower case, of the people known to be ours."""
    names = [name.lower() for name in known.reps] if known else []
    domains = {domain.lower() for domain in known.us_domains} if known else set()
    domains |= _own_domain(text[:3000])
    if domains:
        names += [pair["name"].strip(" \"'").lower() for pair in PAIR.finditer(text) if _ours(pair["mail"], domains)]
    return frozenset(names) | frozenset(name.split()[0] for name in names if name)


def _own_domain(head: str) -> set[str]:
    """The sender's mail domain, when the outermost mail stays in the house or is a forward to file: it is ours."""
    sender = FROM.search(head)
    to = TO.search(head)
    if not sender or sender.start() > 200:
        return set()
    host = sender["mail"].lower().partition("@")[2]
    others = {mail.lower().partition("@")[2] for mail in ADDRESS.findall(to[0])} if to else set()
    return {host} if others == {host} or (not others - {host} and FORWARD.search(head)) else set()


def _ours(mail: str, domains: set[str]) -> bool:
    host = mail.lower().partition("@")[2]
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def _speaker_sides(spoken: Sequence[Said], ours: frozenset[str]) -> dict[str, Side]:
    words: dict[str, list[str]] = defaultdict(list)
    reported: set[str] = set()
    for said in spoken:
        if said.speaker is not None:
            words[said.speaker].append(said.words)
            if not said.speaking:
                reported.add(said.speaker)
    sides = {speaker: _by_label(speaker, ours) for speaker in words}
    if ours and any(side == "us" for side in sides.values()):
        # Our people are settled by name, so whoever else speaks in a call or mail is the buyer's.
        return {who: side if side != "unknown" or _nobody(who) else "buyer" for who, side in sides.items()}
    for speaker, said_ in words.items():
        if sides[speaker] == "unknown" and not _nobody(speaker):
            sides[speaker] = "buyer" if speaker in reported else _by_talk(" ".join(said_)[:40_000])
    return _opposites(sides)


def _nobody(speaker: str) -> bool:
    return speaker.lower() in ("system", "unknown", "unknown speaker")


def _by_label(speaker: str, ours: frozenset[str]) -> Side:
    plain = speaker.lower().strip()
    base = re.split(r"\s*[(\[|,–]|\s-\s", plain)[0]
    if plain in ours or base in ours:
        return "us"
    tag = tag_side(speaker)
    if tag in ("buyer", "us"):
        return "buyer" if tag == "buyer" else "us"
    if OUR_ROLE.search(speaker):
        return "us"
    return "buyer" if THEIR_ROLE.search(speaker) else "unknown"


def _by_talk(words: str) -> Side:
    buyer, seller = len(BUYER_TALK.findall(words)), len(SELLER_TALK.findall(words))
    if buyer == seller or max(buyer, seller) < 1:
        return "unknown"
    if min(buyer, seller) * 2 > max(buyer, seller):
        return "unknown"
    return "buyer" if buyer > seller else "us"


def _opposites(sides: dict[str, Side]) -> dict[str, Side]:
    people = [who for who in sides if not _nobody(who)]
    open_ = [who for who in people if sides[who] == "unknown"]
    if len(people) == 2 and len(open_) == 1:
        other = next(sides[who] for who in people if who not in open_)
        sides[open_[0]] = "us" if other == "buyer" else "buyer"
    elif len(people) > 2 and len(open_) < len(people) and not any(sides[who] == "buyer" for who in people):
        sides.update(dict.fromkeys(open_, "buyer"))
    return sides


def side_of_words(words: str, ours: frozenset[str] = frozenset(), quoted: int | None = None) -> Side:
    """Side of a line of the rep's own notes; see the module's docstring for the order of the rules."""
    if quoted is None:
        quoted = sum(end - start for start, end in quotations(words, 0, len(words)))
    ours_first, theirs_first = _first(OURS, words), min(_first(THEIRS, words), _named_first(words, ours))
    if WE_SAID.search(words) and ours_first <= theirs_first:
        return "us"
    if quoted * 2 > len(words) or _reports_name(words, ours):
        return "buyer"
    speech = SPEECH.search(words)
    if (
        speech
        and not words[: speech.start()].lower().endswith(("like ", "as "))
        and speech[0].split()[0].strip("'’").lower() not in ours | WE
    ):
        return "buyer"
    if TOLD_US.search(words):
        return "buyer"
    if OUR_DEED.match(words):
        return "us"
    if quoted:
        return "buyer"
    if ours_first < theirs_first:
        return "us"
    return "buyer" if theirs_first < len(words) else "unknown"


def _first(pattern: "re.Pattern[str]", words: str) -> int:
    found = pattern.search(words)
    return found.start() if found else len(words)


def _named_first(words: str, ours: frozenset[str]) -> int:
    """Where a person of theirs begins the line or a clause: 'Marisol did read it', 'but Dana had left'."""
    for found in SUBJECT.finditer(words[:200]):
        name = found["name"].lower()
        if name not in ours and is_first_name(name):
            return found.start("name")
    return len(words)


def _reports_name(words: str, ours: frozenset[str]) -> bool:
    """'Meena: its 12 for all software' reports Meena."""
    found = LABELLED.match(words)
    if found is None or field_kind(found["name"]) is not None:
        return False
    first = found["name"].split()[0]
    return first.lower() not in ours and is_first_name(first)
