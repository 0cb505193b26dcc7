"""`lossbook ask`: the document of the contract, and a page for people."""

import json
from pathlib import Path

import pytest

from tests.app.commands.conftest import Run

NOTES = Path(__file__).parents[3] / "app" / "samples" / "notes"


@pytest.fixture
def recorded(run: Run) -> Run:
    for file, account in (
        ("01-halden-cold-chain.txt", "Halden Cold Chain"),
        ("09-halden-facilities-group.md", "Halden Facilities Group"),
    ):
        path = next(NOTES.glob(f"{file[:2]}-*"))
        assert (
            run("review", path, "--account", account, "--rep", "Maya Lindqvist", "--date", "2025-11-18").exit_code == 0
        )
    return run


def test_the_document_has_the_keys_of_the_contract(recorded: Run) -> None:
    result = recorded("ask", "What happened last time with Halden Cold Chain?", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["kind"] == "record"
    assert "Halden Cold Chain" in found["answer"]
    assert found["candidates"] == []
    assert isinstance(found["seconds"], float)
    assert {"n", "review_id", "external_id", "account", "date", "quote"} <= set(found["citations"][0])
    assert found["citations"][0]["date"] == "2025-11-18"


def test_a_page_for_people_numbers_its_sources(recorded: Run) -> None:
    result = recorded("ask", "Why did we lose Halden Cold Chain?")
    assert result.exit_code == 0
    assert "[1] Halden Cold Chain, 18 Nov 2025" in result.stdout
    assert "Sources" in result.stdout


def test_two_accounts_that_fit_are_asked_back(recorded: Run) -> None:
    found = json.loads(recorded("ask", "What happened with Halden?", "--json").stdout)
    assert found["kind"] == "ambiguous"
    assert sorted(found["candidates"]) == ["Halden Cold Chain", "Halden Facilities Group"]
    given = json.loads(recorded("ask", "Who decides there?", "--account", "Halden Cold Chain", "--json").stdout)
    assert given["account"] == "Halden Cold Chain"
    either = json.loads(recorded("ask", "Who decides there?", "--account", "Halden", "--json").stdout)
    assert either["kind"] == "ambiguous"


def test_somebody_else_sees_nothing_of_private_records(recorded: Run) -> None:
    result = recorded("ask", "What happened with Halden Cold Chain?", "--as", "Ben Castellanos", "--json")
    found = json.loads(result.stdout)
    assert (found["kind"], found["citations"]) == ("no_record", [])
    assert "Maya" not in result.stdout
    own = recorded("ask", "What happened with Halden Cold Chain?", "--as", "maya lindqvist", "--json")
    assert json.loads(own.stdout)["kind"] == "record"


def test_a_name_nobody_has_is_said(recorded: Run) -> None:
    found = json.loads(recorded("ask", "What happened?", "--account", "Zephyr", "--json").stdout)
    assert found["kind"] == "no_record"
    assert "Zephyr" in found["answer"]


def test_a_question_is_needed(run: Run) -> None:
    assert run("ask").exit_code == 2


def test_it_is_said_when_a_language_model_wrote_the_answer(
    recorded: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": {"ask": {"claims": []}}, "loop": True}))
    monkeypatch.setenv("LOSSBOOK_MODEL", f"scripted:{file}")
    found = recorded("ask", "What did Dana of Halden Cold Chain say about the colour of the vans?")
    assert found.exit_code == 0, found.stderr
    assert "Your language model found no line that says it." in found.stdout
    assert "language model" not in recorded("ask", "Why did we lose Halden Cold Chain?").stdout
