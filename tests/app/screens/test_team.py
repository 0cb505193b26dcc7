"""Team: the counts on the screen are the viewer's, thanks arrive, and a look is written down."""

from typing import Any

import pytest

from app.running import Running
from ingest.book import Book
from ingest.records import Given, Viewer
from prompts.codes import Cause
from tests.app.screens import test_account
from tests.app.screens.conftest import ME, NOTE, Open, _blocks, button, raw, read, text
from tests.app.screens.test_account import BEN, MAYA, Door

door, team = test_account.door, test_account.team
INES = Viewer(name="Ines Rault")


def lost(book: Book, cause: Cause = "follow_up", times: int = 1, rep: Viewer = ME, stated: str = "Price") -> list[str]:
    """Losses as they are recorded, put down to a cause."""
    made = read(book, NOTE, Given(stated=stated))
    page = book.playbook.causes[cause]
    diagnosis = made.diagnosis.model_copy(update={"cause": cause, "control": page.control})
    ids = []
    for _ in range(times):
        given = Given(account=f"Acct {book.store.count(ME):02d}", rep=rep.name)
        ids.append(book.record(rep, made.model_copy(update={"diagnosis": diagnosis}), given))
    return ids


def view(at: Any, name: str) -> Any:
    """Choose one of the views."""
    found = next(each for each in at.button_group if each.key == "team.view")
    found.set_value(name).run()
    assert not at.exception
    return at


def charts(at: Any) -> list[Any]:
    """Charts on the screen."""
    return [each for each in _blocks(at.main) if "vega" in each.type]


def time(at: Any, said: str) -> Any:
    next(each for each in at.selectbox if each.label == "Time").set_value(said).run()
    assert not at.exception
    return at


def test_nothing_to_count_yet(opened: Open, kept: Book) -> None:
    assert "Nothing to count yet." in text(opened("team"))


def test_two_losses_are_no_pattern(opened: Open, kept: Book) -> None:
    lost(kept, times=2)
    at = time(opened("team"), "All")
    assert "Nothing is drawn from fewer than three losses." in text(at)
    assert len(charts(at)) == 0
    assert "Acct 00" in text(at), "the deals themselves are there"


def test_patterns_and_the_quotes_behind_them(opened: Open, kept: Book) -> None:
    lost(kept, "follow_up", 4)
    lost(kept, "no_access", 3)
    lost(kept, "product_gap", 1)
    at = time(opened("team"), "All")
    shown = text(at)
    assert "Of 8 losses, 7 turned on something the rep or the team could change, 1 on the product" in shown
    assert "“Price” or “budget” was the reason given in 8 losses." in shown
    assert "Too few to draw, or not clear: product gap 1." in shown
    assert len(charts(at)) == 3
    assert "nobody called back" in shown, "the quote behind the most frequent cause"
    for axis in ("competitor", "stage", "segment", "rep", "size"):
        next(each for each in at.button_group if each.key == "team.axis").set_value(axis).run()
        assert not at.exception
    assert "8 losses without this on record." in text(at), "no amounts"
    next(each for each in at.selectbox if each.label == "Cause").set_value("product_gap").run()
    assert text(at).count("Acct ") == 1


def test_words_of_a_note_stay_words(opened: Open, kept: Book) -> None:
    made = read(kept, NOTE, Given(stated="Price"))
    diagnosis = made.diagnosis.model_copy(
        update={"mechanism": "<img src=x> **bold** ![a](http://b)", "cause": "no_access"}
    )
    for number in range(3):
        given = Given(account=f"<b>Firm</b> [x](y) {number}")
        kept.record(ME, made.model_copy(update={"diagnosis": diagnosis}), given)
    for name in ("patterns", "lessons", "gaps", "causes"):
        at = view(time(opened("team"), "All"), name)
        assert "<img" not in raw(at)
        assert "<b>" not in raw(at)


def test_a_lesson_is_found_and_thanked_and_its_rep_sees_who_looked(team: Book, door: Door, opened: Open) -> None:
    one, _ = lost(team, times=2, rep=MAYA)
    team.store.share(MAYA, one, "team")
    door.asking = "ben"
    at = view(time(opened("team"), "All"), "lessons")
    shown = text(at)
    assert "Acct 00" in shown
    assert "Acct 01" not in shown, "not shared"
    button(at, "Thank Maya")
    assert "Maya Lindqvist sees your thanks." in text(at)
    assert "Ben Castellanos says thanks." in text(at)
    assert team.store.thanks(MAYA, [one]) == {one: ("Ben Castellanos",)}
    assert [(each.viewer, each.review_id, each.place) for each in team.store.views(MAYA)] == [(BEN.name, one, "team")]
    button(at, "Take thanks back")
    assert team.store.thanks(MAYA, [one]) == {}
    at.text_input[0].set_value("nobody called").run()
    assert "Acct 00" in text(at)
    at.text_input[0].set_value("zirconium").run()
    assert "No lesson has these words." in text(at)
    team.store.share(MAYA, one, "private")
    at.text_input[0].set_value("").run()
    assert "Acct" not in text(at), "the sharing was taken back"
    door.asking = "maya"
    assert not [each for each in view(time(opened("team"), "All"), "lessons").button if "Thank" in each.label]


def test_gaps_and_their_spreadsheet(opened: Open, kept: Book, home_in_use: Running) -> None:
    at = view(time(_with(opened, kept), "All"), "gaps")
    shown = text(at)
    assert "A missing capability decided 1 deal: 42,000 EUR, of the 1 with an amount." in shown
    assert "offline" in shown
    assert [each.proto.label for each in at.get("download_button")] == ["Spreadsheet for the product team"]


def _with(opened: Open, kept: Book) -> Any:
    note = NOTE + '- Dana: "without an offline mode it is a no, our drivers have no signal"\n'
    given = Given(account="Halden", stated="Product", amount=42_000, currency="EUR")
    made = read(kept, note, given)
    line = next(line for line in made.lines if "offline" in line.text)
    from ingest.records import Evidence

    proof = Evidence(
        line=line.number, start=line.start, end=line.end, text=line.text, side=line.side, cause="product_gap"
    )
    changed = {"cause": "product_gap", "control": "company", "evidence": (proof,)}
    kept.record(ME, made.model_copy(update={"diagnosis": made.diagnosis.model_copy(update=changed)}), given)
    return opened("team")


def test_a_cause_that_was_often_changed_suggests_a_split(opened: Open, kept: Book) -> None:
    for one in lost(kept, "no_access", 4)[:3]:
        said = kept.store.review(ME, one).diagnosis
        kept.store.correct(ME, one, said.model_copy(update={"cause": "champion_lost"}))
    shown = text(view(opened("team"), "causes"))
    assert "changed by a person in 3 of 4, most often to champion lost (3)" in shown
    assert "may hold two causes" in shown
    assert "Acct 00" in shown


@pytest.mark.parametrize("who", ["ines", "ben"])
def test_a_role_opens_nothing_here(team: Book, door: Door, opened: Open, who: str) -> None:
    lost(team, times=4, rep=MAYA)
    door.asking = who
    assert "Nothing to count yet." in text(opened("team"))


def test_the_rep_agrees_to_a_kit_on_the_review(team: Book, door: Door, opened: Open) -> None:
    (one,) = lost(team, rep=MAYA)
    door.asking = "maya"
    assert "Tell it to everybody" not in text(opened(review=one)), "not shared yet"
    team.store.share(MAYA, one, "team")
    at = button(opened(review=one), "I agree, make the story")
    consent = team.store.consent(MAYA, one)
    assert consent is not None
    assert not consent.names
    assert [each.proto.label for each in at.get("download_button")][:2] == ["Slides", "Page"]
    story = at.code[-1].value
    assert "A loss worth sharing" in story
    assert "Dana" not in story
    button(at, "Take it back")
    assert team.store.consent(MAYA, one) is None
    door.asking = "ben"
    assert "Tell it to everybody" not in text(opened(review=one)), "somebody else's to tell"
