"""Recorded calls of four tools, cues and pasted transcripts."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.book import Book
from ingest.facts.known import Known
from ingest.importing.beside import names_beside
from ingest.importing.items import Original, Row
from ingest.importing.names import NamesOnRecord
from ingest.read import read_file
from ingest.read.calls import read_calls
from ingest.records import Given, Note
from prompts.errors import NoteError
from tests.ingest.importing.conftest import FILES, BringIn, kept, whys

Written = Callable[[str, str], Path]


def test_gong_speakers_are_joined_to_the_parties(book: Book, bring_in: BringIn) -> None:
    assert bring_in(FILES / "gong.json").kept == 2
    found = kept(book)
    assert found["77001"].note.text.splitlines() == [
        "Maya Lindqvist: How did the board meeting go?",
        "Petra Holm: They froze every new purchase until the summer. It is not about you.",
        "Maya Lindqvist: Shall we talk again in May?",
    ]
    assert found["77001"].happened == dt.date(2025, 2, 3)
    assert found["77002"].note.text == "Speaker 1: We have decided to go with the other vendor."


@pytest.mark.parametrize("factor", [1, 1000])
def test_gong_in_seconds_or_milliseconds(factor: int) -> None:
    words = f"""{{"callTranscripts": [{{"callId": "1", "transcript": [
        {{"speakerId": "a", "sentences": [{{"start": {9 * factor}, "text": "Second."}}]}},
        {{"speakerId": "b", "sentences": [{{"start": {2 * factor}, "text": "First."}}]}}]}}]}}"""
    (call,) = read_calls("g.json", words.encode())
    assert call.text.splitlines() == ["Speaker 2: First.", "Speaker 1: Second."]


def test_fireflies_fathom_and_momentum(book: Book, bring_in: BringIn) -> None:
    done = bring_in(
        FILES / "fireflies.json", FILES / "fathom.json", FILES / "momentum.json", FILES / "fireflies_empty.json"
    )
    assert done.kept == 3
    assert "without a transcript" in whys(done)["fireflies_empty.json"]
    found = kept(book)
    assert (
        found["ff-1"].note.text == "Iris Venn: Kestrel came in at half your price.\nSpeaker 1: I am sorry to hear that."
    )
    assert found["ff-1"].happened == dt.date(2025, 5, 20)
    assert "machine wrote" not in found["94413019"].note.text
    assert found["94413019"].happened == dt.date(2025, 7, 15)
    (momentum,) = (review for name, review in found.items() if name.startswith("row-"))
    assert momentum.note.text.startswith("Maya: Thanks for taking the time, John.\nJohn: We built it ourselves")


SPOKEN = "Dana: Hexley Aquatics runs pools, and Routely is cheaper.\nMaya: Cobbold Seeds froze it as well."
TITLES = [
    ("Cobbold Seeds x us - final", "", "", "Cobbold Seeds"),
    ("Ferrow <> Hexley Aquatics", "hexleyaquatics.example", "", "Hexley Aquatics"),
    ("Ferrow <> Hexley Aquatics", "", SPOKEN, "Hexley Aquatics"),
    ("Hexley Aquatics | Final demo", "", SPOKEN, "Hexley Aquatics"),
    ("Demo: Trellis Payroll (2nd)", "", "", "Trellis Payroll"),
    ("Kickoff Hexley lost to Routely", "", SPOKEN, "Hexley"),
    ("Ferrow <> Hexley Aquatics", "", "", None),
    ("Budget Freeze - final", "", "", None),
    ("Weekly pipeline review", "", SPOKEN, None),
    ("Impromptu Zoom Meeting", "", SPOKEN, None),
    ("Maya's Personal Meeting Room", "", SPOKEN, None),
    ("Maya / Dana 1:1", "", SPOKEN, None),
    ("Maya x Dana", "", SPOKEN, None),
    ("Customer Success x Product", "", "Customer Success joins Product.", None),
    ("Interview: Sales Engineering Group", "", "", None),
    ("Routely vs us at Hexley Aquatics", "", SPOKEN, None),
    ("Lost to Routely", "", SPOKEN, None),
    ("", "", SPOKEN, None),
]
NAMES = [
    ("zoom_Hexley_Aquatics.vtt", "Hexley Aquatics"),
    ("HexleyAquatics_2026-03-02.vtt", "Hexley Aquatics"),
    ("calls/hexley-aquatics-final-call.txt", "Hexley Aquatics"),
    ("hexley_aquatics_lost_to_routely.txt", "Hexley Aquatics"),
    ("GMT20260302-140233_Recording.transcript.vtt", None),
    ("maya_call.txt", None),
    ("dana.vtt", None),
    ("pools.txt", None),
    ("Wren.txt", None),
    ("Cobbold Seeds + Hexley Aquatics demo.txt", None),
    ("hexley_dana.vtt", "Hexley"),
]


def beside(name: str, title: str = "", outside: tuple[str, ...] = (), text: str = SPOKEN) -> str | None:
    row = Row("here", "file", "1", Note(text=text, name=name), Given(), Original(name), title=title, outside=outside)
    return next((account for account, _ in names_beside(row)), None)


@pytest.mark.parametrize(("title", "domain", "text", "account"), TITLES)
def test_the_account_of_a_title(title: str, domain: str, text: str, account: str | None) -> None:
    assert beside("", title, (domain,) if domain else (), text) == account


@pytest.mark.parametrize(("name", "account"), NAMES)
def test_the_account_of_a_files_name(name: str, account: str | None) -> None:
    assert beside(name) == account


@pytest.mark.parametrize(
    ("name", "text", "account"),
    [
        ("Corvane.txt", "Spoke to Dana. She chose Corvane, cheaper by ten percent.", None),
        ("Corvane.vtt", "Dana: We went with Corvane in the end.\nMaya: What did Corvane do better?", None),
        ("Corvane.txt", "Competitor: Corvane\nCorvane undercut us twice.", None),
        ("leeds.txt", "Spoke to Dana in Leeds. They went dark.", None),
        ("leeds.txt", "The Leeds depot had no budget.", None),
        ("Corvane.txt", "Corvane went with Kestrel in the end. They liked the demo.", "Corvane"),
        ("Sheffield.txt", "Sheffield went with Kestrel. No budget for us.", "Sheffield"),
        ("Leeds Castle Foods.txt", "Leeds Castle Foods in Leeds had no budget.", "Leeds Castle Foods"),
        ("Halden vs Corvane.txt", "Lost Halden to Corvane.", "Halden"),
        ("halden_corvane.txt", "Lost Halden to Corvane.", "Halden"),
    ],
)
def test_a_file_named_after_the_rival_or_the_town_names_no_account(name: str, text: str, account: str | None) -> None:
    assert beside(name, text=text) == account


def test_a_rival_on_record_is_no_account_by_its_name() -> None:
    names = NamesOnRecord(Known(competitors=("Routely",)))
    assert names.near(SPOKEN, beside=(("Routely", 7),)).beside == ()
    assert names.near(SPOKEN, beside=(("Hexley Aquatics", 7),)).beside == (("Hexley Aquatics", 7),)


def test_a_recording_is_of_the_account_its_title_names(book: Book, bring_in: BringIn, written: Written) -> None:
    said = [
        {"speaker": {"display_name": who}, "text": text}
        for who, text in (
            ("Ilse Brandt", "An API is what you asked for, and we have it."),
            ("Rowan Pike", "We will stay with our own tool until the harvest."),
        )
    ]
    call = {"recording_id": 5, "meeting_title": "Cobbold Seeds x us - final", "transcript": said}
    call["calendar_invitees"] = [{"email": "rowan@cobboldseeds.example", "is_external": True}]
    cues = "WEBVTT\n\n00:01.000 --> 00:04.000\nRowan: Hexley Aquatics runs pools, and the board froze it.\n"
    note = "Wren Optics - lost. They saw Hexley Aquatics use Routely and liked it."
    bring_in(
        written("fathom.json", json.dumps(call)),
        written("zoom_Hexley_Aquatics.vtt", cues),
        written("like_Hexley_Aquatics.txt", note),
    )
    assert {name: review.account for name, review in kept(book).items()} == {
        "5": "Cobbold Seeds",
        "zoom_Hexley_Aquatics.vtt": "Hexley Aquatics",
        "like_Hexley_Aquatics.txt": "Wren Optics",
    }


def test_otter_and_cues(book: Book, bring_in: BringIn, written: Callable[[str, str], Path]) -> None:
    cues = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nDana: We have chosen Routely, they answered the same day.\n"
    assert (
        bring_in(
            FILES / "otter.txt", written("call.vtt", cues), written("call.srt", cues[8:].replace(".000", ",000"))
        ).kept
        == 2
    )
    otter = kept(book)["otter.txt"]
    assert {line.speaker for line in otter.lines if line.speaker} == {"Maya Lindqvist", "Greta Alder"}


def test_one_call_can_be_reviewed_as_a_note(tmp_path: Path) -> None:
    note = read_file(FILES / "fathom.json")
    assert note.kind == "json"
    assert note.written == dt.date(2025, 7, 15)
    with pytest.raises(NoteError, match="2 calls"):
        read_file(FILES / "gong.json")
    (tmp_path / "x.json").write_text('{"a": 1}')
    with pytest.raises(NoteError, match="no transcript of Gong"):
        read_file(tmp_path / "x.json")
    (tmp_path / "y.json").write_text('{"a": ')
    with pytest.raises(NoteError, match="not JSON"):
        read_file(tmp_path / "y.json")
