"""Lines that can stand as evidence, each an exact span of the note."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.facts import Known
from ingest.lines import flat, number_lines
from ingest.lines.cut import clauses
from ingest.read import read_bytes
from ingest.records import Line, Note

PIECES = st.sampled_from(
    ["Dana: ", "> ", "- ", "\n", "\r\n", "\n\n", "We went with Kestrel. ", "“no”, she said ", "From: a@b.example\n", "Subject: x\n",
     "00:00:01.000 --> 00:00:02.000\n", "<v Tom>", "[00:01] Tom: ", "On Mon, 1 Mar, Tom wrote:\n", "Stage: Closed Lost / ", "אבג ", "👋🏽", "价格太高了。",
     " and then they " * 12, "...", "\u2028", "\t", "Speaker 1  0:03\n", "12:30\n", "**[02:00] Ann:** "]
)  # fmt: skip


def lines_of(text: str, known: Known | None = None) -> list[Line]:
    return list(number_lines(Note(text=text), known))


def check(text: str) -> tuple[Line, ...]:
    lines = number_lines(Note(text=text))
    end = 0
    for number, line in enumerate(lines, 1):
        assert line.number == number
        assert line.text == text[line.start : line.end]
        assert line.text == line.text.strip() != ""
        assert line.start >= end
        end = line.end
    return lines


@given(st.text(max_size=300))
def test_lines_are_exact_spans_of_any_text(text: str) -> None:
    assert check(text) == number_lines(Note(text=text))


@given(st.lists(PIECES, max_size=25).map("".join))
def test_lines_are_exact_spans_of_transcripts_and_mails(text: str) -> None:
    check(text)


@given(st.lists(st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12), min_size=40, max_size=200))
def test_a_cut_is_never_inside_a_word_and_loses_none(words: list[str]) -> None:
    text = " ".join(words)
    cut = [text[start:end] for start, end in clauses(text, 0, len(text))]
    assert " ".join(cut).split() == text.split()


def test_no_word_of_a_note_is_lost() -> None:
    text = "Lost it. They said: too dear!\n\n- e.g. the 4.5k setup fee\n* no reply since Jan. 12th… nothing\nAccount: Hollis"
    joined = " ".join(line.text for line in check(text))
    assert joined.split() == [word for word in text.split() if word not in ("-", "*")]


def test_sentences_bullets_and_fields() -> None:
    text = (
        "Stage: Closed Lost / Amount: 42k. USD / Closed Lost Reason: Price\nNotes: We met Dr. Anand twice. He liked it.\n"
        "- first point; still the first\n1. second\n[x] third one\nOk.\nApprox. 3.5 days were lost, e.g. on Friday. No."
    )
    assert [line.text for line in check(text)] == [
        "Stage: Closed Lost / Amount: 42k. USD / Closed Lost Reason: Price",
        "Notes: We met Dr. Anand twice.",
        "He liked it.",
        "first point; still the first",
        "second",
        "third one",
        "Ok.",
        "Approx. 3.5 days were lost, e.g. on Friday. No.",
    ]


def test_long_dictation_is_cut_at_clauses_of_about_25_words() -> None:
    text = (
        "so i called ray on tuesday and he said the thing about the missed pickups was real but they had lived with it for years "
        "and then lonnie came on and said the board works fine because everybody knows their route so we talked about the county "
        "contract for a while and he told me the two extra routes are covered so there is no reason to change anything this year"
    )
    lines = check(text)
    assert all(8 <= len(line.text.split()) <= 34 for line in lines)
    assert {line.text.split()[0] for line in lines[1:]} <= {"and", "but", "so", "because", "he", "then", "we", "they"}


def test_hard_wrapped_mail_is_joined_and_terse_notes_are_not() -> None:
    wrapped = (
        "Thank you for the quote, it looked very thorough and the engineers liked it\n"
        "a good deal. We have decided to stay with the current supplier for another\n"
        "year because nobody here has the time to run a change.\n"
    )
    assert [flat(line.text) for line in check(wrapped)] == [
        "Thank you for the quote, it looked very thorough and the engineers liked it a good deal.",
        "We have decided to stay with the current supplier for another year because nobody here has the time to run a change.",
    ]
    terse = "called twice, no reply from Dana or from anybody in her team all week\nBoard met on the 12th and the item was withdrawn\nNo next step"
    assert len(check(terse)) == 3


def test_scripts_without_spaces_are_cut_at_their_own_marks() -> None:
    text = "彼らは価格が高すぎると言いました。来年また連絡します。" + "非常に長い文章ですが、" * 8 + "終わり"
    lines = check(text)
    assert lines[0].text == "彼らは価格が高すぎると言いました。"
    assert lines[1].text == "来年また連絡します。"
    assert all(len(line.text) < 70 for line in lines)


def test_right_to_left_and_emoji() -> None:
    assert [line.text for line in check("דנה אמרה לא. המחיר גבוה.\n👎🏽👎🏽\n- 🙃 no reply")] == [
        "דנה אמרה לא. המחיר גבוה.",
        "👎🏽👎🏽",
        "🙃 no reply",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tom: How did it go?\nAna Ruiz: The board said no.\nIt was the freeze.\nTom: I see.", [("Tom", 1), ("Ana Ruiz", 2), ("Tom", 1)]),
        ("**Tom:** How did it go?\n\n**[02:00] Ana:** *sighs* Not well.\n\n**Tom:** Oh.", [("Tom", 1), ("Ana", 1), ("Tom", 1)]),
        ("[00:00:01] Tom: How did it go?\n[00:00:04] Ana: Badly.\n[00:00:09] Tom: Oh.", [("Tom", 1), ("Ana", 1), ("Tom", 1)]),
        ("Tom Ives  0:03\nHow did it go?\n\nAna Ruiz  0:09\nNot well at all.\n\nTom Ives  0:12\nOh dear me.", [("Tom Ives", 1), ("Ana Ruiz", 1), ("Tom Ives", 1)]),
        ("WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Tom>How are you?</v>\n\n2\n00:00:03.000 --> 00:00:04.000\n<v Ana>It is a no.</v>", [("Tom", 1), ("Ana", 1)]),
        ("Bot v1\nThis is David.\n2:30:20 AM(+00:00.76)\nUser\nHey, how are you?\n2:30:23 AM(+00:03.39)\nBot v1\nBusy day here.\n2:30:26 AM(+00:06.31)\n"
         "User\nWe had an appointment.\n2:30:29 AM(+00:09.53)", [("Bot v1", 1), ("User", 1), ("Bot v1", 1), ("User", 1)]),
        ("12/03/26, 10:32 - Dana: we can't do it\n12/03/26, 10:33 - Dana: sorry\n12/03/26, 10:40 - Tom: thanks for telling me", [("Dana", 2), ("Tom", 1)]),
        ("Meeting went fine.\nDana: we can't wait till May\nTimeline: Q3\nSummary: they like it", [(None, 1), ("Dana", 1), (None, 2)]),
    ],
)  # fmt: skip
def test_speakers(text: str, expected: list[tuple[str | None, int]]) -> None:
    runs: list[tuple[str | None, int]] = []
    for line in check(text):
        if runs and runs[-1][0] == line.speaker:
            runs[-1] = (line.speaker, runs[-1][1] + 1)
        else:
            runs.append((line.speaker, 1))
    assert runs == expected


MAIL = """From: Tom Archer <tom@ourfirm.example>
To: Deals <deals@ourfirm.example>
Subject: Fwd: Re: Quote for Hollis

For the file. She sounded sad about it.

---------- Forwarded message ---------
From: "Whitlock, Dana" <dana@hollis.example>
Subject: Re: Quote for Hollis

We signed with Kestrel on Friday.

On Mon, 2 Mar 2026 at 10:00, Tom Archer <tom@ourfirm.example>
wrote:
> Sorry for the delay, quote attached.
> > On 1 Mar 2026, at 09:00, Dana Whitlock wrote:
> > Could you send the quote this week?
"""


def test_mail_thread_gives_every_part_its_sender_and_side() -> None:
    lines = [line for line in check(MAIL) if line.speaker]
    assert [(line.speaker, line.side, line.text) for line in lines] == [
        ("Tom Archer", "us", "For the file."),
        ("Tom Archer", "buyer", "She sounded sad about it."),
        ("Dana Whitlock", "buyer", "We signed with Kestrel on Friday."),
        ("Tom Archer", "us", "Sorry for the delay, quote attached."),
        ("Dana Whitlock", "buyer", "Could you send the quote this week?"),
    ]


def test_headers_are_no_lines_but_the_subject_is() -> None:
    assert [line.text for line in check(MAIL) if line.speaker is None] == [
        "Subject: Fwd: Re: Quote for Hollis",
        "Subject: Re: Quote for Hollis",
    ]


HUGE = {
    "sentences": "They said the board cut the line and we never heard back from finance about it. ",
    "no sentence ends": "word ",
    "no spaces": "x",
    "turns": "Dana: no, we will not go on with this\n",
    "quote marks": "> ",
    "open quotations": 'she said "',
    "fields": "Stage: Closed Lost / ",
    "blank rows": "\n",
    "spaces": " ",
}


@pytest.mark.parametrize("unit", HUGE.values(), ids=HUGE)
def test_time_grows_with_the_length(unit: str) -> None:
    """Four times the text takes about four times as long, so a 1 MB paste takes seconds and not hours."""
    text = unit * (240_000 // len(unit))
    begin = time.process_time()
    number_lines(Note(text=text[: len(text) // 4]))
    middle = time.process_time()
    number_lines(Note(text=text))
    assert time.process_time() - middle < 8 * (middle - begin) + 0.5


def test_sample_shapes_from_tools_read_as_transcripts(tmp_path: Path) -> None:
    data = b"WEBVTT\n\n00:00:05.000 --> 00:00:12.000\n<v Buyer - VP Operations>Your price was too high once fees were added.\n"
    (line,) = number_lines(read_bytes("t.vtt", data))
    assert (line.side, line.speaker, line.text) == (
        "buyer",
        "Buyer - VP Operations",
        "Your price was too high once fees were added.",
    )
