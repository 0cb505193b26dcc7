import io

from rich.console import Console

from eval.quality.figures import Tally
from eval.quality.labels import Question
from eval.quality.report import Asked, Part, show
from eval.quality.score import Marks


def printed(name: str) -> str:
    tally = Tally(words=[40])
    tally.question(Question(id="q", kind="fact", question="?"), Marks(facts=True, right_account=False))
    part = Part(name, tally, {"ostrava": tally}, failures=["the text of a failure"])
    out = io.StringIO()
    show(Console(file=out, width=150), part, Asked(failures=True))
    return out.getvalue()


def test_dev_shows_writers_and_failures() -> None:
    text = printed("dev")
    assert "ostrava" in text
    assert "the text of a failure" in text
    assert "0 of 1" in text


def test_sealed_shows_totals_only() -> None:
    text = printed("sealed")
    assert "facts contained" in text
    assert "ostrava" not in text
    assert "failure" not in text
