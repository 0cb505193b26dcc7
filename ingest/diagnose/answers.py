"""What a language model is asked to answer, and an answer made into records. No I/O.

The model points at line numbers, and the words are copied from the note, so it cannot invent a quote; a name it gives
counts only when the note has it.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from ingest.diagnose.conclude import quote_as, settling_question
from ingest.facts.stated import cause_of
from ingest.records import (
    Advice,
    Coaching,
    Diagnosis,
    Evidence,
    Given,
    Line,
    Quote,
    Ranked,
    Recoverable,
    Revisit,
    Stated,
)
from prompts.codes import Cause, Confidence
from prompts.playbook import Playbook

LAST_LINE: Final = 9999
"""Lines behind it are not shown: an answer could not point at them."""

LineNumber = Annotated[int, Field(ge=0, le=LAST_LINE)]


class Choice(BaseModel):
    """What a small model says: reasoning first, label after it."""

    model_config = ConfigDict(extra="forbid")

    because: Annotated[str, Field(max_length=220)]
    cause: Cause
    lines_for: Annotated[list[LineNumber], Field(max_length=4)]
    lines_against: Annotated[list[LineNumber], Field(max_length=2)]


class Verdict(Choice):
    """What a strong model says: the cause and the next likeliest, and the facts. Empty text is 'not in the notes'."""

    second: Cause
    third: Cause
    mechanism: Annotated[str, Field(max_length=180)]
    recoverable_line: LineNumber
    outcome: Literal["competitor", "in_house", "no_decision", "disqualified", "unknown", "won", "open"]
    account: Annotated[str, Field(max_length=120)]
    competitor: Annotated[str, Field(max_length=120)]
    stated: Annotated[str, Field(max_length=200)]
    revisit_line: LineNumber
    revisit_words: Annotated[str, Field(max_length=200)]
    revisit_date: Annotated[str, Field(max_length=10)]


class Point(BaseModel):
    """One sentence of coaching and the lines under it."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=320)]
    lines: Annotated[list[LineNumber], Field(max_length=3)]


class Written(BaseModel):
    """Coaching as a strong model writes it."""

    model_config = ConfigDict(extra="forbid")

    lessons: Annotated[list[Point], Field(max_length=3)]
    next_time: Annotated[list[Point], Field(max_length=3)]
    questions: Annotated[list[Point], Field(max_length=3)]

    def coaching(self, lines: Sequence[Line]) -> Coaching:
        """Without lines that are none."""
        return Coaching(
            lessons=_advice(self.lessons, lines),
            next_time=_advice(self.next_time, lines),
            questions=_advice(self.questions, lines),
        )


def numbered(lines: Sequence[Line], builtin: Diagnosis, limit: int) -> str:
    """The note as `L01| buyer: ...`, at most about `limit` characters.

    Numbering marks the note as data, which weakens instructions hidden in it (Hines et al. 2024, arXiv 2403.14720). Of
    a long note the model sees the lines the built-in engine points at, those around them, the first and the last ones.
    """
    return numbered_lines(lines, limit, [item.line for item in (*builtin.evidence, *builtin.counter_evidence)])


def numbered_lines(lines: Sequence[Line], limit: int, centres: Sequence[int] = ()) -> str:
    """The same; of a long note the lines around those numbered `centres`, the first and the last ones."""
    picked: set[int] = set()
    size = 0
    for number in _near(centres, min(len(lines), LAST_LINE)):
        size += len(lines[number - 1].text) + 14
        if size > limit and picked:
            break
        picked.add(number)
    chosen = sorted(picked)
    return "\n".join(f"L{number:02d}| {lines[number - 1].side}: {_flat(lines[number - 1].text)}" for number in chosen)


def agreed(said: Choice, lines: Sequence[Line], builtin: Diagnosis, playbook: Playbook) -> Diagnosis:
    """The built-in verdict stands; agreement adds the lines the model points at, doubt lowers the confidence."""
    agrees = said.cause == builtin.cause
    against = {item.line for item in builtin.counter_evidence}
    found = _pointed(said.lines_for, lines, builtin.cause) if agrees else ()
    evidence = tuple(item for item in found if item.line not in against)
    doubt = builtin.settling_question or settling_question(playbook, builtin.cause, said.cause)
    leaning = f"The language model leans to {playbook.name(said.cause)}; the built-in reading stands."
    return builtin.model_copy(
        update={
            "engine": "model",
            "why": (*builtin.why, "The language model reads it the same way." if agrees else leaning),
            "confidence": builtin.confidence if agrees else ("medium" if builtin.confidence == "high" else "low"),
            "evidence": _merged(builtin.evidence, evidence),
            "settling_question": builtin.settling_question if agrees else doubt,
        }
    )


def decided(said: Verdict, lines: Sequence[Line], builtin: Diagnosis, playbook: Playbook, given: Given) -> Diagnosis:
    """The model's verdict stands, and what it found beside it; but what the rep or the CRM told us comes first."""
    found = builtin.model_copy(update={"engine": "model", "mechanism": said.mechanism.strip() or builtin.mechanism})
    found = found.model_copy(update=_facts(said, lines, builtin, given))
    return _won(found, said, lines) if found.outcome == "won" else _lost(found, said, lines, builtin, playbook)


def _lost(found: Diagnosis, said: Verdict, lines: Sequence[Line], builtin: Diagnosis, playbook: Playbook) -> Diagnosis:
    page = playbook.causes[said.cause]
    evidence = _pointed(said.lines_for, lines, said.cause) if said.cause != "unknown" else ()
    against = set(said.lines_against) - set(said.lines_for) if said.cause != "unknown" else set()
    agrees = said.cause == builtin.cause
    confidence = _sure(said.cause, evidence, agrees)
    second = said.second if said.second != said.cause else said.third
    return found.model_copy(
        update={
            "cause": said.cause,
            "confidence": confidence,
            "why": (said.because, "Both engines agree." if agrees else "The built-in engine reads it differently."),
            "ranking": _ranking((said.cause, said.second, said.third), builtin.ranking),
            "mechanism": said.mechanism.strip() or (builtin.mechanism if agrees else page.mechanisms[0]),
            "contributing": _contributing(said.cause, builtin),
            "control": page.control,
            "evidence": evidence,
            "telling": next((number for number in said.lines_for if 1 <= number <= len(lines)), None),
            "counter_evidence": _pointed(against, lines, second),
            "recoverable": _moment(said.recoverable_line, lines) if page.control != "nobody" else None,
            "settling_question": None if confidence == "high" else settling_question(playbook, said.cause, second),
        }
    )


def _contributing(cause: Cause, builtin: Diagnosis) -> tuple[Cause, ...]:
    return () if cause == "unknown" else tuple(each for each in builtin.contributing if each != cause)[:2]


def _won(found: Diagnosis, said: Verdict, lines: Sequence[Line]) -> Diagnosis:
    """A won deal has no cause of loss; the lines are what tipped it."""
    evidence = _pointed(said.lines_for, lines, "unknown")
    return found.model_copy(
        update={
            "cause": "unknown",
            "confidence": "medium" if any(item.side == "buyer" for item in evidence) else "low",
            "why": (said.because,),
            "ranking": (Ranked(cause="unknown", score=1.0),),
            "contributing": (),
            "control": "team",
            "evidence": evidence,
            "counter_evidence": (),
            "recoverable": None,
            "settling_question": None,
        }
    )


def _sure(cause: Cause, evidence: Sequence[Evidence], agrees: bool) -> Confidence:
    if cause == "unknown" or not evidence:
        return "low"
    heard = any(item.side == "buyer" for item in evidence)
    return "high" if agrees and len(evidence) > 1 and heard else "medium"


def _facts(said: Verdict, lines: Sequence[Line], builtin: Diagnosis, given: Given) -> dict[str, object]:
    """What the model found and the note has; of the rest the built-in engine's finding stands."""
    text = _folded(" ".join(line.text for line in lines))

    def there(words: str) -> bool:
        return bool(words.strip()) and _folded(words) in text

    found: dict[str, object] = {
        "competitor": said.competitor.strip() if there(said.competitor) else None,
        "revisit": _revisit(said, lines),
    }
    if not given.outcome:
        found["outcome"] = "unknown" if said.outcome == "open" else said.outcome
    if not given.account and there(said.account):
        found["account"] = said.account.strip()
    if not given.stated and there(said.stated):
        found["stated"] = Stated(text=said.stated.strip(), cause=cause_of(said.stated))
    return found


def _revisit(said: Verdict, lines: Sequence[Line]) -> Revisit | None:
    """The words that say when to come back; the whole line where the model did not copy them as they stand."""
    if not 1 <= said.revisit_line <= len(lines):
        return None
    line, words = lines[said.revisit_line - 1], said.revisit_words.strip()
    at = line.text.find(words) if words else -1
    text, at = (words, at) if at >= 0 else (line.text, 0)
    start = line.start + at
    return Revisit(text=text, date=_day(said.revisit_date), line=line.number, start=start, end=start + len(text))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _near(centres: Sequence[int], total: int) -> list[int]:
    """Every line number, those near a centre or an end of the note first."""
    centres = centres or (1,)
    return sorted(
        range(1, total + 1),
        key=lambda number: (min(_distance(number, centres), 2 + min(number - 1, total - number)), number),
    )


def _distance(number: int, centres: Sequence[int]) -> int:
    return min(abs(number - centre) for centre in centres)


def _flat(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)[1:-1]


def _pointed(numbers: Iterable[int], lines: Sequence[Line], cause: Cause) -> tuple[Evidence, ...]:
    return tuple(quote_as(lines[number - 1], cause) for number in sorted(set(numbers)) if 1 <= number <= len(lines))


def _merged(first: Sequence[Evidence], more: Sequence[Evidence]) -> tuple[Evidence, ...]:
    taken = {item.line for item in first}
    return tuple(sorted([*first, *(item for item in more if item.line not in taken)][:6], key=lambda item: item.line))


def _ranking(named: Sequence[Cause], builtin: Sequence[Ranked]) -> tuple[Ranked, ...]:
    """The causes the model named on top, each with half of what is left; the rest as they were."""
    first = list(dict.fromkeys(named))
    shares = [0.5 ** (place + 1) for place in range(len(first))]
    rest = [ranked for ranked in builtin if ranked.cause not in first]
    total = sum(max(ranked.score, 1e-6) for ranked in rest)
    others = [shares[-1] * max(ranked.score, 1e-6) / total for ranked in rest]
    order = [*first, *(ranked.cause for ranked in rest)]
    return tuple(
        Ranked(cause=cause, score=round(share, 4)) for cause, share in zip(order, [*shares, *others], strict=True)
    )


def _moment(number: int, lines: Sequence[Line]) -> Recoverable | None:
    if not 1 <= number <= len(lines):
        return None
    line = lines[number - 1]
    quote = Quote(line=line.number, start=line.start, end=line.end, text=line.text, side=line.side)
    return Recoverable(quote=quote, signal="Up to here there was still something to do about it.")


def _advice(points: Sequence[Point], lines: Sequence[Line]) -> tuple[Advice, ...]:
    return tuple(
        Advice(text=point.text.strip(), lines=tuple(number for number in point.lines if 1 <= number <= len(lines)))
        for point in points
        if point.text.strip()
    )
