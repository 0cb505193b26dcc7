"""How the deal ended, and which rival was chosen: only a rival that was chosen, never one that was only named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.facts.chosen import find_chosen
from ingest.facts.endings import (
    ALIVE,
    CHOSEN,
    ENDED,
    HEAD_CHOSEN,
    IN_HOUSE,
    TURNED_DOWN,
    WON_HEAD,
    WON_PROOF,
    WON_SIGN,
)
from ingest.facts.fields import Field
from ingest.facts.known import Known
from ingest.facts.leaning import leaning
from ingest.facts.names import is_plain
from ingest.facts.phrases import load_phrases, without_adverbs
from ingest.facts.rivals import (
    beside_reason,
    clean_rival,
    is_person,
    known_rivals,
    only_rival,
    rival_field,
)
from ingest.lines import flat
from ingest.lines.lists import is_first_name
from ingest.records import Line, Person
from prompts.codes import Outcome

_NEGATED = re.compile(
    r"\b(?:not|never|no|isn['’]?t|wasn['’]?t|weren['’]?t|didn['’]?t|don['’]?t|doesn['’]?t|haven['’]?t|hasn['’]?t"
    r"|won['’]?t|wouldn['’]?t"
    r"|can['’]?t|if|whether|unless|might|may|could|would|almost|nearly|until|before|instead of|rather than"
    r"|thinking of|thinking about"
    r"|considering|without|why not|nicht|kein|nie|wenn|falls|ob|nunca|si|ni|pas|as if|in case|should|to be|had|used to)"
    r"(?:\s+(?!they|he|she|we|i|it|but|so)[\w'’]+){0,3}\s*$",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"(?:someone|somebody|elsewhere|another|the (?:other|incumbent|competit|cheap|big|local)|a (?:competitor|rival"
    r"|cheaper|bigger|local|rival)"
    r"|competitor|competition|their (?:current|existing|incumbent|old) (?:vendor|supplier|provider|system|tool|one|lot)"
    r"|the (?:existing|current) (?:vendor|supplier|provider)|an?other)",
    re.IGNORECASE,
)
_STAY = re.compile(
    r"\b(?:stay(?:s|ing|ed)?|stick(?:s|ing)?|stuck|keep(?:s|ing)?|carry(?:ing)? on|back|remain(?:s|ing)?|live"
    r"|bleib(?:en|t)|siguen|seguir)"
    r"\b.{0,25}\b(?:whiteboard|spreadsheets?|excel|paper|what they have|as (?:is|they are|it is)|the (?:old"
    r"|current) (?:way|system)"
    r"|how (?:it|things) (?:is|are)|the board|status quo|wie es ist|hoja|pizarra)\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\b(?:closed?[- ]lost|lost|loss|dead|losing|closing (?:it|this|out)|close (?:it|this) out|verloren|perdid[oa]"
    r"|perdu|zu für jetzt"
    r"|clos(?:e|ing|ed) (?:\w+ )?(?:as|the \d+|a deal|\d+)|closed,|(?:in|no|the) crm|taking (?:it|the \w+) out"
    r"|marking|putting it (?:down|in)|put it down|crm\s*(?:→|->|:|=|says))",
    re.IGNORECASE,
)
_OPEN_STAGE = re.compile(
    r"\b(?:negotiat|proposal|discovery|demo|qualif|evaluat|verbal|contract|open|pipeline|prospect|commit|best case"
    r"|legal|procurement"
    r"|poc|pilot|angebot|verhandlung|propuesta|negociaci)",
    re.IGNORECASE,
)


_LOST_TO = re.compile(
    r"\b(?i:lost|lose|losing)\s+(?i:the\s+)?(?:[A-Z0-9&][\w&'’.-]*\s+){1,5}(?i:(?:deal|account|opp|business)\s+)?"
    r"to\s+(?P<rival>[A-Z][^\n,.;:!?()]{1,60})"
)
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


_CLOSED_WON = re.compile(r"\bclosed[- ]won\b", re.IGNORECASE)
_HEAD = 200
_READ = 20_000


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended; `open` when the note reads as if it had not."""

    outcome: Outcome
    competitor: str | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class _Hit:
    section: str
    line: int
    rival: str | None = None


def find_ending(
    text: str,
    lines: tuple[Line, ...],
    fields: list[Field],
    known: Known,
    stated: str | None = None,
    account: str | None = None,
    people: tuple[Person, ...] = (),
    *,
    is_lost: bool = False,
) -> Ending:
    """Weigh the fields and the `stated` reason first, then what is chosen, then the phrases of prompts/outcomes.md.

    Nobody of `people` whose side is known is a rival that was chosen. `is_lost`: the CRM says so, as a field of the
    note might.
    """
    hits = _hits(text, lines, known)
    chosen = _chosen(text, lines, known)
    hits += chosen or (_heading(text, lines) if not any(hit.rival for hit in hits) else [])
    hits = [hit for hit in hits if not _is_account(hit.rival, account) and not is_person(hit.rival, people)]
    won, lost, open_ = _stage(fields)
    lost = lost or is_lost
    score = _scores(text[:_READ], hits, lines, fields, known)
    if stated and re.match(r"(?:lost to )?competit|renewed with|incumbent|went with", stated, re.IGNORECASE):
        score["competitor"] += 2
    named = [hit for hit in hits if hit.section == "competitor" and hit.rival]
    rival = named[-1].rival if named else rival_field(fields, known)
    beaten = bool(named) or score["competitor"] >= 2
    told = _Told(text, lines, stated is not None, lost)
    if (won and not lost) or (not lost and not beaten and told.is_won(score["won"])):
        return Ending("won")
    if not lost and not beaten and not score["disqualified"] and (open_ or told.is_open(score["open"])):
        return Ending("unknown", open=True)
    best = max(("competitor", "in_house", "disqualified", "no_decision"), key=lambda section: score[section])
    if (best == "no_decision" or not score[best]) and told.is_unexplained():
        return Ending("unknown")
    if not score[best] and not told.is_over():
        return Ending("unknown")
    # Lost, and no phrase says that they bought or built anything: the whole note may, else nobody was chosen.
    said = score[best] and best != "no_decision"
    outcome: Outcome = best if said else leaning(lines) or "no_decision"  # type: ignore[assignment]
    if outcome == "competitor":
        rival = rival or beside_reason(text, known) or only_rival(text, known) or _chosen_name(lines, account, people)
    return Ending(outcome, rival if outcome == "competitor" else None)


class _Told:
    """What the note's words, taken together, say of the ending."""

    def __init__(self, text: str, lines: tuple[Line, ...], stated: bool, lost: bool) -> None:
        self.text = text[:_READ]
        self.head = text[:_HEAD]
        self.stated = stated
        self.size = len(lines)
        self.lost = lost or stated or bool(_LOST.search(self.text))

    def is_won(self, phrases: int) -> bool:
        """A word of winning in the first rows and the proofs of it further on, and no word of losing."""
        if _CLOSED_WON.search(self.head):
            return True
        if _LOST.search(self.head):
            return False
        if WON_HEAD.search(self.head):
            return not TURNED_DOWN.search(self.text)
        signed = WON_SIGN.search(self.head)
        if self.stated or not (signed or (phrases > 1 and not self.lost)) or TURNED_DOWN.search(self.text):
            return False
        return len({found[0].lower() for found in WON_PROOF.finditer(self.text)}) > 1

    def is_open(self, phrases: int) -> bool:
        """It goes on, as the first rows say, or two signs further on and nothing lost."""
        if ALIVE.search(self.head) and not self.stated:
            return True
        return not self.lost and phrases + len({found[0].lower() for found in ALIVE.finditer(self.text)}) > 2

    def is_over(self) -> bool:
        """It says so, or it is a note of some length without a sign that the deal goes on."""
        return self.lost or bool(ENDED.search(self.text)) or (self.size > 4 and not ALIVE.search(self.text))

    def is_unexplained(self) -> bool:
        """They said no in words that leave open whom they took instead, if anybody."""
        return bool(TURNED_DOWN.search(self.text))


def _chosen_name(lines: tuple[Line, ...], account: str | None, people: tuple[Person, ...]) -> str | None:
    found = find_chosen(lines, account, lambda name: is_plain(name) or is_person(name, people))
    return None if _is_account(found, account) else found


def _is_account(rival: str | None, account: str | None) -> bool:
    return bool(rival and account) and (rival or "").lower() in (account or "").lower()


def _chosen(text: str, lines: tuple[Line, ...], known: Known) -> list[_Hit]:
    """The rival in the wordings of `ingest.facts.endings`."""
    rivals = known_rivals(known)
    speakers = {word for line in lines if line.speaker for word in line.speaker.split()}
    found: list[_Hit] = []
    for line in lines:
        words = flat(line.text)
        for pattern in (*CHOSEN, HEAD_CHOSEN) if line.number < 4 else CHOSEN:
            for match in pattern.finditer(words):
                rival = clean_rival(next(filter(None, match.groups())), text, rivals)
                if not rival or is_first_name(rival.split()[0]) or rival.split()[0] in speakers:
                    continue
                if pattern is HEAD_CHOSEN and is_plain(rival):
                    continue
                if not _NEGATED.search(words[: match.start()][-40:]):
                    found.append(_Hit("competitor", line.number, rival))
    return found


def _heading(text: str, lines: tuple[Line, ...]) -> list[_Hit]:
    """'Vireo - lost 3 March (96k, Kestrel FSM)': a name beside 'lost' in the heading that the note takes up again."""
    for line in lines[:1]:
        found = (
            re.search(r"\b(?i:lost)\b[^(\n]{0,40}\((?P<inside>[^)\n]{3,60})\)", line.text)
            if line.speaker is None
            else None
        )
        for part in re.split(r"[,;/]", found["inside"]) if found else ():
            name = clean_rival(part, text, {})
            if name and name[0].isupper() and len(re.findall(rf"\b{re.escape(name.split()[0])}\b", text)) > 1:
                return [_Hit("competitor", line.number, name)]
    return []


def _stage(fields: list[Field]) -> tuple[bool, bool, bool]:
    """(won, lost, open) as the stage, status or outcome fields say."""
    values = [field.value.lower() for field in fields if field.kind == "outcome"]
    won = any(re.search(r"\bwon\b|gewonnen|ganad", value) for value in values)
    lost = any(re.search(r"\blost\b|\bloss\b|verloren|perdid|dead|no decision|disqualif", value) for value in values)
    lost = lost or any(field.kind == "reason" for field in fields)
    open_ = any(_OPEN_STAGE.search(value) for value in values)
    return won, lost, open_ and not won and not lost


def _scores(text: str, hits: list[_Hit], lines: tuple[Line, ...], fields: list[Field], known: Known) -> dict[str, int]:
    score = {section: 0 for section in ("competitor", "in_house", "disqualified", "no_decision", "won", "open")}
    for hit in hits:
        score[hit.section] += 3 if hit.rival else 2 if hit.section in ("competitor", "in_house", "disqualified") else 1
    if rival_field(fields, known) and not score["no_decision"] > 1:
        score["competitor"] += 2
    score["no_decision"] += sum(2 for line in lines if _STAY.search(line.text))
    score["in_house"] += 2 * len(IN_HOUSE.findall(text))
    for field in fields:
        value = field.value.lower()
        if field.kind in ("reason", "outcome"):
            score["no_decision"] += 2 * bool(re.search(r"no decision|unresponsive|went dark|no response", value))
            score["competitor"] += 2 * bool(
                re.search(r"(?:lost to|chose|went with) (?!us)|^competit|mitbewerb|competencia", value)
            )
            score["in_house"] += 3 * bool(re.search(r"in.?house|built? (?:it )?(?:internal|them)", value))
            score["disqualified"] += 3 * bool(re.search(r"disqualif|no.?bid", value))
    return score


def _hits(text: str, lines: tuple[Line, ...], known: Known) -> list[_Hit]:
    phrases = load_phrases()
    rivals = known_rivals(known)
    found: list[_Hit] = []
    for line in lines:
        words = without_adverbs(_TAGS.sub("", flat(line.text)))
        found.extend(_lost_to(words, line, text, rivals))
        for section, patterns in phrases.items():
            for pattern in patterns:
                for match in pattern.finditer(words):
                    if section in ("competitor", "in_house", "won", "disqualified") and _NEGATED.search(
                        words[: match.start()][-40:]
                    ):
                        continue
                    hit = _hit(section, match, line, text, rivals)
                    if hit:
                        found.append(hit)
    return found


def _lost_to(words: str, line: Line, text: str, rivals: dict[str, str]) -> Iterator[_Hit]:
    """'Lost Bramwell Logistics to Tallyhouse': the account stands between the words of the phrase."""
    for match in _LOST_TO.finditer(words):
        rival = clean_rival(match["rival"], text, rivals)
        if rival and not _NEGATED.search(words[: match.start()][-40:]):
            yield _Hit("competitor", line.number, rival)


def _hit(section: str, match: "re.Match[str]", line: Line, text: str, rivals: dict[str, str]) -> _Hit | None:
    if "rival" not in match.re.groupindex:
        return _Hit(section, line.number)
    rival = clean_rival(match["rival"], text, rivals)
    if rival:
        return _Hit(section, line.number, rival)
    return _Hit(section, line.number) if _UNNAMED.match(match["rival"].strip()) else None
