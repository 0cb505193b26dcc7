import numpy as np
import pytest

from eval.peers import chroma_embedder
from eval.rows import Row, timed
from eval.texts import note_of, sentences, transcript_of
from ingest.book import EMBEDDER_FILE, Book


def test_a_promise_is_judged_by_the_median() -> None:
    assert Row("x", "s", [0.1, 0.2, 9.0], 0.3).kept is True
    assert Row("x", "times", [5, 11, 13], 12, at_least=True).kept is False
    assert Row("x", "s", [1.0], None).kept is None


def test_warm_runs_are_not_counted() -> None:
    runs: list[int] = []
    assert len(timed(lambda: runs.append(1), 3, warm=2)) == 3
    assert len(runs) == 5


def test_texts_have_the_asked_length_and_repeat() -> None:
    words = len(note_of(200, 3).text.split())
    assert 200 <= words <= 240
    assert note_of(200, 3) == note_of(200, 3)
    assert note_of(200, 3) != note_of(200, 4)
    assert 10_000 <= len(transcript_of(10_000).text.split()) <= 10_060


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_chromas_class_on_our_model_gives_our_vectors(book: Book) -> None:
    texts = sentences(6)
    theirs = np.array(chroma_embedder(book.settings.models / EMBEDDER_FILE)(texts))
    assert np.sum(theirs * book.embedder.embed(texts), axis=1).min() > 0.999
