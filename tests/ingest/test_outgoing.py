"""Which names a question must not hold: all on record, whoever may see them, and those found in the note."""

from dataclasses import replace

import pytest

from app.outgoing import leaving
from ingest.book import Book
from ingest.outgoing import NamesOnRecord, guarded, names_in, tried
from ingest.pipeline import review
from ingest.read import read_text
from ingest.records import Facts, Given, Person
from ingest.store import Store
from prompts.errors import ModelError
from prompts.prompt import load
from prompts.redact import redact
from prompts.redacted import RedactedModel
from prompts.scripted import ScriptedModel
from tests.ingest.store.conftest import file, postgres, store, url  # noqa: F401
from tests.ingest.store.making import BEN, BOSS, MAYA, reading

NOTE = """Halden Cold Chain - lost, call w Dana Whitlock 18/11/2025
- going with Routely
- Dana: "you said Wednesday the 12th, I rang twice and nobody called back"
- her mail: d.whitlock@halden.example, phone +44 20 7946 0958
- Anneke Roos in finance signed it. HALDEN's board too, says dana
"""
SECRETS = ("halden", "dana", "whitlock", "routely", "anneke", "roos", "7946")


class Far(ScriptedModel):
    """A model on another machine."""

    name = "far"
    host = "models.example.com"
    local = False


def sent(model: ScriptedModel) -> str:
    return "\n".join(f"{each.system.text if each.system else ''}\n{each.prompt.text}" for each in model.asked)


def hide(find: NamesOnRecord, text: str) -> str:
    made = redact([text], find("", text))
    assert made.restored(made.texts[0]) == text
    return made.texts[0]


def test_names_on_record_are_found_in_every_form(store: Store) -> None:  # noqa: F811
    people = (Person(name="Dana Whitlock", side="buyer"), Person(name="Will Price", side="buyer"))
    store.record(MAYA, reading(people=people), account="Halden Cold Chain GmbH", rep=MAYA.name)
    find = NamesOnRecord(store)
    hidden = hide(find, "halden cold chain, Halden's, HALDEN; routely; Maya, Lindqvist; dana and Whitlock.")
    assert hidden == "Company 1, Company 1b's, Company 1c; Competitor 1; Person 1b, Person 1; Person 2b and Person 2."
    assert (
        hide(find, "We will talk about the price. Price was high.") == "We will talk about the price. Price was high."
    )
    assert hide(find, "Will Price said Price is fine") == "Person 1 said Person 1b is fine"
    assert hide(find, "Haldenberg and Mayan stay") == "Haldenberg and Mayan stay"


def test_a_short_form_that_two_share_is_neither_ones_and_a_model_is_told_whose_it_may_be(
    store: Store,  # noqa: F811
) -> None:
    for name in ("Halden Cold Chain", "Halden Facilities"):
        store.record(MAYA, reading(), account=name, rep=MAYA.name)
    text = "What did Halden say? [1] Halden Cold Chain: 1 round. [2] Halden Facilities: 1 round."
    made = redact([text], NamesOnRecord(store)("", text))
    assert made.texts[0] == "What did Company 1 say? [1] Company 2: 1 round. [2] Company 3: 1 round."
    assert made.shared == ("Company 1 may be Company 2 or Company 3.",)
    assert made.restored(made.texts[0]) == text

    only = "Halden Facilities called. HALDEN is fine."
    made = redact([only], NamesOnRecord(store)("", only))
    assert (made.texts[0], made.shared) == ("Company 1 called. Company 1b is fine.", ())
    assert hide(NamesOnRecord(store), "Nothing but Halden.") == "Nothing but Company 1."

    model = Far([ModelError("away")])
    with pytest.raises(ModelError):
        guarded(model, store).ask(replace(load("ask").render(question="", account="", passages=""), text=text), Facts)
    assert "Company 1 may be Company 2 or Company 3.\n\nWhat did Company 1 say?" in sent(model)


def test_what_is_recorded_since_is_known_and_what_is_erased_is_not(store: Store) -> None:  # noqa: F811
    find = NamesOnRecord(store)
    assert hide(find, "Oduyafire") == "Oduyafire"
    store.record(BEN, reading(), account="Oduyafire Safety", rep=BEN.name)
    assert hide(find, "Oduyafire") == "Company 1"
    store.record(BEN, reading(competitor="Plenitrax"), account="Halden", rep=BEN.name)
    assert hide(find, "Plenitrax") == "Competitor 1"
    store.erase_account(BOSS, "Oduyafire Safety")
    assert hide(find, "Oduyafire, Plenitrax") == "Oduyafire, Competitor 1"


def test_what_is_shown_tells_of_no_hidden_record(store: Store) -> None:  # noqa: F811
    store.record(BEN, reading(), account="Oduyafire Safety", rep=BEN.name)
    assert tried(store, BEN, "Oduyafire") == "Company 1"
    assert tried(store, BOSS, "Oduyafire") == "Company 1"
    assert tried(store, MAYA, "Oduyafire") == "Oduyafire"


def test_people_on_no_record_are_hidden_by_first_name_or_title(store: Store) -> None:  # noqa: F811
    assert hide(NamesOnRecord(store), "it was Anneke's idea") == "it was Person 1's idea"
    assert hide(NamesOnRecord(store), "L01| buyer: Anneke Roos and Frau Özdemir came") == (
        "L01| buyer: Person 1 and Person 2 came"
    )


def test_names_told_beside_the_note() -> None:
    facts = Facts(account="Nordlund", competitor="Routely", people=(Person(name="Ike Obi"),))
    found = {(name.text, name.noun) for name in names_in(facts, Given(account="Nordlund AB", rep="Maya Lindqvist"))}
    assert {("Nordlund", "Company"), ("Routely", "Competitor"), ("Obi", "Person"), ("Maya", "Person")} <= found


def test_a_model_on_this_machine_gets_the_names(book: Book) -> None:
    here = ScriptedModel([])
    assert guarded(here, book.store) is here
    assert isinstance(guarded(Far([]), book.store), RedactedModel)


def test_a_review_by_a_far_model_holds_no_name(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "settings", book.settings.model_copy(update={"model": "auto"}))
    far = Far({"verdict": "no answer that fits", "choose": "no"})
    *_, last = review(read_text(NOTE), book.asking(guarded(far, book.store)), Given(), "auto", book.known(BOSS))
    assert last.reading is not None
    assert len(far.asked) == 1
    assert not [word for word in SECRETS if word in sent(far).casefold()]
    assert "nobody called back" in sent(far)


def test_the_preview_is_what_is_sent_and_sends_nothing(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    far = Far({"verdict": "no answer that fits"})
    monkeypatch.setattr(Book, "_chosen", far)
    monkeypatch.setattr(book, "settings", book.settings.model_copy(update={"model": "auto"}))
    found = leaving(book, BOSS, read_text(NOTE), Given())
    assert found is not None
    assert (found.host, found.model, found.redacted) == ("models.example.com", "far", True)
    assert (far.asked, book.store.usage().calls) == ([], 0)
    with pytest.raises(ModelError):
        list(review(read_text(NOTE), book.asking(guarded(far, book.store)), Given(), "model", book.known(BOSS)))
    (asked,) = far.asked
    assert found.messages == (("system", asked.system.text if asked.system else ""), ("user", asked.prompt.text))


def test_switched_off_the_preview_shows_names(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Book, "_chosen", Far([]))
    monkeypatch.setattr(book, "settings", book.settings.model_copy(update={"model": "auto", "redact": False}))
    found = leaving(book, BOSS, read_text(NOTE), Given())
    assert found is not None
    assert not found.redacted
    assert "Dana Whitlock" in found.messages[-1][1]


def test_nothing_leaves_without_a_far_model(book: Book) -> None:
    assert leaving(book, BOSS, read_text(NOTE), Given()) is None
