import pytest

from app.nextcall import QUESTIONS, Question, questions, raised
from ingest.book import Book
from ingest.diagnose.ways import learned
from ingest.records import Given
from prompts.codes import CAUSES
from prompts.playbook import Playbook, list_page
from prompts.prompt import FOLDER
from tests.app.test_checking import OPEN
from tests.app.test_similar import keep as keep
from tests.app.test_similar import read

ALONE = """Call with Ferrand Dairies, 4 November
Nadia in quality likes it and wants it before Easter.
I have not met anybody else there and do not know who signs.
she says she will talk to the owner herself
"""


def asked(book: Book, text: str, given: Given | None = None) -> tuple[Question, ...]:
    reading = read(book, text)
    return questions((), reading, given or Given(), learned(), book.line_vectors(reading.lines))


def test_what_the_notes_speak_of_is_asked_about_with_the_line_that_raises_it(book: Book) -> None:
    first = asked(book, ALONE)[0]
    assert first.text == "Besides Nadia, who has a say, and which of them has one of us spoken with?"
    assert (first.line, first.quote) == (3, "I have not met anybody else there and do not know who signs.")


def test_without_names_the_questions_say_the_customer_and_your_contact(book: Book) -> None:
    texts = [each.text for each in asked(book, "nobody else has met them and i dont know who decides or who signs")]
    assert len(texts) == QUESTIONS
    assert not any("{" in text or "None" in text for text in texts)


def test_notes_that_speak_of_no_way_of_losing_get_general_questions(book: Book) -> None:
    made = asked(book, "call went fine\nlunch was good\n")
    assert len(made) == QUESTIONS
    assert [each.quote for each in made if each.line == 0] == [""] * len([each for each in made if each.line == 0])


def test_a_line_that_raises_a_question_stands_in_the_notes(book: Book) -> None:
    reading = read(book, OPEN)
    found = list(raised(reading, learned(), book.line_vectors(reading.lines)))
    assert found
    lines = [line for _, line in found if line]
    assert lines
    assert all(reading.lines[line.number - 1] is line for line in lines)


def test_every_way_of_losing_has_a_question_and_every_cause_general_ones() -> None:
    pages = list_page(FOLDER / "open.md")
    of_ways = dict(line.split(" | ") for lines in pages.values() for line in lines if " | " in line)
    unknown = set(Playbook.load().causes["unknown"].mechanisms)
    assert set(of_ways) == set(learned().mechanisms) - unknown
    for cause in CAUSES:
        general = [line for line in pages[cause] if " | " not in line]
        assert len(general) >= QUESTIONS
    assert all(line.endswith("?") for lines in pages.values() for line in lines)


def test_a_line_speaks_most_of_its_own_mechanism_and_an_unknown_one_is_an_error(book: Book) -> None:
    ways = learned()
    freeze = "A group-wide spending freeze is announced while the order waits for signature."
    lines = ["head office froze all spending in every country last week", "lunch was good, the canteen has new chairs"]
    speaking = ways.speaking(lines, book.embedder.embed(lines), [freeze])
    assert speaking.shape == (2, 1)
    assert speaking[0, 0] > speaking[1, 0]
    with pytest.raises(ValueError, match="not in tuple"):
        ways.speaking(lines, book.embedder.embed(lines), ["no such way"])
