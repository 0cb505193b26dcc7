from pathlib import Path

import pytest

from app import nextcall
from app.nextcall import QUESTIONS, Question, questions, raised
from ingest.book import Book
from ingest.diagnose.ways import learned
from ingest.records import Given
from prompts.codes import CAUSES
from prompts.errors import PromptError
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
    assert first.text == "Besides Nadia, who has a say, and have we spoken with them?"
    assert (first.line, first.quote) == (3, "I have not met anybody else there and do not know who signs.")


def test_without_names_the_questions_say_the_customer_and_your_contact(book: Book) -> None:
    texts = [each.text for each in asked(book, "nobody else has met them and i dont know who decides or who signs")]
    assert len(texts) == QUESTIONS
    assert not any("{" in text or "None" in text for text in texts)


def test_notes_that_speak_of_no_way_of_losing_get_general_questions(book: Book) -> None:
    made = asked(book, "call went fine\nlunch was good\n")
    assert len(made) == QUESTIONS
    assert [each.quote for each in made if each.line == 0] == [""] * len([each for each in made if each.line == 0])


def test_a_line_raises_one_question_and_stands_in_the_notes(book: Book) -> None:
    reading = read(book, OPEN)
    lines = [line for _, line in raised(reading, learned(), book.line_vectors(reading.lines)) if line]
    assert lines
    assert len({line.number for line in lines}) == len(lines)
    assert all(reading.lines[line.number - 1] is line for line in lines)


@pytest.mark.parametrize("settled", ["passed", "was cleared on the 3rd", "is not an issue"])
def test_what_is_settled_raises_no_question(book: Book, settled: str) -> None:
    opened = asked(book, "Call with Halden\nThe IT security review has not been cleared yet.\n")
    assert any("security review" in each.text and each.line == 2 for each in opened)
    assert not any(each.line == 2 for each in asked(book, f"Call with Halden\nThe IT security review {settled}.\n"))


def test_notes_in_another_language_get_general_questions(book: Book) -> None:
    note = "El contrato actual con Rastrea360 se renueva en junio y no hay nadie que decida por la empresa.\n"
    assert [each.line for each in asked(book, note)] == [0] * QUESTIONS


def test_the_person_meant_is_the_one_in_the_line_and_never_a_guess_among_several(book: Book) -> None:
    rival = "Met Rob Hayes from Kestrel at the fair.\n"
    line = "Our contact Lena Voss leaves in March and nobody else there wants the project.\n"
    texts = " ".join(each.text for each in asked(book, f"Halden Foods, 3 Nov\n{rival}{line}"))
    assert "Lena" in texts
    assert "Rob" not in texts


def test_a_broken_page_says_what_to_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "open.md"
    page.write_text((FOLDER / "open.md").read_text().replace("The tender text is written", "The tender is written"))
    monkeypatch.setattr(nextcall, "_PAGE", page)
    nextcall._page.cache_clear()
    with pytest.raises(PromptError, match=r"'## incumbent_or_wired'.*The tender is written"):
        nextcall._page(learned().mechanisms)
    page.write_text(page.read_text().replace("## follow_up", "## following"))
    with pytest.raises(PromptError, match="'## follow_up' is missing"):
        nextcall._page(learned().mechanisms)


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
