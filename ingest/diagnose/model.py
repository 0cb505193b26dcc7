"""The language-model engine: the same result type as the built-in one.

The model points at line numbers and the words are copied from the note, so it cannot invent a quote. What it may decide
depends on the model: a small one confirms or doubts the built-in verdict and points at lines, because on hard notes it
names the right cause too rarely; a strong one decides, and writes the coaching too.
"""

import datetime as dt
import json
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from ingest.diagnose.conclude import quote_as, settling_question
from ingest.records import (
    Advice,
    Coaching,
    Diagnosis,
    Evidence,
    Line,
    PromptRef,
    Provenance,
    Quote,
    Ranked,
    Recoverable,
)
from prompts.codes import Cause
from prompts.model import Answer, Model
from prompts.playbook import Playbook
from prompts.prompt import Rendered, load

Partial = Callable[[dict[str, Any]], None]
_CHARS_LOCAL: Final = 600
"""Note text a small local model reads: with the causes offered about 270 tokens, ten seconds on two cores."""
_CHARS_REMOTE: Final = 60_000
_ANSWER_TOKENS: Final = {"choose": 130, "verdict": 200, "details": 90, "coach": 1_100}

_LAST_LINE: Final = 9999
"""Lines behind it are not shown: an answer could not point at them."""

LineNumber = Annotated[int, Field(ge=0, le=_LAST_LINE)]
T = TypeVar("T", bound=BaseModel)


class Verdict(BaseModel):
    """Reasoning first, label after it."""

    model_config = ConfigDict(extra="forbid")

    because: Annotated[str, Field(max_length=220)]
    cause: Cause
    lines_for: Annotated[list[LineNumber], Field(max_length=4)]
    lines_against: Annotated[list[LineNumber], Field(max_length=2)]


class Details(BaseModel):
    """What the built-in engine words less well."""

    model_config = ConfigDict(extra="forbid")

    mechanism: Annotated[str, Field(max_length=180)]
    recoverable_line: LineNumber


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


@dataclass
class _Bill:
    """What the calls of one review came to."""

    answers: list[Answer[Any]] = field(default_factory=list)
    prompts: list[Rendered] = field(default_factory=list)

    def provenance(self, model: Model, code: str) -> Provenance:
        costs = [answer.cost for answer in self.answers]
        return Provenance(
            engine="model",
            model=model.name,
            host=model.host,
            prompts=tuple(PromptRef(id=each.id, version=each.version, sha256=each.sha256) for each in self.prompts),
            code=code,
            at=dt.datetime.now(dt.UTC),
            seconds=round(sum(answer.seconds for answer in self.answers), 3),
            calls=len(self.answers),
            retries=sum(answer.retries for answer in self.answers),
            tokens_in=sum(answer.tokens_in for answer in self.answers),
            tokens_out=sum(answer.tokens_out for answer in self.answers),
            cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        )


@dataclass
class ModelDiagnosis:
    """Reads notes with a language model. `decides`: whether its cause stands, or only its lines and words."""

    model: Model
    playbook: Playbook
    decides: bool
    code: str = ""

    @property
    def system(self) -> Rendered:
        """The part of every prompt that never changes: a server evaluates it once and keeps it."""
        if not self.decides:
            return load("pick").render()
        return load("review").render(causes=list(self.playbook.causes.values()))

    def diagnose(
        self,
        lines: Sequence[Line],
        builtin: Diagnosis,
        on_partial: Partial | None = None,
        cancel: Event | None = None,
    ) -> tuple[Diagnosis, Coaching | None, Provenance]:
        """The model's diagnosis, its coaching if it is trusted with that, and what it cost.

        Raises:
            ModelError: no answer, no whole answer in time, an answer of the wrong shape twice, or cancelled.
        """
        bill = _Bill()
        if not self.decides:
            diagnosis = self._picked(self._choose(bill, lines, builtin, on_partial, cancel), lines, builtin)
            return diagnosis, None, bill.provenance(self.model, self.code)
        text = numbered(lines, builtin, _CHARS_REMOTE)
        candidates = ", ".join(ranked.cause for ranked in builtin.ranking[:3])
        verdict = self._ask(bill, "verdict", Verdict, on_partial, cancel, lines=text, candidates=candidates)
        details = self._ask(bill, "details", Details, on_partial, cancel, lines=text, cause=verdict.cause)
        diagnosis = self._decided(verdict, details, lines, builtin)
        return diagnosis, self._coach(bill, diagnosis, text, lines, cancel), bill.provenance(self.model, self.code)

    def _choose(
        self,
        bill: _Bill,
        lines: Sequence[Line],
        builtin: Diagnosis,
        on_partial: Partial | None,
        cancel: Event | None,
    ) -> Verdict:
        pages = [self.playbook.causes[ranked.cause] for ranked in builtin.ranking[:3]]
        offered = [{"id": page.id, "definition": _first(page.definition)} for page in pages]
        text = numbered(lines, builtin, _CHARS_LOCAL)
        return self._ask(bill, "choose", Verdict, on_partial, cancel, lines=text, candidates=offered)

    def _ask(
        self, bill: _Bill, name: str, returns: type[T], on_partial: Partial | None, cancel: Event | None, **inputs: Any
    ) -> T:
        prompt = load(name).render(**inputs)
        answer = self.model.ask(
            prompt,
            returns,
            system=self.system,
            on_partial=on_partial,
            cancel=cancel,
            max_tokens=_ANSWER_TOKENS[name],
        )
        bill.answers.append(answer)
        bill.prompts.append(prompt)
        return answer.value

    def _picked(self, verdict: Verdict, lines: Sequence[Line], builtin: Diagnosis) -> Diagnosis:
        """The built-in verdict stands; agreement adds the lines the model points at, doubt lowers the confidence."""
        agrees = verdict.cause == builtin.cause
        against = {item.line for item in builtin.counter_evidence}
        found = _pointed(verdict.lines_for, lines, builtin.cause) if agrees else ()
        evidence = tuple(item for item in found if item.line not in against)
        doubt = builtin.settling_question or settling_question(self.playbook, builtin.cause, verdict.cause)
        leaning = f"The language model leans to {self.playbook.name(verdict.cause)}; the built-in reading stands."
        return builtin.model_copy(
            update={
                "engine": "model",
                "why": (*builtin.why, "The language model reads it the same way." if agrees else leaning),
                "confidence": builtin.confidence if agrees else ("medium" if builtin.confidence == "high" else "low"),
                "evidence": _merged(builtin.evidence, evidence),
                "settling_question": builtin.settling_question if agrees else doubt,
            }
        )

    def _decided(self, verdict: Verdict, details: Details, lines: Sequence[Line], builtin: Diagnosis) -> Diagnosis:
        page = self.playbook.causes[verdict.cause]
        evidence = _pointed(verdict.lines_for, lines, verdict.cause)
        agrees = verdict.cause == builtin.cause
        second = next(ranked.cause for ranked in builtin.ranking if ranked.cause != verdict.cause)
        heard = any(item.side == "buyer" for item in evidence)
        sure = "high" if agrees and len(evidence) > 1 and heard else "medium"
        confidence = "low" if verdict.cause == "unknown" or not evidence else sure
        return builtin.model_copy(
            update={
                "engine": "model",
                "cause": verdict.cause,
                "confidence": confidence,
                "why": (
                    verdict.because,
                    "Both engines agree." if agrees else "The built-in engine reads it differently.",
                ),
                "ranking": _first_ranked(builtin.ranking, verdict.cause),
                "contributing": tuple(cause for cause in builtin.contributing if cause != verdict.cause)[:2],
                "mechanism": details.mechanism.strip() or builtin.mechanism,
                "control": page.control,
                "evidence": evidence,
                "counter_evidence": _pointed(set(verdict.lines_against) - set(verdict.lines_for), lines, second),
                "recoverable": _moment(details.recoverable_line, lines) if page.control != "nobody" else None,
                "settling_question": None
                if confidence == "high"
                else settling_question(self.playbook, verdict.cause, second),
            }
        )

    def _coach(
        self, bill: _Bill, diagnosis: Diagnosis, text: str, lines: Sequence[Line], cancel: Event | None
    ) -> Coaching:
        page = self.playbook.causes[diagnosis.cause]
        tone = [*page.lessons[:3], *page.next_time[:3], *page.questions[:3]]
        written = self._ask(
            bill, "coach", Written, None, cancel,
            lines=text, cause=diagnosis.cause, mechanism=diagnosis.mechanism, playbook=tone,
        )  # fmt: skip
        return Coaching(
            lessons=_advice(written.lessons, lines),
            next_time=_advice(written.next_time, lines),
            questions=_advice(written.questions, lines),
        )


def numbered(lines: Sequence[Line], builtin: Diagnosis, limit: int) -> str:
    """The note as `L01| buyer: ...`, at most about `limit` characters.

    Numbering marks the note as data, which weakens instructions hidden in it (Hines et al. 2024, arXiv 2403.14720). Of
    a long note the model sees the lines the built-in engine points at, those around them, the first and the last ones.
    """
    keep = _near([item.line for item in (*builtin.evidence, *builtin.counter_evidence)], min(len(lines), _LAST_LINE))
    picked: set[int] = set()
    size = 0
    for number in keep:
        size += len(lines[number - 1].text) + 14
        if size > limit and picked:
            break
        picked.add(number)
    chosen = sorted(picked)
    return "\n".join(f"L{number:02d}| {lines[number - 1].side}: {_flat(lines[number - 1].text)}" for number in chosen)


def _near(centres: list[int], total: int) -> list[int]:
    """Every line number, those near a centre or an end of the note first."""
    if not centres:
        centres = [1]
    return sorted(
        range(1, total + 1),
        key=lambda number: (min(_distance(number, centres), 2 + min(number - 1, total - number)), number),
    )


def _distance(number: int, centres: list[int]) -> int:
    return min(abs(number - centre) for centre in centres)


def _flat(text: str) -> str:
    return json.dumps(" ".join(text.split()), ensure_ascii=False)[1:-1]


def _first(definition: str) -> str:
    return textwrap.shorten(definition.split(". ")[0], 110, placeholder=" ...")


def _pointed(numbers: Iterable[int], lines: Sequence[Line], cause: Cause) -> tuple[Evidence, ...]:
    return tuple(quote_as(lines[number - 1], cause) for number in sorted(set(numbers)) if 1 <= number <= len(lines))


def _merged(first: Sequence[Evidence], more: Sequence[Evidence]) -> tuple[Evidence, ...]:
    taken = {item.line for item in first}
    return tuple(sorted([*first, *(item for item in more if item.line not in taken)][:6], key=lambda item: item.line))


def _first_ranked(ranking: Sequence[Ranked], cause: Cause) -> tuple[Ranked, ...]:
    """The model's cause on top with at least half the share, the rest as they were."""
    shares = {ranked.cause: ranked.score for ranked in ranking}
    top = max(0.5, shares.get(cause, 0.0))
    others = sum(score for other, score in shares.items() if other != cause) or 1.0
    rest = [
        Ranked(cause=other, score=round(score * (1 - top) / others, 4))
        for other, score in shares.items()
        if other != cause
    ]
    return (Ranked(cause=cause, score=top), *rest)


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
