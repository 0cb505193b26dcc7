"""The story of one deal: only with its rep's consent, without names until they say so, and it fits its slides."""

import datetime as dt
import io

import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.team.hide import Hidden, hidden, role_of
from app.team.kit import Kit, Part, kit, story
from app.team.kit_markdown import kit_markdown
from app.team.kit_pptx import BODY_HIGH, HIGH, WIDE, height, kit_pptx, size_for
from ingest.records import Debrief, Person, Viewer
from ingest.store import Store
from prompts.errors import LossbookError, NotFound
from prompts.playbook import Playbook
from tests.ingest.store.making import BEN, BOSS, MAYA, reading

NOTE = (
    "Halden went with Routely and Dana Whitlock was sorry. DANA said Will Okafor should have rung Ben that day. "
    "D wrote to maya@example.com and rang +44 20 7946 0958 on 18/11/2025. It will rain at Brackwater. Sabine agreed."
)
PEOPLE = (
    Person(name="Dana Whitlock", role="CFO", side="buyer"),
    Person(name="Will Okafor", side="us"),
)


def shared(store: Store) -> str:
    store.record(BEN, reading(), account="Brackwater Lifts", rep=BEN.name, shared="team")
    made = reading(NOTE, people=PEOPLE)
    debrief = Debrief(reason="Price", learn="Dana needed a figure.", differently="Ring Dana the same day.")
    return store.record(MAYA, made, account="Halden Cold Chain", rep=MAYA.name, debrief=debrief, shared="team")


def words(made: Kit) -> str:
    return "\n".join([made.title, made.under, *(line for part in made.parts for line in (part.title, *part.lines))])


def slides(data: bytes) -> list[list[str]]:
    deck = pptx.Presentation(io.BytesIO(data))
    return [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in deck.slides]


def test_nothing_without_consent_and_nothing_after_it_is_taken_back(store: Store, playbook: Playbook) -> None:
    one = shared(store)
    with pytest.raises(LossbookError, match="Maya Lindqvist has not agreed"):
        kit(store, BEN, one, playbook.name)
    store.give_consent(MAYA, one, names=False)
    assert kit(store, BEN, one, playbook.name).review_id == one
    store.share(MAYA, one, "private")
    with pytest.raises(NotFound):
        kit(store, BEN, one, playbook.name)
    with pytest.raises(LossbookError, match="has not agreed"):
        kit(store, MAYA, one, playbook.name)


def test_names_are_replaced_until_the_rep_says_they_may_stay(store: Store, playbook: Playbook) -> None:
    one = shared(store)
    store.give_consent(MAYA, one, names=False)
    told = words(kit(store, BEN, one, playbook.name))
    for name in ("Halden", "Dana", "DANA", "Whitlock", "Maya", "Lindqvist", "Okafor", "Brackwater", "@", "Sabine"):
        assert name not in told, name
    assert "To win the customer." in told
    assert "the same day" in told
    assert "the finance lead" in told.lower()
    store.give_consent(MAYA, one, names=True)
    told = words(kit(store, BEN, one, playbook.name))
    assert "To win Halden Cold Chain." in told
    assert "told by Maya Lindqvist" in told


def test_every_name_of_the_note_is_hidden_and_the_rest_stays(store: Store) -> None:
    hide = hidden(store, BEN, store.review(BEN, shared(store)))
    assert hide(NOTE) == (
        "The customer went with Routely and the finance lead was sorry. The finance lead said a colleague should have "
        "rung a colleague that day. The finance lead wrote to [address] and rang [number] on 18/11/2025. It will rain "
        "at another customer. Somebody agreed."
    )


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="abc Dana.,'“”()[]\\*+?{}|^$\n", max_size=60))
def test_hiding_never_fails_and_leaves_no_name(text: str) -> None:
    hide = Hidden(
        (("Dana Whit", "the finance lead"), ("Dana", "the finance lead"), ("a+b", "x")), (("D", "the it lead"),)
    )
    assert "Dana" not in hide(text).split()


def test_what_somebody_is_to_the_deal() -> None:
    assert role_of(Person(name="A", role="Head of IT", side="buyer")) == "the technical lead"
    assert role_of(Person(name="A", role="night nurse", side="buyer")) == "the night nurse"
    assert role_of(Person(name="A", side="buyer")) == "our contact there"
    assert role_of(Person(name="A", role="CFO", side="us")) == "a colleague"


def test_two_people_in_one_role_stay_two(store: Store) -> None:
    people = tuple(Person(name=name, side="buyer") for name in ("Orla Finch", "Bram Teague"))
    made = reading("Bram Teague went around Orla Finch.", people=people)
    one = store.record(MAYA, made, account="Halden", rep=MAYA.name, shared="team")
    hide = hidden(store, BEN, store.review(BEN, one))
    assert hide("Bram went around Orla.") == "Another person there went around our contact there."


def test_a_second_try_says_so(store: Store, playbook: Playbook) -> None:
    shared(store)
    again = store.review(BEN, shared(store))
    assert story(again, playbook.name, str, names=True).parts[0].lines == (
        "To win Halden Cold Chain. It was our second try with them.",
    )


def test_the_deck_says_what_the_page_says(store: Store, playbook: Playbook) -> None:
    one = shared(store)
    store.give_consent(MAYA, one, names=False)
    made = kit(store, BEN, one, playbook.name)
    found = slides(kit_pptx(made))
    assert [slide[0] for slide in found] == [made.title, *(part.title for part in made.parts)]
    assert [part.title for part in made.parts] == [
        "What was intended", "What happened", "Why", "What next", "Two lines from the notes", "One ask of the room",
    ]  # fmt: skip
    for slide, part in zip(found[1:], made.parts, strict=True):
        assert slide[1].split("\n") == list(part.lines)
    page = kit_markdown(made)
    assert page.startswith("# A loss worth sharing\n")
    assert page.count("\n> ") == 2
    deck = pptx.Presentation(io.BytesIO(kit_pptx(made)))
    notes = [slide.notes_slide.notes_text_frame for slide in deck.slides]
    assert all(frame is not None and frame.text for frame in notes), "each slide says what to say"


def test_the_longest_record_fits_its_slides(store: Store, playbook: Playbook) -> None:
    long = " ".join(["Wherever the warehouse management measurements went"] * 40)
    made = reading(f"{long}. {long}. {long}. {long}.", mechanism=long, competitor=long[:200], people=PEOPLE)
    debrief = Debrief(learn=long, differently=long)
    one = store.record(MAYA, made, account="W" * 200, rep=MAYA.name, debrief=debrief, shared="team")
    store.commit_to(MAYA, one, long)
    told = story(store.review(MAYA, one), playbook.name, str, names=True)
    for part in told.parts:
        assert height(part.lines, size_for(part.lines)) <= BODY_HIGH, part.title
    for slide in pptx.Presentation(io.BytesIO(kit_pptx(told))).slides:
        for shape in slide.shapes:
            right, low = shape.left + shape.width, shape.top + shape.height
            assert 0 <= shape.left < right <= WIDE * 914_400
            assert 0 <= shape.top < low <= HIGH * 914_400


def test_a_win_and_an_unclear_loss_have_a_story(store: Store, playbook: Playbook) -> None:
    won = store.record(MAYA, reading(outcome="won", cause="unknown"), account="A", rep=MAYA.name, shared="team")
    made = story(store.review(MAYA, won), playbook.name, str, names=True)
    assert made.title == "A win worth repeating"
    assert "We won it." in words(made)
    bare = reading(
        "Gone.", cause="unknown", confidence="low", outcome="unknown", stated=None, evidence=(), counter_evidence=()
    )
    made = story(store.review(BOSS, store.record(BOSS, bare, account="B", rep="Me")), playbook.name, str, names=True)
    assert "The notes do not show it." in words(made)
    assert "No line in the notes shows why." in words(made)


def test_a_broken_letter_does_not_break_the_deck() -> None:
    part = Part("Why\x00", ("a\x0bb \ud83d \u202e c",), "say\x01")
    assert slides(kit_pptx(Kit("T", "U", (part,), False, "x")))[1] == ["Why", "ab   c"]


def test_the_viewer_is_asked(store: Store, playbook: Playbook) -> None:
    one = shared(store)
    store.give_consent(MAYA, one, names=False)
    store.set_person(BOSS, "Gus", active=False)
    with pytest.raises(NotFound):
        kit(store, Viewer(name="Gus"), one, playbook.name)
    assert store.consent(MAYA, one).given <= dt.datetime.now(dt.UTC)  # type: ignore[union-attr]
