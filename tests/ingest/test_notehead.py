"""The learned rule: what it reads, that its lines add up, and that a broken file says so."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ingest.book import Book
from ingest.diagnose.notehead import LEARNED, learned, save
from ingest.lines.grams import grams
from prompts.codes import CAUSES
from prompts.errors import ModelFileError

LINES = ["Ines mailed twice asking where the quote was.", "Price was fine for them."]


def test_words_and_pairs() -> None:
    assert list(grams("Didn’t call by 4")) == [
        "did",
        "^ did",
        "not",
        "did not",
        "call",
        "not call",
        "by",
        "call by",
        "#",
        "by #",
    ]
    assert list(grams("…")) == []


def test_lines_add_up_to_the_note(book: Book) -> None:
    head, vectors = learned(), book.embedder.embed(LINES)
    lines, note, full = head.read(LINES, vectors)
    assert lines.shape == (2, len(CAUSES))
    assert np.allclose(lines.sum(axis=0) + head.bias * head.sharpness * full, note, atol=1e-4)
    assert CAUSES[int(note.argmax())] == "follow_up"
    assert lines[0, CAUSES.index("follow_up")] > lines[1, CAUSES.index("follow_up")]


def test_words_it_never_met_change_nothing(book: Book) -> None:
    head = learned()
    nothing = np.zeros((1, 384), np.float32)
    assert np.allclose(head.read(["zzyzx qwrtp"], nothing).note, 0, atol=1e-3)


def test_a_short_note_is_read_with_less(book: Book) -> None:
    head, vectors = learned(), book.embedder.embed(LINES)
    assert 0 < head.read(LINES[:1], vectors[:1]).full < head.read(LINES, vectors).full < 1


def test_saved_weights_give_the_same_answers(book: Book, tmp_path: Path) -> None:
    head, vectors = learned(), book.embedder.embed(LINES)
    save(head, tmp_path / "copy.npz")
    assert np.allclose(
        learned(tmp_path / "copy.npz").read(LINES, vectors).note, head.read(LINES, vectors).note, atol=0.01
    )


def test_a_damaged_or_older_file_says_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(LEARNED.read_bytes()[:1000])
    with pytest.raises(ModelFileError, match="check the file out"):
        learned(broken)
    save(replace(learned(), words=learned().words[:, :10]), tmp_path / "older.npz")
    with pytest.raises(ModelFileError, match="make train"):
        learned(tmp_path / "older.npz")
