from pathlib import Path

import pytest

from eval.peers import Words, chroma_function
from eval.quality.labels import Labels, Record
from eval.quality.peers import CHROMA, LANGCHAIN, WORDS, peers_of
from ingest.book import EMBEDDER_FILE

NOTES = {
    "a": ("Maya", "They froze the budget until April and nobody may spend anything."),
    "b": ("Tomas", "Budget frozen, no spending before April, said Imogen."),
    "c": ("Maya", "The lift engineers did not like the tablets in the rain."),
}


@pytest.fixture(scope="module")
def labels() -> Labels:
    records = [Record(id=key, account="x", rep=rep, text=text) for key, (rep, text) in NOTES.items()]
    won = Record(id="w", account="x", rep="Maya", text="Budget frozen until April, yet they signed.", outcome="won")
    return Labels(part="dev", writer="w", file=Path(), records=(*records, won), questions=(), deals=())


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", [CHROMA, LANGCHAIN, WORDS])
def test_each_finds_what_is_alike_and_keeps_to_what_may_be_seen(name: str, labels: Labels, model_files: Path) -> None:
    ask = peers_of(labels, chroma_function(model_files / EMBEDDER_FILE))[name]
    assert set(ask("the budget is frozen until April", None)[:2]) == {"a", "b"}
    assert "b" not in ask("the budget is frozen until April", "Maya")
    assert ask("the budget is frozen until April", "Maya")[0] == "a"


def test_bm25_gives_nothing_for_words_that_are_nowhere() -> None:
    assert Words(["one two three", "four five six"]).best("zebra", 5, lambda _: True) == []
