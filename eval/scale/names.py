"""Invented names: tens of thousands of accounts, many of them a letter or a word apart, as in a real book of them."""

import random
from functools import cache
from typing import Final


def _split(words: str, between: str = " ") -> tuple[str, ...]:
    return tuple(words.split(between))


_HEADS: Final = _split(
    "Al Ash Bar Bel Bram Bre Cal Car Cor Dal Dor Dun Eld Fal Fen Gar Gil Grev Hal Har Hol Ing Kel Kes Kir Lan Lor "
    "Mal Mar Mor Nor Oak Orm Pel Pen Quill Rad Ros Sal Sel Sol Tar Thorn Tor Val Ver Wal Wen Yar Zel"
)
_TAILS: Final = _split(
    "bourne brook by cott dale den don fell field ford gate ham hurst ington lund mere mont more nis over rick rose "
    "sand stead stoke ton vale wick win worth"
)
_TRADES: Final = _split(
    "Bakeries|Boilers|Catering|Clinics|Cold Chain|Components|Controls|Dairy|Diagnostics|Distribution|Drives|Energy|"
    "Facilities|Fire Safety|Foods|Freight|Haulage|Heating|Hygiene|Joinery|Labs|Lifts|Linen|Logistics|Marine|"
    "Medical|Metals|Optics|Packaging|Pharma|Plastics|Pumps|Rail|Recycling|Refrigeration|Retail|Roofing|Security|"
    "Stores|Textiles|Tools|Transport|Vending|Waste|Water",
    "|",
)
_FORMS: Final = ("", "", "", "", " Ltd", " Inc", " GmbH", " Group", " AG", " LLC", " B.V.", " S.L.")
_GIVEN: Final = _split(
    "Aino Amara Anders Anneke Beatriz Bogdan Carmen Chidi Dana Elif Emeka Farid Femke Gerald Greta Hanna Henrik "
    "Imogen Ines Jarek Jonas Kavya Keiko Lars Leila Linnea Magda Marek Mina Nadia Niall Olga Oskar Petra Priya "
    "Rafael Renske Rosa Samir Sanna Sven Tariq Tomas Ursula Vikram Wanda Xenia Yusuf Zofia"
)
_FAMILY: Final = _split(
    "Aalto Achebe Baptiste Bergmann Castellanos Dubois Eriksen Fairley Ghosh Halloran Ibarra Jansen Kaya Lindqvist "
    "Mbeki Novak Okafor Petrov Quist Raman Sayle Tanaka Ueda Vos Whitlock Yilmaz Zielinski"
)
COMPETITORS: Final = _split(
    "Routely|Kestrel FSM|Fieldnote|Opslane|Dispatchly|Tandem Works|Corvid|Northbeam|Servana|Plotwise|Anvil Ops|Rondo",
    "|",
)
MONTHS: Final = _split("January February March April May June July August September October November December")


@cache
def accounts(count: int) -> tuple[str, ...]:
    """`count` different names (at most 1,440 heads and tails by 45 trades), legal forms on some."""
    chance = random.Random(11)  # noqa: S311 - repeatable, not secret
    plain = [f"{head}{tail} {trade}" for head in _HEADS for tail in _TAILS for trade in _TRADES]
    return tuple(f"{name}{chance.choice(_FORMS)}" for name in chance.sample(plain, count))


@cache
def reps(count: int = 60) -> tuple[str, ...]:
    """Our own people."""
    return _people(count, 12)


@cache
def buyers(count: int = 800) -> tuple[str, ...]:
    """Theirs."""
    return _people(count, 13)


def _people(count: int, seed: int) -> tuple[str, ...]:
    full = [f"{given} {family}" for given in _GIVEN for family in _FAMILY]
    return tuple(random.Random(seed).sample(full, count))  # noqa: S311 - repeatable, not secret
