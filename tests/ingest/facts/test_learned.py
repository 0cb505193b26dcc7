"""The learned rules of the facts, and the day a line means."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest.facts.chosen import find_chosen
from ingest.facts.dates import find_dates
from ingest.facts.leaning import leaning
from ingest.facts.learned import LEARNED, learned, save
from ingest.facts.meant import meant
from ingest.facts.revisit import find_revisit
from ingest.lines import number_lines
from ingest.records import Line, Note
from prompts.errors import ModelFileError

NOTE = """Dunmore Glass, 14 lines. Parking behind the works.
- Price was never the matter, the board had it in the plan.
- Hannah liked the demo, two questions about the printer, both answered the same day.
- We were asked for a site visit in week two and got there in week five.
- Pellwood had an engineer on site on the Monday. So Pellwood it was, 14 lines, two years.
- Hannah said try her again next September.
- Return the loan printer."""


def lines_of(text: str) -> tuple[Line, ...]:
    return number_lines(Note(text=text))


def test_the_line_that_says_when_and_the_day() -> None:
    found = find_revisit(NOTE, lines_of(NOTE), date(2026, 3, 10))
    assert found is not None
    assert found.text == "Hannah said try her again next September."
    assert found.date == date(2026, 9, 1)


def test_a_note_without_such_a_line_gets_none() -> None:
    told = "\n".join(row for row in NOTE.splitlines() if "September" not in row)
    assert find_revisit(told, lines_of(told), date(2026, 3, 10)) is None


def test_the_name_that_was_chosen_is_neither_the_account_nor_a_person() -> None:
    assert find_chosen(lines_of(NOTE), "Dunmore Glass") == "Pellwood"
    assert find_chosen(lines_of("Lost. They said no."), None) is None


@pytest.mark.parametrize("account", ["Dunmore GmbH", "Brandt AG"])
def test_the_legal_form_of_the_account_is_nobodys_name(account: str) -> None:
    own = f"{account} went with somebody else. {account} it was, two years. So {account} did not sign with us."
    assert find_chosen(lines_of(own), account) is None
    assert find_chosen(lines_of(own + "\n" + NOTE.partition("\n")[2]), account) == "Pellwood"


def test_a_whole_note_leans_to_an_ending_and_a_short_one_to_none() -> None:
    assert leaning(lines_of(NOTE)) == "competitor"
    assert leaning(lines_of("Lost. They said no.")) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("contract ends September 2028, a greeting half a year before is welcome", date(2028, 3, 1)),
        ("contract's up Feb 2028. Ring 3 months before", date(2027, 11, 1)),
        ("agreement runs to 30 June 2028, ring Hal the winter before", date(2027, 12, 1)),
        ("new boss starts Feb 2, give them a month", date(2027, 3, 2)),
        ("Eighteen months from the 1st of May", date(2027, 11, 1)),
        ("decision is set for 30 Nov, call me the week after", date(2026, 12, 7)),
        ("no new contract till 31/12/26", date(2027, 1, 1)),
        ("ring him once the Christmas money is in, end of January", date(2027, 1, 31)),
        ("after the general meeting on 12 September", date(2026, 9, 13)),
        ("end of July is the fair, call me after that", date(2026, 8, 1)),
        ("ask us in half a year", date(2026, 9, 10)),
        ("their new year starts october first", date(2026, 10, 1)),
        ("come when you can", None),
    ],
)
def test_the_day_a_line_means(words: str, day: date | None) -> None:
    assert meant(words, find_dates(words, date(2026, 3, 10), words), []) == day


def test_months_come_first_where_the_note_says_so() -> None:
    anchor = date(2026, 3, 10)
    assert find_dates("Term's up 12/1/2030", anchor, "Term's up 12/1/2030, $40k")[0].day == date(2030, 12, 1)
    assert find_dates("Term's up 12/1/2030", anchor, "Term's up 12/1/2030, £40k")[0].day == date(2030, 1, 12)


def test_saved_rules_give_the_same_answers(tmp_path: Path) -> None:
    save(learned(), tmp_path / "copy.npz")
    copy = learned(tmp_path / "copy.npz")
    assert copy.ordinary == learned().ordinary
    cues = {"again": 1.0, "<ask>": 1.0}
    assert np.allclose(copy.revisit.weigh(cues), learned().revisit.weigh(cues), atol=0.01)
    assert not np.allclose(copy.revisit.weigh(cues), copy.revisit.weigh({"zzyzx": 1.0}))


def test_a_damaged_or_older_file_says_what_to_do(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npz"
    broken.write_bytes(LEARNED.read_bytes()[:1000])
    with pytest.raises(ModelFileError, match="check the file out"):
        learned(broken)
    save(replace(learned(), ending=learned().rival), tmp_path / "older.npz")
    with pytest.raises(ModelFileError, match="make train"):
        learned(tmp_path / "older.npz")
