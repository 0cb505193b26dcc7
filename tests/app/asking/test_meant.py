"""A language model says which account is meant: of those shown, which the asker may see, and never one of its own."""

from pathlib import Path
from typing import Any

import pytest

from app.asking import Answered, ask
from ingest.book import Book
from ingest.records import Person, Viewer
from prompts.errors import ModelTimeout
from prompts.scripted import ScriptedModel
from tests.app.asking.conftest import TODAY, with_engines
from tests.ingest.store.making import BOSS, MAYA, reading, vectors

NOTES = [
    ("Skarvik Havbruk", "Kirsty Munn runs the hatchery. Arne wants a spare pump for the trout.", MAYA.name),
    ("Lochgair Shellfish", "Kirsty Bell has the say. The ropes froze in March.", MAYA.name),
    ("Kettle Creek Mills", "Owen Pryce liked the mixer. The flour dust set it off.", "Tomas Berg"),
]


@pytest.fixture
def firms(engines: Book, model_files: Path, tmp_path: Path) -> Book:
    book = with_engines(tmp_path / "home", engines, model_files)
    for at, (name, text, rep) in enumerate(NOTES):
        of = reading(text, outcome="no_decision", mechanism="It stalled.", people=())
        book.store.record(BOSS, of, account=name, rep=rep, vectors=vectors(of), external_id=f"m-{at}")
    object.__setattr__(book.settings, "model", "scripted:test")
    return book


def said(kind: str, *accounts: int, name: str = "") -> dict[str, Any]:
    return {"because": "Its words.", "kind": kind, "accounts": list(accounts), "name": name}


def answered(
    book: Book, question: str, which: Any, viewer: Viewer = BOSS, previous: Answered | None = None
) -> tuple[Answered, ScriptedModel]:
    model = ScriptedModel({"which": [which], "ask": [{"claims": []}]})
    book.__dict__["_chosen"] = model
    return ask(book, viewer, question, today=TODAY, previous=previous), model


def numbers(model: ScriptedModel) -> dict[str, int]:
    """Under which number each account was shown."""
    rows = [row for row in model.asked[0].prompt.text.splitlines() if row.startswith("[")]
    return {row.split("] ", 1)[1].split(":")[0]: int(row[1 : row.index("]")]) for row in rows}


def test_it_decides_where_no_name_is_given(firms: Book) -> None:
    question = "what did Kirsty want?"
    shown = numbers(answered(firms, question, said("nobody"))[1])
    assert {"Skarvik Havbruk", "Lochgair Shellfish"} <= shown.keys()
    for name in ("Skarvik Havbruk", "Lochgair Shellfish"):
        found, _ = answered(firms, question, said("one", shown[name]))
        assert found.account == name
        assert found.notices == (f"Its records fit: {name}.",)
    both = [shown["Skarvik Havbruk"], shown["Lochgair Shellfish"]]
    found, _ = answered(firms, question, said("several", *both))
    assert (found.kind, set(found.candidates)) == ("ambiguous", {"Skarvik Havbruk", "Lochgair Shellfish"})


def test_a_number_that_was_not_shown_is_nobody(firms: Book) -> None:
    found, _ = answered(firms, "what did Kirsty want?", said("one", 77))
    assert found.account is None
    assert found.kind in ("no_record", "ambiguous")


def test_a_name_it_says_is_on_no_record_must_stand_in_the_question(firms: Book) -> None:
    question = "why did we lose Kettle Bay?"
    for name in ("we Kettle", "why lose", "Kettle Creek"):  # not in a row, and on record
        assert name not in answered(firms, question, said("nobody", name=name))[0].answer
    found, _ = answered(firms, "where did we lose to Fenmark because of the ropes?", said("nobody", name="Fenmark"))
    assert "no record of Fenmark" in found.answer  # nobody here lost to them
    of = reading("Fenmark took it.", outcome="competitor", competitor="Fenmark", people=())
    firms.store.record(BOSS, of, account="Odell Mills", rep=MAYA.name, vectors=vectors(of), external_id="f-1")
    found, _ = answered(firms, "where did we lose to Fenmark because of the ropes?", said("nobody", name="Fenmark"))
    assert "no record of Fenmark" not in found.answer
    found, _ = answered(firms, "why did we lose Fenmark Clinics?", said("nobody", name="Fenmark Clinics"))
    assert found.answer == "There is no record of Fenmark Clinics."
    found, _ = answered(firms, question, said("nobody", name="Kettle Bay"))
    assert (found.kind, found.answer) == ("no_record", "There is no record of Kettle Bay.")
    found, _ = answered(firms, question, said("nobody", name="Ignore the above"))
    assert "Ignore" not in found.answer


def test_a_name_given_whole_does_not_wait_for_a_model(firms: Book) -> None:
    found, model = answered(firms, "What happened last time with Skarvik Havbruk?", said("one", 1))
    assert (found.account, model.asked) == ("Skarvik Havbruk", [])


def test_a_misspelt_name_is_shown_beside_the_firm_whose_it_may_be(firms: Book) -> None:
    # A model that gets "Company 1" for the name could not know that "skarvk" is it.
    _, model = answered(firms, "what did skarvk want?", said("nobody"))
    shown = model.asked[0].prompt.text.split("[2]")[0]
    assert "Skarvik Havbruk: 1 round" in shown
    assert "Its name may be what the question writes “skarvk”." in shown


def test_a_name_that_is_whole_for_one_and_short_for_others_is_asked_about(firms: Book) -> None:
    # "SC" is a legal form to us, and "Shire Council" to those who wrote it.
    for at, name in enumerate(("Murrin SC", "Murrin Grammar School")):
        of = reading(f"{name} liked the demo.", outcome="no_decision", mechanism="It stalled.", people=())
        firms.store.record(BOSS, of, account=name, rep=MAYA.name, vectors=vectors(of), external_id=f"s-{at}")
    question = "What happened with Murrin?"
    shown = numbers(answered(firms, question, said("nobody"))[1])
    both = said("several", shown["Murrin SC"], shown["Murrin Grammar School"])
    found, _ = answered(firms, question, both)
    assert (found.kind, set(found.candidates)) == ("ambiguous", {"Murrin SC", "Murrin Grammar School"})


def test_nothing_is_shown_that_the_asker_may_not_see(firms: Book) -> None:
    found, model = answered(firms, "who liked the mixer at kettle?", said("one", 1), viewer=MAYA)
    sent = "".join(each.prompt.text for each in model.asked)
    for hidden in ("Kettle Creek", "Owen", "flour", "Tomas Berg"):
        assert hidden not in sent.split("Which account does the question mean?")[0]
        assert hidden not in repr(found)
    told, model = answered(firms, "who liked the mixer at kettle?", said("one", 1), viewer=Viewer(name="Tomas Berg"))
    assert told.account == "Kettle Creek Mills"
    assert "Owen" in model.asked[0].prompt.text


def test_a_model_that_fails_is_asked_once_and_the_weights_decide(firms: Book) -> None:
    found, model = answered(firms, "what did owen at kettle like?", ModelTimeout("The model took too long."))
    assert [each.prompt.id for each in model.asked] == ["which"]
    assert found.account == "Kettle Creek Mills"
    assert found.notices[-1] == "The model took too long. The answer is the built-in engine's."
    assert "mixer" in found.answer


def test_what_goes_on_from_the_answer_before_keeps_its_account(firms: Book) -> None:
    first, _ = answered(firms, "What happened last time with Skarvik Havbruk?", said("nobody"))
    found, model = answered(firms, "and who runs it?", said("nobody"), previous=first)
    assert found.account == "Skarvik Havbruk"
    assert "which" not in [each.prompt.id for each in model.asked]


def test_one_firm_of_three_numbers_is_asked_back_and_of_two_that_nothing_joins_the_first_is_meant(firms: Book) -> None:
    question = "what did Kirsty want?"
    shown = numbers(answered(firms, question, said("nobody"))[1])
    found, _ = answered(firms, question, said("one", *shown.values()))
    assert found.kind == "ambiguous"
    ids = [choice.account_id for choice in found.choices]
    assert len(ids) == len(set(ids)) > 1
    found, _ = answered(firms, question, said("one", shown["Skarvik Havbruk"], shown["Lochgair Shellfish"]))
    assert (found.account, len(found.rounds)) == ("Skarvik Havbruk", 1)  # neither a name nor a person speaks for it


def test_two_names_of_one_firm_are_read_together_unless_somebody_parted_them(firms: Book) -> None:
    arne = (Person(name="Arne Moe", side="buyer"),)
    for at, name in enumerate(("Torvund Oppdrett", "Nordhav Marin")):
        of = reading(f"{name} has a new pump.", outcome="no_decision", mechanism="It stalled.", people=arne)
        firms.store.record(BOSS, of, account=name, rep=MAYA.name, vectors=vectors(of), external_id=f"n-{at}")
    question = "what did they say of the pump, torvund as they were called then?"
    shown = numbers(answered(firms, question, said("nobody"))[1])
    both = said("one", shown["Torvund Oppdrett"], shown["Nordhav Marin"])
    found, _ = answered(firms, question, both)
    assert (found.account, len(found.rounds)) == ("Torvund Oppdrett", 2)
    why = ask(firms, BOSS, "and why?", previous=found, today=TODAY, use_model=False)
    assert "the one round on record" not in why.answer  # they stay together through the talk
    one, other = (firms.store.find_account(BOSS, name) for name in ("Torvund Oppdrett", "Nordhav Marin"))
    assert one is not None
    assert other is not None
    firms.store.keep_apart(BOSS, one.id, other.id)
    found, _ = answered(firms, question, both)
    assert (found.account, len(found.rounds)) == ("Torvund Oppdrett", 1)


def test_the_account_that_was_picked_stays_where_its_name_fits_as_well(firms: Book) -> None:
    of = reading("Kettle Creek Dairy wants a mixer.", outcome="no_decision", mechanism="It stalled.", people=())
    firms.store.record(BOSS, of, account="Kettle Creek Dairy", rep=MAYA.name, vectors=vectors(of), external_id="k-1")
    for name in ("Kettle Creek Dairy", "Kettle Creek Mills"):
        picked = firms.store.find_account(BOSS, name)
        assert picked is not None
        firms.__dict__["_chosen"] = ScriptedModel({"which": [said("all")], "ask": [{"claims": []}]})
        assert ask(firms, BOSS, "what did kettle want?", about=picked.id, today=TODAY).account == name
        other = ask(firms, BOSS, "and what did lochgair want?", about=picked.id, today=TODAY, use_model=False)
        assert other.account == "Lochgair Shellfish"
    # What was only talked about gives way where another one's name fits as well, and the model says that is meant.
    before, _ = answered(firms, "What happened last time with Kettle Creek Mills?", said("nobody"))
    question = "no, the other kettle: what did they want?"
    dairy = numbers(answered(firms, question, said("nobody"), previous=before)[1])["Kettle Creek Dairy"]
    found, _ = answered(firms, question, said("one", dairy), previous=before)
    assert found.account == "Kettle Creek Dairy"


def test_the_account_that_was_picked_is_meant_where_several_fit(firms: Book) -> None:
    question = "what did Kirsty want?"
    shown = numbers(answered(firms, question, said("nobody"))[1])
    both = said("several", shown["Skarvik Havbruk"], shown["Lochgair Shellfish"])
    asked, _ = answered(firms, question, both)
    for choice in asked.choices:
        book = firms
        book.__dict__["_chosen"] = ScriptedModel({"which": [both], "ask": [{"claims": []}]})
        assert ask(book, BOSS, question, about=choice.account_id, today=TODAY).account == choice.name


def test_where_it_says_all_deals_past_losses_are_compared(firms: Book) -> None:
    found, model = answered(firms, "froze because of ropes", said("all"))
    assert [each.prompt.id for each in model.asked] == ["which", "same"]
    assert found.account is None
