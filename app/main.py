"""The router: frame, pages, nothing else."""

import streamlit as st

from app.widgets import places
from app.widgets.account import badge, door, is_in
from app.widgets.page import frame, told

frame()
here: bool | None = None
with told():
    here = is_in()
screen = st.navigation(
    [
        st.Page(places.REVIEW, title="Review", default=True),
        st.Page(places.ASK, title="Ask"),
        st.Page(places.ACCOUNTS, title="Accounts"),
        st.Page(places.CHECK, title="Check"),
        st.Page(places.REVISIT, title="Revisit"),
        st.Page(places.TEAM, title="Team"),
        st.Page(places.PREP, title="Prep"),
        st.Page(places.IMPORT, title="Import", url_path="import"),
        st.Page(places.SETUP, title="Setup"),
    ],
    position="top" if here else "hidden",
)
places.settle(screen.url_path)
if here:
    with told():
        badge()
    screen.run()
elif here is False:
    with told():
        door()
