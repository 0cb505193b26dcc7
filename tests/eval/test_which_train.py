"""Learning which firm is meant: the likelier firm comes first, and made examples are about nobody."""

import numpy as np
import pytest

from app.asking.evidence import AT, MEASURES, Evidence, Hit
from app.asking.firm import Firm
from app.asking.material import Material
from app.mentions import tokens
from eval.which_train import Example, fit_firm, of_others
from ingest.store.account_rows import NamedAccount


def example(
    text: str, measures: list[list[float]], meant: int, names: tuple[str, ...] = ("Grellan Dairy", "Otto Mills")
) -> Example:
    import datetime as dt

    firms = tuple(
        Firm((NamedAccount(id=at, name=name, reviews=1, last=dt.date(2026, 1, 1), spellings=()),))
        for at, name in enumerate(names)
    )
    material = Material(tuple(tokens(text)), firms, {}, frozenset(), frozenset(), {}, several=False)
    hits: tuple[dict[str, Hit], ...] = ({"grellan": Hit(1.0, general=False, everyday=False)}, {})
    rows = np.zeros((len(measures), len(MEASURES)))
    for row, values in zip(rows, measures, strict=True):
        row[AT["name"]], row[AT["common"]] = values
    return Example("someone", Evidence(material, rows, hits), "one", frozenset({meant}))


def test_what_parts_the_right_firm_from_the_others_gets_the_weight() -> None:
    examples = [example("grellan?", [[1.0, chance], [0.0, 1.0 - chance]], 0) for chance in (0.0, 0.5, 1.0) * 5]
    learned = fit_firm(examples)
    assert learned.shape == (2 * len(MEASURES) + 1,)
    assert learned[AT["name"]] > 5 * abs(learned[AT["common"]])


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("what happened with Grellan?", ["what happened with Zorvane?", "what happened with Grellan Hospital?"]),
        ("grellan last time", ["zorvane last time", "grellan hospital last time"]),
    ],
)
def test_a_question_is_made_one_of_others(text: str, made: list[str]) -> None:
    assert list(of_others(text, example(text, [[1, 0], [0, 0]], 0), ["dairy", "zorvane", "hospital"])) == made


def test_a_question_without_the_name_makes_none() -> None:
    assert list(of_others("how did it end", example("how did it end", [[1, 0], [0, 0]], 0), ["zorvane"])) == []
