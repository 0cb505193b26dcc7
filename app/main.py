"""The router: frame, pages, nothing else."""

import streamlit as st

from app.widgets import places
from app.widgets.page import frame

frame()
screen = st.navigation(
    [
        st.Page(places.REVIEW, title="Review", default=True),
        st.Page(places.ASK, title="Ask"),
        st.Page(places.ACCOUNTS, title="Accounts"),
        st.Page(places.CHECK, title="Check"),
        st.Page(places.REVISIT, title="Revisit"),
        st.Page(places.IMPORT, title="Import", url_path="import"),
        st.Page(places.SETUP, title="Setup"),
    ],
    position="top",
)
places.settle(screen.url_path)
screen.run()
