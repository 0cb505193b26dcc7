"""From scores to a diagnosis: cause, evidence for and against, mechanism, confidence, what could still be settled."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.diagnose.weigh import clears_topic
from ingest.embed import Vectors
from ingest.records import Diagnosis, Evidence, Facts, Line, Quote, Ranked, Recoverable
from prompts.codes import CAUSES, Cause, Confidence
from prompts.playbook import CausePage, Playbook

SHOWN: Final = 0.15
"""Log-odds from which a line is worth showing as evidence."""
CLEAR: Final = 0.35
"""Of the strongest line's log-odds, what another line for the same cause must reach."""
RIVAL: Final = 0.7
"""The same, for a line that speaks for a cause that did not win."""
MOST: Final = 4
"""Lines shown for one cause; a rep reads four, not ten."""
SPOKEN_OF: Final = 0.4
"""How much a note speaks of a mechanism from which it is clear; `python -m eval ways` prints how often that holds."""
_VERDICT: Final = re.compile(
    r"\b(?:lost|went with|signed with|chose|picked|decided (?:against|to go)|declin\w+|closed.lost|going with"
    r"|not going ahead|by then|too late|already (?:signed|decided|ordered)|shaken hands)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Scores:
    """Log-odds each line adds for each cause, (n, 15), and the note's shares, (15,), which add up to 1."""

    lines: NDArray[np.float32]
    note: NDArray[np.float32]

    def order(self) -> list[int]:
        """Causes, likeliest first."""
        return [int(row) for row in np.argsort(-self.note, kind="stable")]


def conclude(
    scores: Scores,
    lines: Sequence[Line],
    vectors: Vectors,
    facts: Facts,
    playbook: Playbook,
    mechanisms: dict[str, Vectors],
    spoken_of: Mapping[str, float],
) -> Diagnosis:
    """Put the diagnosis together. A won deal has no cause of loss; its ranking is 'unknown' alone.

    `spoken_of` says how much the note speaks of each mechanism that is known, by its sentence.
    """
    if facts.outcome == "won":
        return _won(lines, vectors, facts, playbook, mechanisms)
    order = scores.order()
    first, second = order[0], order[1]
    cause, page = CAUSES[first], playbook.causes[CAUSES[first]]
    evidence = _evidence(scores, lines, first)
    contributing = tuple(
        CAUSES[row]
        for row in order[1:3]
        if cause != "unknown" and scores.note[row] > 0.5 * scores.note[first] and _evidence(scores, lines, row)
    )
    confidence, why = judge(scores, evidence, playbook, cause, CAUSES[second])
    how = mechanism(evidence, vectors, page.mechanisms, mechanisms[cause], spoken_of)
    return Diagnosis(
        outcome=facts.outcome,
        competitor=facts.competitor,
        account=facts.account,
        stated=facts.stated,
        cause=cause,
        confidence=confidence,
        why=why,
        ranking=ranked(scores.note),
        contributing=contributing,
        mechanism=how,
        mechanism_is_clear=spoken_of.get(how, 0.0) >= SPOKEN_OF,
        control=page.control,
        evidence=_with_contributing(evidence, scores, lines, contributing),
        telling=max(evidence, key=lambda item: scores.lines[item.line - 1, first]).line if evidence else None,
        counter_evidence=against(scores, lines, order, evidence, contributing),
        recoverable=recoverable(evidence, page),
        people=facts.people,
        revisit=facts.revisit,
        settling_question=None if confidence == "high" else settling_question(playbook, cause, CAUSES[second]),
        notices=facts.notices,
    )


def ranked(shares: NDArray[np.float32]) -> tuple[Ranked, ...]:
    """Every cause with its share, likeliest first."""
    rows = np.argsort(-shares, kind="stable")
    return tuple(Ranked(cause=CAUSES[row], score=round(min(float(shares[row]), 1.0), 4)) for row in rows)


def quote_as(line: Line, cause: Cause) -> Evidence:
    """The whole line as evidence."""
    return Evidence(line=line.number, start=line.start, end=line.end, text=line.text, side=line.side, cause=cause)


def _evidence(scores: Scores, lines: Sequence[Line], column: int) -> tuple[Evidence, ...]:
    """The strongest lines for one cause, in the order of the note. 'unknown' is a lack of evidence and shows none."""
    if CAUSES[column] == "unknown":
        return ()
    weights = scores.lines[:, column]
    strongest = [int(row) for row in np.argsort(-weights, kind="stable")[:MOST] if weights[row] >= SHOWN]
    clear = [row for row in strongest if weights[row] >= CLEAR * weights[strongest[0]]]
    return tuple(quote_as(lines[row], CAUSES[column]) for row in sorted(clear))


def _with_contributing(
    evidence: tuple[Evidence, ...], scores: Scores, lines: Sequence[Line], contributing: Sequence[Cause]
) -> tuple[Evidence, ...]:
    found = list(evidence)
    for cause in contributing:
        taken = {item.line for item in found}
        found += [item for item in _evidence(scores, lines, CAUSES.index(cause)) if item.line not in taken][:2]
    return tuple(found)


def against(
    scores: Scores, lines: Sequence[Line], order: list[int], evidence: Sequence[Evidence], contributing: Sequence[Cause]
) -> tuple[Evidence, ...]:
    """Lines that speak against the verdict: they clear its topic, or speak for a cause that did not win."""
    if CAUSES[order[0]] == "unknown":
        return ()
    first, taken = order[0], {item.line for item in evidence}
    clearing = [
        row for row, line in enumerate(lines) if clears_topic(line.text) and int(scores.lines[row].argmax()) == first
    ]
    enough = max(2 * SHOWN, RIVAL * float(scores.lines[:, first].max(initial=0.0)))
    rivals = [row for row in order[1:4] if CAUSES[row] not in contributing and CAUSES[row] != "unknown"]
    found = {row: CAUSES[first] for row in clearing}
    for rival in rivals:
        row = int(scores.lines[:, rival].argmax()) if len(lines) else 0
        if len(lines) and scores.lines[row, rival] >= enough and len(lines[row].text.split()) >= 5:
            found.setdefault(row, CAUSES[rival])
    return tuple(quote_as(lines[row], found[row]) for row in sorted(found) if lines[row].number not in taken)[:3]


def judge(
    scores: Scores, evidence: Sequence[Evidence], playbook: Playbook, cause: Cause, second: Cause
) -> tuple[Confidence, tuple[str, ...]]:
    """Confidence, and why in short sentences."""
    if cause == "unknown":
        return "low", ("No line in these notes shows why it was lost.",)
    top, next_best = (float(share) for share in -np.sort(-scores.note)[:2])
    buyer = sum(item.side == "buyer" for item in evidence)
    why = [_who_said_it(buyer, len(evidence))]
    margin = (top - next_best) / max(top, 1e-6)
    if second != "unknown":
        close = margin < 0.35
        why.append(f"{playbook.name(second)} is {'close behind' if close else 'the next best reading, well behind'}.")
    if buyer == 0 or not evidence:
        return "low", tuple(why)
    if margin >= 0.55 and buyer >= 2:
        return "high", tuple(why)
    return ("medium" if margin >= 0.2 else "low"), tuple(why)


def _who_said_it(buyer: int, lines: int) -> str:
    if not lines:
        return "No single line shows it clearly."
    if not buyer:
        return "No buyer's words show it, only our own."
    if buyer == lines:
        return (
            f"All {lines} lines that show it are the buyer's."
            if lines > 1
            else "The line that shows it is the buyer's."
        )
    return f"{buyer} of the {lines} lines that show it {'is' if buyer == 1 else 'are'} the buyer's."


def mechanism(
    evidence: Sequence[Evidence],
    vectors: Vectors,
    sentences: Sequence[str],
    sentence_vectors: Vectors,
    spoken_of: Mapping[str, float],
) -> str:
    """The playbook sentence that the note speaks of most.

    A sentence that a user wrote is in no learned rule: it is chosen where it is the nearest to the evidence, to its
    best line and to all of it.
    """
    known = {sentence: spoken_of[sentence] for sentence in sentences if sentence in spoken_of}
    best = max(known, key=lambda sentence: known[sentence]) if known else sentences[0]
    if not evidence or len(known) == len(sentences):
        return best
    likeness = sentence_vectors @ vectors[[item.line - 1 for item in evidence]].T
    nearest = sentences[int((likeness.max(axis=1) + likeness.mean(axis=1)).argmax())]
    return best if nearest in known else nearest


def recoverable(evidence: Sequence[Evidence], page: CausePage) -> Recoverable | None:
    """The last evidence line before the verdict itself; none when nobody could have changed it."""
    if page.control == "nobody" or not evidence:
        return None
    open_lines = [item for item in evidence if not _VERDICT.search(item.text)]
    last = (open_lines or list(evidence))[-1]
    quote = Quote(line=last.line, start=last.start, end=last.end, text=last.text, side=last.side)
    signal = (
        "Up to here there was still something to do about it."
        if open_lines
        else "The notes show it only with the verdict."
    )
    return Recoverable(quote=quote, signal=signal)


def settling_question(playbook: Playbook, cause: Cause, second: Cause) -> str | None:
    """The question that tells the two likeliest causes apart."""
    for page, other in ((cause, second), (second, cause)):
        for look_alike in playbook.causes[page].look_alikes:
            if look_alike.other == other:
                return look_alike.question
    return next((look_alike.question for look_alike in playbook.causes[cause].look_alikes), None)


def _won(
    lines: Sequence[Line], vectors: Vectors, facts: Facts, playbook: Playbook, mechanisms: dict[str, Vectors]
) -> Diagnosis:
    """What tipped a won deal: the lines nearest to the win page's sentences."""
    likeness = (vectors @ mechanisms["won"].T).max(axis=1) if len(lines) else np.zeros(0, np.float32)
    rows = sorted(int(row) for row in np.argsort(-likeness, kind="stable")[:3] if likeness[row] > 0.3)
    evidence = tuple(quote_as(lines[row], "unknown") for row in rows)
    return Diagnosis(
        outcome="won",
        competitor=facts.competitor,
        account=facts.account,
        stated=facts.stated,
        cause="unknown",
        confidence="medium" if any(item.side == "buyer" for item in evidence) else "low",
        why=("A won deal: the lines below are what seems to have tipped it.",),
        ranking=(Ranked(cause="unknown", score=1.0),),
        mechanism=mechanism(evidence, vectors, playbook.win.mechanisms, mechanisms["won"], {}),
        control="team",
        evidence=evidence,
        people=facts.people,
        revisit=facts.revisit,
        notices=facts.notices,
    )
