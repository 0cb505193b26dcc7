"""Whose words or deeds a line of the rep's own notes reports, and which side a speaker is on."""

import pytest

from ingest.facts import Known
from ingest.lines import number_lines
from ingest.records import Note
from ingest.sides import side_of_words
from prompts.codes import Side

BUYER = [
    "they said the board cut the line",
    "Dana told me finance had never seen it",
    "she said no before I could answer",
    '"we would have lived with that" was her answer',
    "CFO wants to see the numbers first",
    "went dark after the second demo",
    "asked for a reference in the same industry",
    "Marisol did read it",
    "Meena: its 12 for all software this year",
    "turns out their board had already renewed",
    "emailed us twice asking for the quote",
    "I was told the budget went on vans",
    "Frau Lindner sagte, der Preis sei nicht das Thema",
    "dice que somos más caros",
    "8 May Dana emailed, any news?",
]
US = [
    "I never sent the security pack",
    "my bad, forgot the follow up",
    "we were two weeks late with the quote",
    "sent quote on the 16th, promised the 6th",
    "should have asked who signs",
    "chased twice, no luck",
    "told her we could not do SAP before Q4",
    "our connector only reads",
    "13/02 emailed Naz, nothing",
    "I rang on the 2nd like Dana asked",
    "hab das Angebot zu spät geschickt, mein Fehler",
    "asked him what was missing",
]
UNKNOWN = ["42k, 34 vans", "Hollis Freight 12 March", "price was fine", "no competitor", "Kestrel has the certificate"]


@pytest.mark.parametrize(
    ("words", "side"), [(w, "buyer") for w in BUYER] + [(w, "us") for w in US] + [(w, "unknown") for w in UNKNOWN]
)
def test_side_of_a_rep_s_line(words: str, side: Side) -> None:
    assert side_of_words(words) == side


def sides(text: str, known: Known | None = None) -> list[Side]:
    return [line.side for line in number_lines(Note(text=text), known)]


def test_tags_and_roles_settle_speakers() -> None:
    assert sides("Rep: How did it go?\nBuyer: Badly, I fear.\nRep: Oh no.\nBuyer: Yes, sorry.") == [
        "us",
        "buyer",
        "us",
        "buyer",
    ]
    assert sides("Tom (Account Executive): Hello there.\nAna (CFO): We passed.\nTom (Account Executive): Okay.")[
        :2
    ] == ["us", "buyer"]


def test_a_known_rep_settles_everybody_else() -> None:
    text = "Tom Ives: Hello there.\nAna: Hi.\nJo: Hello.\nTom Ives: So?"
    assert sides(text, Known(reps=("Tom Ives",))) == ["us", "buyer", "buyer", "us"]


def test_talk_settles_speakers_and_the_other_of_two() -> None:
    text = "A B: Let me share my screen, our pricing is on page two.\nC D: Fine.\nA B: What does your team use?\nC D: Paper."
    assert sides(text) == ["us", "buyer", "us", "buyer"]


def test_nothing_settles_two_strangers() -> None:
    assert set(sides("A B: Hello.\nC D: Hello.\nA B: Nice day.\nC D: Very.")) == {"unknown"}


def test_a_quotation_over_several_sentences_stays_the_buyer_s() -> None:
    text = 'Sanna spoke up. "Patient addresses are in there. I cannot put my name under it."'
    assert sides(text)[1:] == ["buyer", "buyer"]


def test_fields_are_ours_or_nobody_s() -> None:
    assert sides("Account: They Ltd\nClosed Lost Reason: they went dark") == ["unknown", "us"]


def test_mail_domain_settles_colleagues() -> None:
    text = "From: Ann Lee <ann@us.example>\nTo: Bo <bo@buyer.example>\nSubject: Quote\n\nAs promised.\n\n> From: Bo <bo@buyer.example>\n> Subject: Quote\n>\n> Where is it?\n"
    assert sides(text, Known(us_domains=("us.example",)))[1:] == ["us", "unknown", "buyer"]
