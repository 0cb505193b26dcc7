"""How the deal ended, and which rival was chosen: only a rival that was chosen, never one that was only named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.facts.fields import Field
from ingest.facts.known import Known
from ingest.facts.phrases import load_phrases, without_adverbs
from ingest.facts.rivals import beside_reason, clean_rival, known_rivals, only_rival, rival_field
from ingest.lines import flat
from ingest.records import Line
from prompts.codes import Outcome

_NEGATED = re.compile(
    r"\b(?:not|never|no|isn['’]?t|wasn['’]?t|weren['’]?t|didn['’]?t|don['’]?t|doesn['’]?t|haven['’]?t|hasn['’]?t"
    r"|won['’]?t|wouldn['’]?t"
    r"|can['’]?t|if|whether|unless|might|may|could|would|almost|nearly|until|before|instead of|rather than"
    r"|thinking of|thinking about"
    r"|considering|without|why not|nicht|kein|nie|wenn|falls|ob|nunca|si|ni|pas|as if|in case|should|to be|had|used to)"
    r"(?:\s+[\w'’]+){0,3}\s*$",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"(?:someone|somebody|another|the (?:other|incumbent|competit|cheap|big|local)|a (?:competitor|rival|cheaper"
    r"|bigger|local|rival)"
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
_ANOTHER_WAY = re.compile(
    r"\b(?:go|going|gone|went|head(?:ing|ed)?|move|moving|taking?) (?:in )?(?:another|a different|a new) (?:way"
    r"|direction|route|path)\b"
    r"|\b(?:anderen weg|otra opci[óo]n|otro camino|autre voie)\b",
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
    text: str, lines: tuple[Line, ...], fields: list[Field], known: Known, stated: str | None = None
) -> Ending:
    """Weigh the fields and the `stated` reason first, then the phrases of prompts/outcomes.md."""
    hits = _hits(text, lines, known)
    hits += _heading(text, lines) if not any(hit.rival for hit in hits) else []
    won, lost, open_ = _stage(fields)
    score = _scores(hits, lines, fields)
    if stated and re.match(r"(?:lost to )?competit|renewed with|incumbent|went with", stated, re.IGNORECASE):
        score["competitor"] += 2
    named = [hit for hit in hits if hit.section == "competitor" and hit.rival]
    rival = named[-1].rival if named else rival_field(fields, known)
    beaten = bool(named) or score["competitor"] >= 2
    if won and not lost:
        return Ending("won")
    says_lost = lost or stated is not None or any(_LOST.search(line.text) for line in lines)
    won_heading = any(
        re.search(r"\bwon\b|\bWON\b|gewonnen|ganada", line.text) for line in lines[:2] if line.speaker is None
    )
    if (score["won"] or won_heading) and not lost and not beaten and not _LOST.search(_head(text)):
        return Ending("won")
    if not lost and not beaten and (open_ or score["open"]) and (open_ or not says_lost) and not score["disqualified"]:
        return Ending("unknown", open=True)
    best = max(("competitor", "in_house", "disqualified", "no_decision"), key=lambda section: score[section])
    if any(_ANOTHER_WAY.search(line.text) for line in lines) and score[best] < 3:
        return Ending("unknown")
    if not score[best]:
        # Lost, and nothing says that they bought or built anything: nobody was chosen.
        return Ending("no_decision" if says_lost else "unknown")
    outcome: Outcome = best  # type: ignore[assignment]
    if outcome == "competitor":
        rival = rival or beside_reason(text, known) or only_rival(text, known)
    return Ending(outcome, rival if outcome == "competitor" else None)


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


def _head(text: str) -> str:
    return text[:160]


def _stage(fields: list[Field]) -> tuple[bool, bool, bool]:
    """(won, lost, open) as the stage, status or outcome fields say."""
    values = [field.value.lower() for field in fields if field.kind == "outcome"]
    won = any(re.search(r"\bwon\b|gewonnen|ganad", value) for value in values)
    lost = any(re.search(r"\blost\b|\bloss\b|verloren|perdid|dead|no decision|disqualif", value) for value in values)
    lost = lost or any(field.kind == "reason" for field in fields)
    open_ = any(_OPEN_STAGE.search(value) for value in values)
    return won, lost, open_ and not won and not lost


def _scores(hits: list[_Hit], lines: tuple[Line, ...], fields: list[Field]) -> dict[str, int]:
    score = {section: 0 for section in ("competitor", "in_house", "disqualified", "no_decision", "won", "open")}
    for hit in hits:
        score[hit.section] += 3 if hit.rival else 2 if hit.section in ("competitor", "in_house", "disqualified") else 1
    if any(field.kind == "competitor" for field in fields) and not score["no_decision"] > 1:
        score["competitor"] += 2
    score["no_decision"] += sum(2 for line in lines if _STAY.search(line.text))
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
