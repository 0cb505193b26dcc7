import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.store.ids import new_id
from ingest.store.names import account_key, person_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Halden Cold Chain GmbH", "halden cold chain"),
        ("Acme, Inc.", "ACME"),
        ("Foo GmbH & Co. KG", "foo"),
        ("Ｂright S.A.", "bright"),
        ("O'Neill Lifts Ltd", "O’Neill  Lifts"),
        ("Müller AG", "MÜLLER"),
        ("Straße GmbH", "STRASSE"),
    ],
)
def test_one_account(one: str, other: str) -> None:
    assert account_key(one) == account_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Halden Cold Chain", "Halden Facilities Group"), ("Acme", "Acme Group"), ("AS Roma", "Roma"), ("Co", "Ltd")],
)
def test_two_accounts(one: str, other: str) -> None:
    assert account_key(one) != account_key(other)


@given(st.text(min_size=1).filter(str.strip))
def test_every_name_has_a_key_and_keeps_it(name: str) -> None:
    assert account_key(name)
    assert account_key(name) == account_key(f"  {name} ")
    assert person_key(name) == person_key(name.strip() + "\n")


def test_ids_sort_by_time() -> None:
    ids = [new_id() for _ in range(2000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == 2000
    assert {len(one) for one in ids} == {26}
