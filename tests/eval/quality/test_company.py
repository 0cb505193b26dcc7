import json
from pathlib import Path
from typing import Any

import pytest

from eval.quality.company import company
from eval.quality.labels import Labels, Question, load
from eval.quality.report import truth_of
from eval.quality.score import marks
from ingest.book import Book

RECORDS: list[dict[str, Any]] = [
    {
        "id": "t-1",
        "account": "Halden Cold Chain",
        "rep": "Maya Lindqvist",
        "date": "2026-02-11",
        "outcome": "competitor",
        "stated_cause": "Price",
        "text": "Lost Halden Cold Chain to Routely.\nTheir security team sent the questionnaire on 4 January.\n"
        "We answered it five weeks late.\nDana said: you were too slow with the security papers, Routely had theirs in two days.\n"
        "Price came up but she said it did not matter.",
    },
    {
        "id": "t-2",
        "account": "Brackwater Lifts",
        "rep": "Tomas Okafor",
        "date": "2026-05-02",
        "outcome": "no_decision",
        "text": "Brackwater Lifts froze the budget until April.\nImogen said they like it, there is simply no money this year.\n"
        "We will call again in April 2027.",
    },
]
QUESTIONS = [
    {"id": "q1", "kind": "account", "question": "What happened last time with Halden Cold Chain?", "records": ["t-1"],
     "account": "Halden Cold Chain", "facts": [["Routely"]], "forbidden": ["Imogen"]},
    {"id": "q2", "kind": "unanswerable", "question": "Why did we lose Quillfeather Catering?"},
]  # fmt: skip


@pytest.fixture
def labels(tmp_path: Path) -> Labels:
    home = tmp_path / "dev" / "w"
    home.mkdir(parents=True)
    deals = [
        {"id": "d1", "account": "Nordlund", "text": "Their security questionnaire came last week. We have not begun."}
    ]
    for name, rows in (("records", RECORDS), ("questions", QUESTIONS), ("deals", deals)):
        (home / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (made,) = load("dev", tmp_path)
    return made


def test_records_are_imported_indexed_and_asked(labels: Labels, engines: Book) -> None:
    lost, missing = labels.questions
    with company(labels, engines) as home:
        right = marks(lost, home.ask(lost), truth_of(labels))
        assert (right.right_account, right.facts, right.cites, right.clean) == (True, True, True, True)
        assert marks(missing, home.ask(missing), truth_of(labels)).abstains is True
        assert set(home.check(labels.deals[0])) <= {"t-1", "t-2"}


def test_a_follow_up_goes_on_in_its_conversation(labels: Labels, engines: Book) -> None:
    follow = Question(id="q3", kind="fact", question="Who beat us there?", after="q1")
    asked = labels.model_copy(update={"questions": (*labels.questions, follow)})
    with company(asked, engines) as home:
        assert "t-1" in home.ask(follow).cited


def test_a_refused_record_stops_the_run(labels: Labels, engines: Book) -> None:
    from prompts.errors import StoreError

    labels.file.write_text('{"id": "t-9", "text": ""}\n', encoding="utf-8")
    with pytest.raises(StoreError, match="refused 1"), company(labels, engines):
        pass
