"""A question reads a line: what goes in, and what comes out of the file that ships."""

from pathlib import Path

import numpy as np
import pytest

from ingest.book import EMBEDDER_FILE, Book
from ingest.embed import DIMENSION, KEPT, Embedder, States
from ingest.embed.reader import Passage, Reader, fed
from prompts.errors import ModelFileError

NOTE = (
    "Call with Ingrid (CFO) and the two planners on Thursday.",
    "They run the yard on a wall chart and Ola's memory.",
    "Kestrel came in at 38k, two years, training included.",
    "Ingrid never answered about the loading dock.",
    "Kestrel's reference was a brewery in Porsgrunn.",
    "We sent the offer on 3 March and heard nothing until May.",
)


def _states(*ids: int) -> States:
    return States(np.array((1, *ids, 2)), np.ones((len(ids) + 2, DIMENSION), dtype=np.float16) * len(ids))


def test_a_word_is_told_whether_both_texts_have_it_and_lines_beside_are_marked() -> None:
    beside = np.full(DIMENSION, 0.5, dtype=np.float32)
    made = fed(_states(7, 8), [Passage(_states(8, 9, 10), beside, None), Passage(_states(11), None, beside)])
    assert made["question"].shape == (4, DIMENSION)
    assert made["question_kinds"].tolist() == [[0, 0, 1, 0], [0, 0, 0, 0]]
    assert made["line_kinds"].tolist() == [[2, 3, 2, 2, 2, 4], [2, 2, 2, 5, 0, 0]]
    assert made["there"].sum(axis=1).tolist() == [6, 4]
    assert made["lines"][0, 5, 0] == 4.0


def _read(book: Book, question: str, lines: tuple[str, ...] = NOTE) -> list[float]:
    asked, *words = book.embedder.states([question, *lines])
    vectors = [None, *(each.pooled() for each in words), None]
    passages = [Passage(each, vectors[at], vectors[at + 2]) for at, each in enumerate(words)]
    return [float(odds) for odds in Reader().read(asked, passages)]


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("what did Kestrel charge?", 2),
        ("who holds the purse strings", 0),
        ("when did our quote go out", 5),
        ("where was the brewery that they named to us", 4),
    ],
)
def test_the_line_that_answers_comes_first(book: Book, question: str, line: int) -> None:
    odds = _read(book, question)
    assert odds.index(max(odds)) == line


def test_what_the_note_does_not_hold_is_less_sure_than_what_it_does(book: Book) -> None:
    without = tuple(line for line in NOTE if "38k" not in line)
    assert max(_read(book, "what did Kestrel charge?")) > max(_read(book, "what did Kestrel charge?", without)) + 1


def test_a_text_has_the_vector_that_it_was_always_given(book: Book) -> None:
    (states,) = book.embedder.states([NOTE[0]])
    assert np.allclose(states.pooled(), book.embedder.embed([NOTE[0]])[0], atol=1e-3)


def test_what_was_read_is_not_worked_out_again(model_files: Path) -> None:
    embedder = Embedder(model_files / EMBEDDER_FILE)
    first, again, other = embedder.states([NOTE[0], NOTE[0], NOTE[1]])
    assert first is again
    assert embedder.states([NOTE[2], NOTE[1]])[1] is other
    embedder.states([f"line {number}" for number in range(KEPT)])
    assert embedder.states([NOTE[1]])[0] is not other


def test_nothing_to_read_and_no_file(tmp_path: Path) -> None:
    assert Reader(tmp_path / "none.onnx").read(_states(1), []).shape == (0,)
    with pytest.raises(ModelFileError, match="Install Lossbook again"):
        Reader(tmp_path / "none.onnx").read(_states(1), [Passage(_states(2), None, None)])
    (tmp_path / "broken.onnx").write_bytes(b"no model")
    with pytest.raises(ModelFileError, match="damaged"):
        Reader(tmp_path / "broken.onnx").read(_states(1), [Passage(_states(2), None, None)])
