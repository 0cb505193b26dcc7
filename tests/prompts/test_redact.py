"""No known name, address or number leaves; what comes home has them again, to the letter."""

import json
import re
import time

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from prompts.identifiers import REGIONS, cut
from prompts.redact import Name, Noun, pattern_of, redact
from prompts.schema import clean

DANA = [Name(text, "Person", "Dana Whitlock") for text in ("Dana Whitlock", "Dana", "Whitlock")]
HALDEN = [Name(text, "Company", "Halden Cold Chain") for text in ("Halden Cold Chain", "Halden")]
ROUTELY = Name("Routely", "Competitor", "Routely")
KNOWN = [*DANA, *HALDEN, ROUTELY, Name("Will", "Person", "Will Price", capital=True)]


def hidden(text: str, *names: Name) -> str:
    made = redact([text], names or KNOWN)
    assert made.restored(made.texts[0]) == text
    return made.texts[0]


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("Halden Cold Chain chose Routely.", "Company 1 chose Competitor 1."),
        ("HALDEN's board, Halden’s board, Haldens Board", "Company 1's board, Company 1b’s board, Company 1bs Board"),
        ("dana said Dana Whitlock would", "Person 1b said Person 1 would"),
        ("Will said we will see", "Person 1 said we will see"),
        ("Haldenfield, McDana, Danas2 and xRoutely stay", "Haldenfield, McDana, Danas2 and xRoutely stay"),
        ("Dana\n  Whitlock", "Person 1"),
        ("mail dana.w+x@halden.co.uk, not @dana", "mail email-1@example.invalid, not @Person 1"),
        (
            "<https://crm.halden.com/o?id=1>, (www.halden.com).",
            "<https://link-1.example.invalid>, (https://link-2.example.invalid).",
        ),
        ("see halden.com/pricing", "see https://link-1.example.invalid"),
        ("+44 20 7946 0958 or 0151-5550123", "phone-number-1 or phone-number-2"),
        ("(555) 010-9999", "phone-number-1"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN account-number-1"),
        ("card 4111 1111 1111 1111", "card card-number-1"),
        ("Nr.4111.1111.1111.1111", "Nr.card-number-1"),
        ("Nr.123456789012, VAT GB123456789", "Nr.long-number-1, VAT long-number-2"),
        ("06.12.34.56.78 or 06-12-34-56-78", "phone-number-1 or phone-number-2"),
        ("0176 20-12-34-56, 0176 20-12-34", "phone-number-1, phone-number-2"),
        ("020-1998-2012, Tel.0151 5550123", "phone-number-1, Tel.phone-number-2"),
        ("04.03.2026 0151 5550123", "04.03.2026 phone-number-1"),
        ("Halden_RFP_v3.pdf, 2026Halden.pdf", "Company 1_RFP_v3.pdf, 2026Company 1.pdf"),
        ("Halden2026.pdf, Halden2027_v1", "Company 1.pdf, Company 1b_v1"),
        ("customer 400100200300", "customer long-number-1"),
        ("at 12 High Street, Marktstraße 5, LS1 4AP", "at address-1, address-2, address-3"),
        ("Company 3 and company 7 stay; Halden goes", "Company 3 and company 7 stay; Company 8 goes"),
    ],
)
def test_what_leaves(text: str, leaves: str) -> None:
    assert hidden(text) == leaves


@pytest.mark.parametrize(
    "text",
    [
        "42,000 EUR on 2026-03-04, 12/05/2026 or 18.11.2026 at 10:15",
        "L01| buyer: 42k, 34 vans; 1 200 000 a year; 99.95 %; v3.11.7",
        "03.04.2026 10-12, 04.03.26 10:15, 01.05.2026-03.05.2026, 04.03.2026 34 000 EUR",
        "0.1234567890123, 2026-03-04 10:15:30, 192.168.100.200",
        "6 of 15 lines, 2025-2026, Q3, 24/7, 9-5, 60 days",
        "We will price it at 12 a drop, 20 min slot.",
    ],
)
def test_what_a_model_needs_stays(text: str) -> None:
    assert hidden(text) == text


def test_one_stand_in_in_all_texts_of_a_question() -> None:
    made = redact(["Routely and Halden", "halden, then Halden Cold Chain"], KNOWN)
    assert made.texts == ("Competitor 1 and Company 1b", "Company 1c, then Company 1")
    assert made.counts == {"Competitor": 1, "Company": 1}


def test_an_answer_in_other_words_gets_the_names_too() -> None:
    made = redact(["Dana of Halden rang Dana Whitlock"], KNOWN)
    assert (
        made.restored("PERSON 1b's firm, company\u00a01, is person 1d's.") == "Dana's firm, Halden, is Dana Whitlock's."
    )
    assert made.restored("Person 2 and Company 12 are nobody.") == "Person 2 and Company 12 are nobody."
    assert made.restored_in({"a": ["Person 1", 3, None], "b": ("Company 1",)}) == {
        "a": ["Dana Whitlock", 3, None],
        "b": ("Halden",),
    }


def test_a_growing_answer_never_shows_a_wrong_name() -> None:
    """'Person 1' may be on its way to 'Person 12'; nothing that is shown is taken back."""
    names = [Name(f"Ann{n}x Ooo{n}x", "Person", str(n)) for n in range(30)]
    made = redact([" ".join(name.text for name in names) + " ann@x.org"], names)
    answer = "Person 12 told Person 1, and Person 3b, at email-1@example.invalid. End"
    whole = made.restored(answer)
    for at in range(len(answer) + 1):
        shown = made.partial({"first": "by Person 2", "because": answer[:at]})
        assert whole.startswith(shown["because"]), (answer[:at], shown)
        assert shown["first"] == "by Ann1x Ooo1x"


def test_many_ways_to_write_one_name() -> None:
    text = " ".join("".join(c.upper() if n >> i & 1 else c for i, c in enumerate("routely")) for n in range(128))
    assert "outel" not in hidden(text).lower()


def test_a_name_without_its_accents_is_the_same_name() -> None:
    assert (
        hidden("Hanak Kovo, HANÁK kovo, Hana\u0301k Kovo", Name("Hanák Kovo", "Company", "h")).count("Company 1") == 3
    )


def test_a_name_recorded_without_accents_is_found_with_them() -> None:
    zoe = Name("Zoe Muller", "Person", "z")
    text = "Zoë Müller, ZOË MÜLLER"
    assert hidden(text, zoe).count("Person 1") == 2
    assert len(pattern_of(["Zoe Muller"]).findall(f"{text}, Zoe\u0308 Mu\u0308ller, zoe_muller2, Zoe_Muller")) == 3
    assert len(pattern_of(["Zoë Müller", "3M"]).findall("notes_Zoe Muller2.txt, 13M, 3M")) == 2
    assert hidden("13M and 3M", Name("3M", "Company", "3m")) == "13M and Company 1"


@pytest.mark.parametrize("form", [PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL])
def test_no_international_phone_number_leaves(form: int) -> None:
    tried = 0
    for region in phonenumbers.SUPPORTED_REGIONS:
        number = phonenumbers.example_number(region)
        if number is not None:
            text = phonenumbers.format_number(number, form)
            assert not re.search(r"\d{3}", hidden(f"Ring {text} now")), (region, text)
            tried += 1
    assert tried > 200


def test_no_national_phone_number_of_the_regions_looked_at_leaves() -> None:
    for region in REGIONS:
        number = phonenumbers.example_number(region)
        assert number is not None
        text = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
        assert "phone-number-1" in hidden(f"Ring {text} now"), (region, text)


words = st.text(st.characters(codec="utf-8", categories=["Lu", "Ll"]), min_size=3, max_size=9)
# The stand-ins' own words are no secret.
OURS = "company competitor person email link number address phone long card account example invalid https"
secrets = st.lists(
    st.lists(words, min_size=1, max_size=3)
    .map(" ".join)
    .filter(lambda name: not any(part in OURS for part in name.casefold().split())),
    min_size=1,
    max_size=5,
    unique_by=str.casefold,
)
between = st.text(max_size=12) | st.sampled_from(
    [" ", ", ", "'s ", "’s ", " (", ")\n", " Company 1 ", " person 2b", ". "]
)


@settings(max_examples=120, deadline=None)
@given(names=secrets, mails=st.lists(st.emails(), max_size=3), gaps=st.lists(between, min_size=24), data=st.data())
def test_no_known_name_or_address_leaves_and_everything_comes_back(
    names: list[str], mails: list[str], gaps: list[str], data: st.DataObject
) -> None:
    pieces = [data.draw(st.sampled_from([n, n.upper(), n.lower(), n.title()])) for n in names * 2] + mails
    order = data.draw(st.permutations(pieces))
    text = "".join(f"{gap} {piece} " for gap, piece in zip(gaps, order, strict=False)) + gaps[-1]
    nouns: tuple[Noun, ...] = ("Person", "Company", "Competitor")
    known = [Name(name, data.draw(st.sampled_from(nouns)), name) for name in names]
    made = redact([text], known)
    assert made.restored(made.texts[0]) == text
    for name in names:
        whole = r"\s+".join(map(re.escape, name.split()))
        assert not re.search(rf"(?<!\w)(?i:{whole})(?!\w)", made.texts[0]), (name, made.texts[0])
    for mail in mails:
        if any(mail in piece for piece in order[: len(gaps)]):
            assert mail not in made.texts[0]


@settings(max_examples=300, deadline=None)
@given(text=st.text() | st.text("Company Person 123bs'’@.-+0/:\n", max_size=60))
def test_any_text_comes_back(text: str) -> None:
    hidden(text)


def test_a_note_of_a_megabyte_takes_seconds() -> None:
    text = ("Dana said Halden pays 42,000 on 2026-03-04. " * 25_000) + "x" * 100_000 + "1" * 100_000
    began = time.monotonic()
    made = redact([clean(text)], KNOWN)
    assert time.monotonic() - began < 20
    assert "Halden" not in json.dumps(made.texts)


def test_what_is_cut_leaves_no_half_of_a_name_or_address() -> None:
    text = "the card 4111 1111 1111 1111 and dana.whitlock@halden.com"
    for most in range(10, 28):
        assert cut(text, most) == "the card"
    for most in range(34, len(text)):
        assert "dana" not in cut(text, most)
    assert cut(text, len(text)) == text
    assert cut("Donaudampfschiff", 6) == ""
