"""The language-model engine: the same result type as the built-in one.

What it may decide depends on the model. A small one confirms or doubts the built-in verdict and points at lines: on
hard notes it names the right cause too rarely. A strong one decides, finds the facts, and writes the coaching too.
"""

import datetime as dt
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from ingest.diagnose.answers import Choice, Verdict, Written, agreed, decided, numbered
from ingest.records import Coaching, Diagnosis, Given, Line, PromptRef, Provenance
from prompts.model import Answer, Model
from prompts.playbook import Playbook
from prompts.prompt import Rendered, load

Partial = Callable[[dict[str, Any]], None]
_CHARS_LOCAL: Final = 600
"""Note text a small local model reads: with the causes offered about 270 tokens, ten seconds on two cores."""
_CHARS_REMOTE: Final = 60_000
_ANSWER_TOKENS: Final = {"choose": 130, "verdict": 420, "coach": 1_100}
_NOTHING: Final = Given()

T = TypeVar("T", bound=BaseModel)


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
    """Reads notes with a language model.

    `decides`: whether its verdict stands, or only its lines and words. `coaches`: whether one that decides also writes
    the coaching.
    """

    model: Model
    playbook: Playbook
    decides: bool
    code: str = ""
    coaches: bool = True

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
        given: Given = _NOTHING,
        on_partial: Partial | None = None,
        cancel: Event | None = None,
    ) -> tuple[Diagnosis, Coaching | None, Provenance]:
        """The model's diagnosis, its coaching if it is trusted with that, and what it cost.

        `given` is what the rep or the CRM told us, and stands; "in six months" is counted from its date.

        Raises:
            ModelError: no answer, no whole answer in time, an answer of the wrong shape twice, or cancelled.
        """
        bill = _Bill()
        if not self.decides:
            diagnosis = agreed(self._choose(bill, lines, builtin, on_partial, cancel), lines, builtin, self.playbook)
            return diagnosis, None, bill.provenance(self.model, self.code)
        text = numbered(lines, builtin, _CHARS_REMOTE)
        day = f"{given.date:%A}, {given.date}" if given.date else "a day that is not known"
        said = self._ask(bill, "verdict", Verdict, on_partial, cancel, lines=text, written=day)
        diagnosis = decided(said, lines, builtin, self.playbook, given)
        coaching = None
        if self.coaches and diagnosis.outcome != "won":
            coaching = self._coach(bill, diagnosis, text, lines, cancel)
        return diagnosis, coaching, bill.provenance(self.model, self.code)

    def _choose(
        self,
        bill: _Bill,
        lines: Sequence[Line],
        builtin: Diagnosis,
        on_partial: Partial | None,
        cancel: Event | None,
    ) -> Choice:
        pages = [self.playbook.causes[ranked.cause] for ranked in builtin.ranking[:3]]
        offered = [{"id": page.id, "definition": _first(page.definition)} for page in pages]
        text = numbered(lines, builtin, _CHARS_LOCAL)
        return self._ask(bill, "choose", Choice, on_partial, cancel, lines=text, candidates=offered)

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

    def _coach(
        self, bill: _Bill, diagnosis: Diagnosis, text: str, lines: Sequence[Line], cancel: Event | None
    ) -> Coaching:
        page = self.playbook.causes[diagnosis.cause]
        tone = [each.text for part in (page.lessons, page.next_time, page.questions) for each in part[:3]]
        written = self._ask(
            bill, "coach", Written, None, cancel,
            lines=text, cause=diagnosis.cause, mechanism=diagnosis.mechanism, playbook=tone,
        )  # fmt: skip
        return written.coaching(lines)


def _first(definition: str) -> str:
    return textwrap.shorten(definition.split(". ")[0], 110, placeholder=" ...")
