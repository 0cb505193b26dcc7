"""Signing in and out, for a team. On a laptop there is one user, and none of this is shown."""

from typing import Final

import streamlit as st

from app import deps
from app.widgets.page import heading, notice, pending_error, quiet, safely
from ingest.records import Viewer
from prompts.errors import LossbookError

_ASK: Final = "Lossbook keeps what you learned from your deals. Your reviews are yours until you share them."
_UNKNOWN: Final = (
    "You are signed in, and Lossbook does not know this address yet. Whoever looks after Lossbook here can add you; "
    "then reload this page."
)
_INACTIVE: Final = (
    "Your place here is no longer active. Your reviews are kept as they are. If that is a mistake, ask whoever looks "
    "after Lossbook here."
)


def is_in() -> bool:
    """Whether somebody is here who may be. Looked up in the records on every run."""
    return not deps.team() or isinstance(deps.asking(), Viewer)


def door() -> None:
    """What stands in place of every screen for somebody who is not in."""
    asking = deps.asking()
    if asking is None:
        heading("Sign in", _ASK)
        pending_error()
        if not deps.book().settings.secrets.is_file():
            notice(
                f"Sign-in is not set up: {str(deps.book().settings.secrets)!r} is missing. README says what goes in."
            )
            return
        st.button("Sign in", key="account.in", type="primary", on_click=safely(_sign_in))
        return
    heading("Not yet" if asking == "unknown" else "Not active here")
    notice(_UNKNOWN if asking == "unknown" else _INACTIVE)
    address = st.user.get("email")
    if address:
        quiet(f"Signed in as {address}.")
    st.button("Sign out", key="account.out", on_click=st.logout)


def badge() -> None:
    """Who is here, and the way out: one line at the top of every screen."""
    if not deps.team():
        return
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center"):
        quiet(deps.viewer().name)
        st.button("Sign out", key="account.out", type="tertiary", on_click=st.logout)


def _sign_in() -> None:
    from streamlit.errors import StreamlitAuthError

    try:
        st.login()
    except StreamlitAuthError as error:
        raise LossbookError("Sign-in is not set up rightly; look at the [auth] section of secrets.toml.") from error
