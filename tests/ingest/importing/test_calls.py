"""Recorded calls of four tools, cues and pasted transcripts."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.book import Book
from ingest.read import read_file
from ingest.read.calls import read_calls
from prompts.errors import NoteError
from tests.ingest.importing.conftest import FILES, BringIn, kept, whys


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
