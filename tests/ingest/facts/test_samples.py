"""The facts of the sample year, counted: a change of a rule that makes them worse shows here."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.facts import Known, find_facts
from ingest.lines import number_lines
from ingest.read import read_file
from ingest.records import Facts, Note

SAMPLES = Path(__file__).parents[3] / "app" / "samples"
ROWS: list[dict[str, Any]] = [json.loads(row) for row in (SAMPLES / "index.jsonl").read_text("utf-8").splitlines()]
KNOWN = Known(
    accounts=tuple((name, ()) for name in sorted({row["account"] for row in ROWS})),
    reps=tuple(sorted({row["rep"] for row in ROWS})),
)


@pytest.fixture(scope="module")
def found() -> list[tuple[dict[str, Any], Note, Facts]]:
    out = []
    for row in ROWS:
        note = read_file(SAMPLES / "notes" / row["file"], date.fromisoformat(row["date"]))
        out.append((row, note, find_facts(note, number_lines(note, KNOWN), KNOWN)))
    return out


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def test_labelled_words_are_in_the_note_as_it_is_read(found: list[tuple[dict[str, Any], Note, Facts]]) -> None:
    missing = [
        (row["file"], words)
        for row, note, _ in found
        for words in (*row["label"]["evidence"], *row["label"]["against"])
        if words not in note.text
    ]
    assert missing == []


def test_outcomes_and_rivals(found: list[tuple[dict[str, Any], Note, Facts]]) -> None:
    assert share([facts.outcome == row["label"]["outcome"] for row, _, facts in found]) >= 0.9
    # The first word will do: 'Kestrel' and 'Kestrel FSM' are one rival.
    short = [
        ((facts.competitor or " ").split(" ")[0], (row["label"]["competitor"] or " ").split(" ")[0])
        for row, _, facts in found
    ]
    assert share([one == other for one, other in short]) >= 0.9


def test_accounts(found: list[tuple[dict[str, Any], Note, Facts]]) -> None:
    assert share([facts.account == row["account"] for row, _, facts in found]) >= 0.85


def test_when_to_come_back(found: list[tuple[dict[str, Any], Note, Facts]]) -> None:
    labelled = [(row["label"]["revisit"]["date"], facts.revisit) for row, _, facts in found if row["label"]["revisit"]]
    assert share([got is not None and str(got.date) == want for want, got in labelled]) >= 0.9
    others = [facts.revisit is None for row, _, facts in found if not row["label"]["revisit"]]
    assert share(others) >= 0.85


def test_people(found: list[tuple[dict[str, Any], Note, Facts]]) -> None:
    def words(name: str) -> set[str]:
        return {word.strip(".").lower() for word in name.split()} - {
            "mr",
            "ms",
            "mrs",
            "dr",
            "fr",
            "frau",
            "herr",
            "sr",
        }

    named = [
        any(words(want) & words(person.name) for person in facts.people)
        for row, _, facts in found
        for want in row["label"]["people"]
    ]
    assert share(named) >= 0.9
