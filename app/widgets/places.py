"""Where things are: the query names a link carries, and moving between screens. Links carry ids only, never words."""

import secrets
from pathlib import Path
from typing import Final

import streamlit as st

_SCREENS: Final = Path(__file__).parents[1] / "screens"
REVIEW: Final = str(_SCREENS / "review.py")
ASK: Final = str(_SCREENS / "ask.py")
ACCOUNTS: Final = str(_SCREENS / "accounts.py")
CHECK: Final = str(_SCREENS / "check.py")
REVISIT: Final = str(_SCREENS / "revisit.py")
TEAM: Final = str(_SCREENS / "team.py")
PREP: Final = str(_SCREENS / "prep.py")
IMPORT: Final = str(_SCREENS / "import_.py")
SETUP: Final = str(_SCREENS / "setup.py")

JOB: Final = "job"
REVIEW_ID: Final = "review"
LINE: Final = "line"
SHOWN: Final = "shown"
CLOSED: Final = "closed"
ACCOUNT: Final = "account"
PACK: Final = "pack"
_LAST: Final = "places.last"
_ARRIVED: Final = "places.arrived"


def asked(name: str) -> str | None:
    """A value of the address, None when it is not there."""
    value = st.query_params.get(name)
    return value or None


def settle(screen: str) -> None:
    """Say the address again: Streamlit leaves it as it was when a link leads to the screen it stands on."""
    if st.session_state.get(_LAST) == screen:
        st.query_params.from_dict(st.query_params.to_dict())
    st.session_state[_LAST] = screen
    here = (screen, st.query_params.to_dict())
    if arrival()[0] != here:
        st.session_state[_ARRIVED] = (here, secrets.token_hex(8))


def arrival() -> tuple[tuple[str, dict[str, str]] | None, str]:
    """The address this tab stands at, and a mark of its own for this time of coming to it."""
    found: tuple[tuple[str, dict[str, str]] | None, str] = st.session_state.get(_ARRIVED, (None, ""))
    return found


def stay(**query: str | None) -> None:
    """This screen with another address; the next run draws it. For callbacks."""
    st.query_params.from_dict({name: value for name, value in query.items() if value})


def link_to_review(review_id: str, label: str, line: int | None = None) -> None:
    """A link that opens one review, its note marked at `line`. `label` is ours, or went through `plain`."""
    query = {REVIEW_ID: review_id} | ({LINE: str(line)} if line else {})
    st.page_link(REVIEW, label=label, query_params=query)


def link_to_account(account_id: int, label: str) -> None:
    """A link that opens one account's ledger. `label` is ours, or went through `plain`."""
    st.page_link(ACCOUNTS, label=label, query_params={ACCOUNT: str(account_id)})


def link_to_pack(pack_id: int, label: str) -> None:
    """A link that opens one 1:1 pack. `label` is ours, or went through `plain`."""
    st.page_link(PREP, label=label, query_params={PACK: str(pack_id)})
