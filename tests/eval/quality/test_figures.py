from pathlib import Path

import pytest

from eval.quality.baseline import fallen, read, write
from eval.quality.figures import WRONG, Figure, Tally, of_places, of_share
from eval.quality.labels import Deal, Question
from eval.quality.score import Marks
from eval.score import Share
from prompts.errors import NoteError


def test_what_is_not_judged_is_not_counted() -> None:
    tally = Tally()
    tally.question(Question(id="q", kind="fact", question="?"), Marks(facts=True, answers=False))
    figures = tally.figures()
    assert figures["facts contained"].hits == 1
    assert figures["facts contained: fact"].n == 1
    assert figures["answers what is on record"].value == 0
    assert "right account" not in figures


def test_deals_and_questions_share_recall_and_mrr() -> None:
    tally = Tally()
    tally.question(Question(id="q", kind="similar", question="?"), Marks(found=(1, 3), first=2))
    tally.deal(Deal(id="d", account="A", text="", similar=("a", "b")), ["a", "b"])
    tally.deal(Deal(id="e", account="A", text=""), ["a"])
    figures = tally.figures()
    assert (figures["similar: recall@5"].hits, figures["similar: recall@5"].n) == (3, 5)
    assert figures["similar: MRR"].value == pytest.approx(0.75)
    assert figures["nothing similar: says so"].value == 0


def test_reciprocal_ranks() -> None:
    figure = of_places([1, 2, 0])
    assert figure.value == pytest.approx(0.5)
    assert figure.low <= 0.5 <= figure.high
    assert of_places([1, 2, 0]) == figure
    assert of_places([]).n == 0


def test_a_figure_under_its_interval_has_fallen() -> None:
    before = {"facts contained": of_share(Share(90, 100)), "gone": of_share(Share(1, 2))}
    assert not fallen({"facts contained": of_share(Share(85, 100)), "gone": of_share(Share(1, 2))}, before)
    lines = fallen({"facts contained": of_share(Share(80, 100))}, before)
    assert [line.split(":")[0] for line in lines] == ["facts contained", "gone"]


def test_one_word_of_another_account_is_enough() -> None:
    assert fallen({WRONG: of_share(Share(99, 100))}, {WRONG: of_share(Share(100, 100))})


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    assert read(file) == {}
    dev = {"facts contained": Figure(0.5, 0.1, 0.9, 2, 1)}
    write({"dev": dev}, file)
    write({"sealed": {}}, file)
    assert read(file) == {"dev": dev, "sealed": {}}
    file.write_text("[]")
    with pytest.raises(NoteError, match="--write"):
        read(file)
