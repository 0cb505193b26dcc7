import json
from pathlib import Path

from typer.testing import CliRunner

from app.__main__ import app
from tests.app.notes import SECURITY, SECURITY_AGAIN
from tests.app.test_checking import OPEN

CONTRACT = {"review_id", "external_id", "account", "cause", "mechanism", "score", "why", "quote"}


def run(home: Path, *words: str, given: str = OPEN) -> str:
    result = CliRunner().invoke(
        app, list(words), input=given, env={"LOSSBOOK_HOME": str(home), "LOSSBOOK_MODEL": "none"}
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_json_is_the_contracts_and_nothing_is_recorded(home: Path) -> None:
    run(home, "review", "-", "--account", "Mwangi", "--rep", "Priya", "--json", given=SECURITY_AGAIN)
    for _ in range(2):
        made = json.loads(run(home, "check", "-", "--json"))
        assert made.keys() >= {"similar", "seconds"}
        assert [each["account"] for each in made["similar"]] == ["Mwangi"]
        assert made["similar"][0].keys() >= CONTRACT
    assert json.loads(run(home, "check", "-", "--json", "--as", "Nobody"))["similar"] == []
    assert json.loads(run(home, "check", "-", "--json", "--as", "priya"))["similar"]


def test_on_paper(home: Path) -> None:
    assert "Nothing similar is on record." in run(home, "check", "-")
    run(home, "review", "-", "--account", "Mwangi", "--json", given=SECURITY_AGAIN)
    page = run(home, "check", "-", "--account", "Mwangi")
    for words in (
        "1. Mwangi",
        "the same account",
        "Here",
        "Then",
        "Learned",
        "before the next call",
        "Nothing was recorded",
    ):
        assert words in page
    assert "Nothing similar" in run(home, "check", "-", "--account", "Mwangi", "--other-accounts")


def test_a_review_says_that_it_is_the_second_time(home: Path) -> None:
    run(home, "review", "-", "--account", "Mwangi", given=SECURITY_AGAIN)
    page = run(home, "review", "-", "--account", "Nordlund", given=SECURITY_AGAIN.replace("a month", "five weeks"))
    assert "This is the second time on record." in page
    assert "Before: Mwangi" in page
    assert "second time" not in run(home, "review", "-", "--account", "Mwangi", "--no-save", given=SECURITY[:0] + OPEN)


def test_it_is_said_when_a_language_model_compared(home: Path, tmp_path: Path) -> None:
    run(home, "review", "-", "--account", "Mwangi", given=SECURITY_AGAIN)
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": {"same": {"same": [{"past": 1, "ours": 1, "theirs": 2}]}}}))
    environment = {"LOSSBOOK_HOME": str(home), "LOSSBOOK_MODEL": f"scripted:{file}"}
    done = CliRunner().invoke(app, ["check", "-", "--engine", "auto"], input=OPEN, env=environment)
    assert done.exit_code == 0, done.output
    assert "Compared by scripted" in " ".join(done.stdout.split())
    assert "Compared by" not in run(home, "check", "-")
