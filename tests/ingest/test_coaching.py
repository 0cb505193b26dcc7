import dataclasses
from pathlib import Path

import pytest

from ingest.book import Book
from ingest.coaching import Coach, shorten
from ingest.records import Given, Person
from prompts.codes import CAUSES
from prompts.errors import PromptError
from prompts.playbook import Counsel
from prompts.prompt import FOLDER
from tests.ingest.test_diagnose import LATE, reading


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("- They signed on the Tuesday.", "They signed on the Tuesday"),
        ("“quoted already”", "quoted already"),
        ("word " * 40, "word " * 17 + "word …"),
    ],
)
def test_quotes_are_shortened_at_a_word(text: str, short: str) -> None:
    assert shorten(text) == short


@pytest.mark.parametrize(
    ("name", "short"), [("Mr Oduya", "Mr Oduya"), ("Dr. Amara Obi", "Dr. Amara Obi"), ("Dana Whitlock", "Dana")]
)
def test_people_are_called_as_one_calls_them(name: str, short: str) -> None:
    from ingest.coaching import called

    assert called(name) == short


@pytest.mark.parametrize("cause", CAUSES)
def test_every_cause_can_be_coached_with_nothing_but_the_cause(book: Book, cause: str) -> None:
    found = reading(book, LATE)
    bare = found.diagnosis.model_copy(
        update={
            "cause": cause,
            "evidence": (),
            "people": (),
            "account": None,
            "competitor": None,
            "recoverable": None,
            "confidence": "low",
        }
    )
    coaching = book.coach.coach(bare, found.lines, book.line_vectors(found.lines), Given())
    for advice in (coaching.lessons, coaching.next_time, coaching.questions):
        assert len({each.text for each in advice}) == 3
        assert all("{" not in each.text for each in advice)
    card = book.coach.card(bare)
    assert card.reopen_when
    assert card.avoid
    assert card.call == ""


def test_a_sentence_about_something_needs_it_in_the_notes(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    found = reading(book, LATE)
    page = book.playbook.causes[found.diagnosis.cause]
    about = (Counsel("Rehearse the demo.", ("demo",)), Counsel("Send it the day it is promised.", ("promis",)))
    monkeypatch.setitem(book.playbook.causes, page.id, dataclasses.replace(page, next_time=(*about, *page.next_time)))
    book.coach.vectors.update({each.text: book.embedder.embed([each.text])[0] for each in about})
    moves = book.coach.coach(found.diagnosis, found.lines, book.line_vectors(found.lines), Given()).next_time
    texts = [each.text for each in moves]
    assert "Send it the day it is promised." in texts
    assert "Rehearse the demo." not in texts


def test_the_line_that_says_most_is_the_one_that_is_quoted(book: Book) -> None:
    found = reading(book, LATE)
    last = found.diagnosis.evidence[-1]
    said = found.diagnosis.model_copy(update={"telling": last.line})
    coaching = book.coach.coach(said, found.lines, book.line_vectors(found.lines), Given())
    quoting = [each for each in (*coaching.lessons, *coaching.next_time, *coaching.questions) if each.lines]
    assert quoting
    assert all(each.lines == (last.line,) and shorten(last.text) in each.text for each in quoting)


def test_the_card_calls_a_buyer_and_never_us(book: Book) -> None:
    found = reading(book, LATE).diagnosis.model_copy(
        update={
            "people": (
                Person(name="Maya Lindqvist", side="us"),
                Person(name="Ines Ferreira", role="ops lead", side="buyer"),
            )
        }
    )
    assert book.coach.card(found).call == "Ines Ferreira (ops lead)"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [("- avoid: ", "- dodge: ", "'## product_gap' has no sentence that begins with '- avoid: '"),
     ("## won", "## win", "section '## won' is missing")],
)  # fmt: skip
def test_a_broken_card_page_says_where_and_how(book: Book, tmp_path: Path, old: str, new: str, complaint: str) -> None:
    text = (FOLDER / "card.md").read_text(encoding="utf-8")
    (tmp_path / "card.md").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PromptError, match=complaint):
        _ = Coach(book.playbook, book.embedder, folder=tmp_path).cards
