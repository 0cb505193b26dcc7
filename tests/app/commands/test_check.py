import json
from pathlib import Path

from typer.testing import CliRunner, Result

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


def test_a_name_nobody_has_is_said_and_the_answer_stays(home: Path) -> None:
    def asked(*words: str) -> Result:
        env = {"LOSSBOOK_HOME": str(home), "LOSSBOOK_MODEL": "none"}
        return CliRunner().invoke(app, list(words), input=OPEN, env=env)

    assert "on record; they see" not in asked("check", "-", "--json", "--as", "Nobody").stderr, "no people yet"
    run(home, "review", "-", "--account", "Mwangi", "--rep", "Priya", "--json", given=SECURITY_AGAIN)
    for command in (("check", "-"), ("ask", "What happened with Mwangi?")):
        done = asked(*command, "--json", "--as", "Nobody")
        assert done.exit_code == 0
        assert "Nobody by the name 'Nobody' is on record" in done.stderr
        json.loads(done.stdout)
        assert "by the name" not in asked(*command, "--json", "--as", "priya").stderr
        assert "by the name" not in asked(*command, "--json").stderr


def test_a_table_of_deals_is_no_note(home: Path, tmp_path: Path) -> None:
    head, row = "id,company,notes\n", "1,Halden,They froze the whole budget.\n"
    other = "Bereich;Kommentarfeld;Wer\n1;kein Budget;Tom\n2;nichts;Ute\n3;Preis zu hoch;Tom\n"
    prose = "We lost Halden, and Dana was sorry.\nThey went with Routely, again.\nNobody called back, ever.\n"
    form = "Account,Halden\nStage,Closed Lost\nNotes,They froze everything.\n"
    line = json.dumps({"text": "They froze the whole budget."})
    env = {"LOSSBOOK_HOME": str(home), "LOSSBOOK_MODEL": "none"}
    for command in (["check"], ["review", "--no-save"]):
        for name, text in (("a.csv", head + row), ("b.tsv", other), ("c d.jsonl", line)):
            (tmp_path / name).write_text(text)
            done = CliRunner().invoke(app, [*command, str(tmp_path / name)], env=env)
            assert done.exit_code == 1
            assert "bring them in with `lossbook import" in " ".join(done.stderr.split())
        for text in (prose, form, "They froze the whole budget."):
            (tmp_path / "prose.csv").write_text(text)
            assert CliRunner().invoke(app, [*command, str(tmp_path / "prose.csv")], env=env).exit_code == 0
