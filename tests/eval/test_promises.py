"""The labelled commitments: whole, split by deals, and scored as they say."""

import datetime as dt
import io
import json
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from scipy.sparse import csr_matrix

from app.followup.following import reader_of
from eval.outside import Replies, Requests
from eval.promises import PARTS, Case, Judged, LaterNote, cases, judge, judge_with, rows, run
from eval.promises_train import folds, read_pages
from eval.ridge import Pairs, learned_from
from ingest.book import Book
from prompts.errors import LossbookError, ModelError
from prompts.scripted import ScriptedModel


@pytest.mark.parametrize("part", PARTS)
def test_cases_are_whole(part: str) -> None:
    some = cases(part)
    assert len({each.id for each in some}) == len(some) >= 30
    for case in some:
        assert bool(case.quotes) == (case.label != "not_testable"), case.id
        assert all(any(words in note.text for note in case.notes) for words in case.quotes), case.id
        assert all(note.date > case.said for note in case.notes), case.id


def test_no_commitment_stands_in_both_parts() -> None:
    dev, sealed = ({each.commitment for each in cases(part)} for part in PARTS)
    assert not dev & sealed


def test_missed_is_never_said_without_the_words_of_the_note(book: Book) -> None:
    reader = reader_of(book)
    judged = [judge(reader, book, case) for case in cases("dev")[::8]]
    for each in judged:
        assert not each.found or any(each.found.line.text in note.text for note in each.case.notes), each.case.id
    exact = rows(judged)["missed with a quote that is in the note"]
    assert exact.hits == exact.n > 20


def some_pairs(rows: int) -> Pairs:
    chance = np.random.default_rng(1)
    vectors = chance.normal(size=(rows, 384), scale=0.05).astype(np.float32)
    grams = csr_matrix(chance.random((rows, 30)) * (chance.random((rows, 30)) < 0.3), dtype=np.float32)
    tells = (chance.random((rows, 2)) < 0.4).astype(float)
    return Pairs(vectors, grams, chance.integers(5, size=rows), tells, np.full(rows, 0.7))


def test_rows_left_out_are_not_learned_from() -> None:
    """It is what would have been learned had they not been there, solved anew."""
    pairs, known = some_pairs(60), np.eye(5, 384, dtype=np.float32)
    some = np.arange(45)
    fewer = Pairs(pairs.vectors[some], pairs.grams[some], pairs.of[some], pairs.tells[some], pairs.weights[some])
    whole, anew = (learned_from(each, known, (0.1, 3.0), 2.0, 0.5) for each in (pairs, fewer))
    left = whole.without(np.arange(45, 60))
    assert np.allclose(left[:45], anew.solved, atol=1e-4)
    assert not left[45:].any()
    assert not np.allclose(left[:45], whole.solved[:45], atol=1e-2)


def test_what_is_kept_in_small_numbers_hears_what_was_learned() -> None:
    pairs, known = some_pairs(60), np.eye(5, 384, dtype=np.float32)
    ridge = learned_from(pairs, known, (0.1, 3.0), 2.0, 0.5)
    ear = ridge.heard(ridge.solved, 5).ear(known @ known[2], 30)
    grams = [(row.indices.astype(np.int64), row.data.astype(np.float32)) for row in pairs.grams]
    heard = ear.hear(pairs.vectors, grams)
    rows = pairs.of == 2
    exact = pairs.tells - 0.5 / pairs.weights[:, None] * ridge.solved
    assert np.allclose(heard[rows], exact[rows], atol=0.02)


def test_every_writer_is_left_out_once() -> None:
    writers = ["a", "b", "c", "d", "e"]
    assert sorted(writer for some in folds(writers) for writer in some) == writers


@pytest.mark.parametrize(
    ("page", "says"), [("- did: x\n- what: y\n", "must begin with"), ("- did: x\n", "has no line that begins with")]
)
def test_a_damaged_page_says_where(tmp_path: Path, page: str, says: str) -> None:
    (tmp_path / "some_way.md").write_text(page, encoding="utf-8")
    with pytest.raises(LossbookError, match=says):
        read_pages(tmp_path)


def test_every_way_has_lines_of_every_kind() -> None:
    assert len(read_pages()) > 20


def test_a_line_that_is_not_labelled_is_not_counted_as_one() -> None:
    case = next(each for each in cases("dev") if each.label == "kept")
    assert Judged(case, None).quoted is None
    assert not Judged(case, None).right


def scripted(replies: Path, requests: Path, verdict: str) -> Replies:
    """Every request answered with this verdict and the first line."""
    with replies.open("w", encoding="utf-8") as out:
        for line in requests.read_text(encoding="utf-8").splitlines():
            finding = {"number": 1, "because": "x", "verdict": verdict, "line": 1}
            out.write(json.dumps({"key": json.loads(line)["key"], "reply": {"findings": [finding]}}) + "\n")
    return Replies(replies)


def test_what_a_strong_model_would_be_asked_is_written_and_its_replies_are_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Book
) -> None:
    some = {label: [each for each in cases("dev") if each.label == label][:2] for label in ("kept", "missed")}
    monkeypatch.setattr("eval.promises.files", lambda part: some)
    asked, console = tmp_path / "requests.jsonl", Console(file=io.StringIO(), width=120)
    assert run(book, console, ["dev"], model=Requests(asked)) == 0
    assert len(asked.read_text(encoding="utf-8").splitlines()) == 4
    assert "4 cases could not be read" in told(console)
    replies = scripted(tmp_path / "big-model.jsonl", asked, "missed")
    assert run(book, console, ["dev"], failures=True, model=replies) == 0
    assert "labelled kept, right" in told(console)
    assert "2 of 4" in told(console)
    assert f"{some['kept'][0].id} is kept, not missed" in told(console)
    assert "Model: big-model. Prompt: promises v1" in told(console)


def told(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_model_that_answers_some_notes_only_is_scored_by_the_latest_that_shows_anything() -> None:
    late, early = (note(day) for day in (dt.date(2026, 5, 1), dt.date(2026, 4, 1)))
    case = Case(
        id="x", commitment="Meet finance.", said=dt.date(2026, 3, 1), notes=(early, late), label="kept", quotes=("met",)
    )
    neither = {"findings": [{"number": 1, "because": "x", "verdict": "not_testable", "line": 0}]}
    kept = {"findings": [{"number": 1, "because": "x", "verdict": "kept", "line": 1}]}
    found = judge_with(ScriptedModel([neither, kept]), case)
    assert found is not None
    assert (found.verdict, found.quoted) == ("kept", True)
    assert judge_with(ScriptedModel([ModelError("away"), neither]), case) is None
    assert judge_with(ScriptedModel([kept]), case) is not None, "an earlier note is not asked about then"


def note(day: dt.date) -> LaterNote:
    return LaterNote(date=day, account="Ostrow", text=f"We met their finance director on {day}.")
