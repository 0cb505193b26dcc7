"""The account by the note's first words: an account guessed wrongly is worse than none."""

import pytest

from ingest.facts import find_facts
from ingest.facts.known import Known
from ingest.lines import number_lines
from ingest.read import read_text

REST = " They went with Corvane in the end. The price was fine, she said, but nobody called back for two weeks."


def account(text: str) -> str | None:
    note = read_text(text + REST)
    return find_facts(note, number_lines(note)).account


@pytest.mark.parametrize(
    "text",
    [
        "Calls w/ Mrs Dunmore re the freezer line, two in March.",
        "Two calls with Mr and Mrs Dunmore.",
        "Phoned Mr Weller twice, no answer.",
        "Rang Dr Patel, she is off until May.",
        "Spoke to Dana about the renewal today.",
        "Catch up with Jonas re pricing.",
        "Follow-up w/ Mr Lindqvist, wants a discount.",
        "Lunch with Mrs Adeyemi, good mood.",
        "Voicemail left for Ms Tran. Dead deal.",
        "Discovery call, Mr Dunmore, freezer line.",
        "Messages with Mr Dunmore, WhatsApp.",
        "Attended the tender opening with Mr Banda.",
        "Bumped into Mrs Dunmore at the fair.",
        "Debrief call with Mrs Okafor on the tender.",
        "Quick update. Lost it.",
        "Telefonat mit Frau Berger wegen der Kühllinie.",
        "Anruf bei Herrn Weiss, keine Antwort.",
        "Hablé con Marta de compras.",
        "Appel avec Mme Dupont au sujet du devis.",
        "Perdu le 14 mai, trop cher.",
        "Closed lost 2026-05-14, no budget.",
        "Kaffee mit Dana, kein Interesse.",
        "Lost Mrs Dunmore in May.",
        "44k, lost.",
        "19/3, lost.",
    ],
)
def test_the_words_a_note_opens_with_are_no_account(text: str) -> None:
    assert account(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Spoke to Dana at Halden Cold Chain today.", "Halden Cold Chain"),
        ("Meeting with Halden Cold Chain on Tuesday.", "Halden Cold Chain"),
        ("Quick update on Halden Cold Chain.", "Halden Cold Chain"),
        ("Site visit at Brightwater Dairies with Tom.", "Brightwater Dairies"),
        ("Visited Brightwater Dairies last week.", "Brightwater Dairies"),
        ("Update re Halden: lost.", "Halden"),
        ("Halden came back no.", "Halden"),
        ("Kettle, lost.", "Kettle"),
        ("Zahnarztpraxis-Verbund Dr. Ruppert, closing this one.", "Zahnarztpraxis-Verbund Dr. Ruppert"),
        ("Termin bei Nordlund Kältetechnik am Montag.", "Nordlund Kältetechnik"),
        ("Nachbesprechung Nordlund Kältetechnik.", "Nordlund Kältetechnik"),
        ("Visita a Avícola Monteclaro con Jorge.", "Avícola Monteclaro"),
        ("Visite chez Laiterie du Vallon.", "Laiterie du Vallon"),
        ("Account: 3M\nToo dear.", "3M"),
        ("Account: C&A\nToo dear.", "C&A"),
        ("Account: 1&1\nToo dear.", "1&1"),
        ("Account: K+S\nToo dear.", "K+S"),
        ("C&A, lost.", "C&A"),
        ("H&M - lost.", "H&M"),
        ("Lost Mrs Miggins Pie Shop to Kestrel.", "Mrs Miggins Pie Shop"),
        ("Halden with 40 seats, lost.", "Halden"),
    ],
)
def test_the_account_behind_them_is_found(text: str, name: str) -> None:
    assert account(text) == name


@pytest.mark.parametrize(
    "row", ["Deal: 40k", "Deal: 40 EUR", "Opp: 3/4", "Opportunity: 12345", "Account: 0034", "Account: 12.03.2026"]
)
def test_a_figure_in_a_field_is_no_account(row: str) -> None:
    assert account(f"Halden Foods\n{row}\nLost to Kestrel.") == "Halden Foods"


@pytest.mark.parametrize("name", ["40k", "12345", "1&1"])
def test_a_figure_in_a_note_is_no_account_on_record(name: str) -> None:
    note = read_text("Halden Foods, 40k, order 12345. Lost after a 1:1 with Dana.")
    assert find_facts(note, number_lines(note), Known(accounts=((name, ()),))).account == "Halden Foods"
