import json
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import Result

from ingest.book import Book
from prompts.codes import CAUSES, OUTCOMES, Confidence, Control, Side
from tests.app.commands.conftest import Run
from tests.app.notes import SECURITY, SECURITY_AGAIN, SILENCE
from tests.app.test_worker import ANSWERS

KEYS = [
    "review_id",
    "account",
    "outcome",
    "competitor",
    "stated_cause",
    "cause",
    "confidence",
    "ranking",
    "contributing",
    "mechanism",
    "control",
    "evidence",
    "counter_evidence",
    "people",
    "revisit",
    "settling_question",
    "lessons",
    "next_time",
    "questions",
    "similar",
    "engine",
    "provenance",
    "seconds",
]


@pytest.fixture
def note(tmp_path: Path) -> Path:
    file = tmp_path / "note.txt"
    file.write_text(SECURITY, encoding="utf-8")
    return file


def document(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("\n") == 1
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def check(found: dict[str, Any], text: str) -> None:
    """The contract, key by key."""
    assert list(found) == KEYS
    assert found["outcome"] in OUTCOMES
    assert found["cause"] in CAUSES
    assert found["confidence"] in get_args(Confidence)
    assert found["control"] in get_args(Control)
    assert {row["cause"] for row in found["ranking"]} <= set(CAUSES)
    if found["outcome"] != "won":
        assert found["ranking"][0]["cause"] == found["cause"]
        assert len(found["ranking"]) == len(CAUSES)
    assert all(isinstance(row["score"], float) for row in found["ranking"])
    assert all(cause in CAUSES for cause in found["contributing"])
    for quote in (*found["evidence"], *found["counter_evidence"]):
        assert list(quote) == ["line", "start", "end", "text", "side", "cause"]
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert quote["side"] in get_args(Side)
        assert quote["cause"] in CAUSES
    assert found["stated_cause"] is None or list(found["stated_cause"]) == ["text", "cause"]
    assert found["revisit"] is None or list(found["revisit"]) == ["text", "date"]
    for name in ("people", "lessons", "next_time", "questions"):
        assert all(isinstance(each, str) and each for each in found[name])
    for each in found["similar"]:
        assert list(each) == ["review_id", "account", "cause", "mechanism", "why"]
    assert found["engine"] in ("builtin", "model")
    assert found["provenance"]["engine"] == found["engine"]
    assert 0 < found["seconds"] < 60


def test_json_keeps_the_contract(run: Run, note: Path) -> None:
    found = document(run("review", note, "--json"))
    check(found, SECURITY)
    assert found["cause"] == "trust_risk"
    assert found["evidence"]
    assert "Sanna" in " ".join(found["people"])


def test_it_is_recorded_with_what_was_given(run: Run, note: Path, book: Book) -> None:
    found = document(
        run("review", note, "--account", " Nordlund  Medical ", "--rep", "Maya", "--date", "2026-03-31", "--json")
    )
    stored = book.store.review(book.viewer, found["review_id"])
    assert (stored.account, stored.rep, str(stored.happened)) == ("Nordlund Medical", "Maya", "2026-03-31")
    assert stored.note.text == SECURITY
    assert found["account"] == "Nordlund Medical"


def test_a_segment_is_kept_as_given_and_may_not_be_long(run: Run, note: Path, book: Book) -> None:
    assert run("review", note, "--segment", " Food  & drink").exit_code == 0
    counted = book.store.counts(book.viewer, axes=["segment"])
    assert [cell.value for cell in counted if cell.axis == "segment"] == ["Food & drink"]
    long = run("review", note, "--segment", "x" * 81)
    assert long.exit_code == 2
    assert "has 81 characters; keep it to 80" in " ".join(long.stderr.replace("│", " ").split())


def test_no_save_records_nothing(run: Run, note: Path, book: Book) -> None:
    found = document(run("review", note, "--no-save", "--json"))
    assert found["review_id"] is None
    assert book.store.count(book.viewer) == 0


def test_the_same_notes_are_recorded_once(run: Run, note: Path, book: Book) -> None:
    first = document(run("review", note, "--json"))
    again = run("review", note, "--json")
    assert document(again)["review_id"] == first["review_id"]
    assert "on record already" in again.stderr
    other = document(run("review", note, "--account", "Another", "--json"))
    assert other["review_id"] != first["review_id"]
    assert book.store.count(book.viewer) == 2


@pytest.mark.parametrize("day", [(), ("--date", "2026-10-01")])
def test_notes_that_say_when_it_closed_are_recorded_once_though_kept_under_another_day(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: tuple[str, ...]
) -> None:
    note = tmp_path / "dated.txt"
    note.write_text("Halden Foods\nLOST 19 Mar - went with Kestrel. Their price was lower.\n")
    with monkeypatch.context() as before:  # the words of a note told the day
        before.setattr("ingest.facts.find.find_closed", lambda *_, **__: None)
        first = document(run("review", note, *day, "--json"))["review_id"]
    assert document(run("review", note, *day, "--json"))["review_id"] == first
    assert document(run("review", note, "--date", "2026-09-01", "--json"))["review_id"] != first


@pytest.mark.parametrize("dash", [("-",), ()])
def test_stdin(run: Run, dash: tuple[str, ...]) -> None:
    found = document(run("review", *dash, "--json", given=SILENCE))
    check(found, SILENCE)
    assert found["cause"] == "follow_up"


def test_offsets_count_characters_of_the_text_as_given(run: Run) -> None:
    text = "😀 Lost Ünal & Söhne.\r\n\r\n" + SECURITY.replace("\n", "\r\n")
    found = document(run("review", "-", "--json", given=text.encode()))
    check(found, text)
    assert found["evidence"]


def test_similar_losses_are_named(run: Run, note: Path, tmp_path: Path) -> None:
    first = document(run("review", note, "--account", "Nordlund", "--json"))
    other = tmp_path / "other.txt"
    other.write_text(SECURITY_AGAIN)
    found = document(run("review", other, "--json"))
    assert [each["review_id"] for each in found["similar"]] == [first["review_id"]]
    assert found["similar"][0]["account"] == "Nordlund"


def test_for_a_person_it_reads_in_order_and_plain_when_piped(run: Run, note: Path) -> None:
    result = run("review", note, "--account", "Nordlund", "--rep", "Maya")
    assert result.exit_code == 0
    out = result.stdout
    heads = ["Nordlund", "Notes show", "The words for it", "What to take from it", "Next time", "Questions to sit with",
             "For whoever comes back", "Recorded as", "1 deal on record"]  # fmt: skip
    places = [out.index(head) for head in heads]
    assert places == sorted(places)
    assert "\x1b" not in out
    assert all(line == line.rstrip() and len(line) <= 100 for line in out.splitlines())
    assert "line 2" in out
    assert "buyer" in out
    assert "!" not in out


def test_the_model_reads_when_there_is_one_and_no_network_is_touched(
    run: Run, note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "answers.json"
    script.write_text(json.dumps({"answers": ANSWERS, "loop": True}))
    monkeypatch.setenv("LOSSBOOK_MODEL", f"scripted:{script}")
    found = document(run("review", note, "--json", "--no-save"))
    check(found, SECURITY)
    assert found["engine"] == "model"
    assert found["mechanism"] == ANSWERS["verdict"]["mechanism"]
    assert found["provenance"]["prompts"]
    assert document(run("review", note, "--json", "--no-save", "--engine", "builtin"))["engine"] == "builtin"


def test_a_model_that_fails_leaves_the_built_in_reading_and_says_so(
    run: Run, note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "answers.json"
    script.write_text(json.dumps({"answers": [{"error": "timeout"}], "loop": True}))
    monkeypatch.setenv("LOSSBOOK_MODEL", f"scripted:{script}")
    result = run("review", note, "--json")
    assert document(result)["engine"] == "builtin"
    assert "reading stands" in result.stderr
    demanded = run("review", note, "--json", "--engine", "model")
    assert (demanded.exit_code, demanded.stdout) == (1, "")
    assert demanded.stderr.count("\n") == 1


def test_a_model_that_is_asked_for_and_not_there_is_one_line(run: Run, note: Path) -> None:
    result = run("review", note, "--engine", "model", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "lossbook model pull" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ["review", "--engine", "gpt"],
        ["review", "--date", "31.3.2026", "x.txt"],
        ["review", "--wat"],
        ["review", "a.txt", "b.txt"],
        ["review", "a.txt", "--batch", "b.jsonl"],
        ["wat"],
        ["erase"],
        ["erase", "--account", "A", "--rep", "B"],
        ["show"],
        ["serve", "--port", "0"],
    ],
)
def test_wrong_usage_is_exit_status_2(run: Run, args: list[str]) -> None:
    result = run(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert result.stderr.strip()


def test_auto_does_not_wait_for_a_model_whose_verdict_would_not_stand(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOSSBOOK_MODEL", "auto")
    monkeypatch.setattr(Book, "_ready_embedded", lambda self: pytest.fail("the embedded model was asked for"))
    assert document(run("review", "-", "--json", given=SECURITY))["engine"] == "builtin"
