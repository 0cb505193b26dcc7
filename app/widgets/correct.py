"""The rep has the last word: any field can be corrected, and the machine's version stays to be seen."""

import datetime as dt
from typing import Any, Final

import streamlit as st

from app import deps, desk
from app.widgets import places
from app.widgets.escape import html
from app.widgets.page import quiet, safely
from app.widgets.wording import CONTROLS, OUTCOMES
from app.widgets.wrapup import renew_card
from app.wording import day
from ingest.records import Diagnosis, Person
from ingest.store.rows import StoredReview
from prompts.codes import CAUSES
from prompts.codes import OUTCOMES as OUTCOME_CODES

_NAMES: Final = ("account", "outcome", "competitor", "cause", "control", "mechanism", "stated", "people")


def panel(review: StoredReview) -> None:
    """Folded: a form with every field, and what the machine had said."""
    title = (
        "Corrected by you. See the machine’s version, or correct again"
        if review.machine
        else "Something not right? Correct it"
    )
    with st.expander(title):
        if review.machine:
            st.html(difference_html(review.machine, review.diagnosis))
        _form(review)


def _form(review: StoredReview) -> None:
    now, playbook = review.diagnosis, deps.book().playbook
    with st.form(f"correct:{review.id}", border=False):
        first, second, third = st.columns(3)
        first.text_input("Account", review.account, key=_key(review, "account"))
        second.selectbox(
            "How it ended",
            OUTCOME_CODES,
            OUTCOME_CODES.index(now.outcome),
            format_func=OUTCOMES.__getitem__,
            key=_key(review, "outcome"),
        )
        third.text_input("Competitor", now.competitor or "", key=_key(review, "competitor"))
        first, second = st.columns(2)
        first.selectbox("Cause", CAUSES, CAUSES.index(now.cause), format_func=playbook.name, key=_key(review, "cause"))
        controls = tuple(CONTROLS)
        second.selectbox(
            "Who could change it",
            controls,
            controls.index(now.control),
            format_func=lambda code: CONTROLS[code][0],
            key=_key(review, "control"),
        )
        st.text_input("What exactly went wrong", now.mechanism, key=_key(review, "mechanism"))
        first, second = st.columns(2)
        first.text_area("Stated reason", now.stated.text if now.stated else "", height=100, key=_key(review, "stated"))
        second.text_area(
            "People, one a line: name, role", _people_text(now.people), height=100, key=_key(review, "people")
        )
        st.form_submit_button("Save my version", on_click=_save, args=(review.id,))
        quiet("The day to come back is on the card below. The notes themselves are never changed.")


def _key(review: StoredReview, name: str) -> str:
    return f"correct:{review.id}.{name}"


def _people_text(people: tuple[Person, ...]) -> str:
    return "\n".join(f"{person.name}, {person.role}" if person.role else person.name for person in people)


@safely
def _save(review_id: str) -> None:
    book, viewer = deps.book(), deps.viewer()
    review = book.store.review(viewer, review_id)
    typed = {name: st.session_state[_key(review, name)] for name in _NAMES}
    changes, account = _changes(review, typed), typed["account"].strip() or None
    if changes or (account and account != review.account):
        new = desk.correct(book, viewer, review, changes, account)
        renew_card(review)
        places.stay(review=new, job=places.asked(places.JOB))


def _changes(review: StoredReview, typed: dict[str, Any]) -> dict[str, Any]:
    """Only what differs. A cause the rep has settled has no open question any more."""
    now = review.diagnosis
    wanted = {
        "outcome": typed["outcome"],
        "competitor": typed["competitor"].strip() or None,
        "cause": typed["cause"],
        "control": typed["control"],
        "mechanism": " ".join(typed["mechanism"].split()) or now.mechanism,
        "stated": desk.stated_as(typed["stated"], now.stated),
        "people": desk.people_as(typed["people"], now.people),
    }
    changes = {name: value for name, value in wanted.items() if value != getattr(now, name)}
    if "cause" in changes:
        playbook = deps.book().playbook
        page = playbook.causes[typed["cause"]]
        if "mechanism" not in changes:
            changes["mechanism"] = page.mechanisms[0]
        if "control" not in changes:
            changes["control"] = page.control
        changes["contributing"] = tuple(c for c in now.contributing if c != typed["cause"])
        if typed["cause"] == "unknown":
            changes["confidence"] = "low"
    return changes


def difference_html(machine: Diagnosis, mine: Diagnosis) -> str:
    """What the machine said, and what stands now, field by field."""
    rows = "".join(
        f"<tr><th scope='row'>{label}</th><td>{html(before)}</td><td>{html(after)}</td></tr>"
        for label, before, after in _fields(machine, mine)
        if before != after
    )
    if not rows:
        return '<p class="lb-quiet">The account was changed; the reading is the machine’s.</p>'
    head = "<tr><th></th><th>The machine</th><th>You</th></tr>"
    return f'<table class="lb-diff"><thead>{head}</thead><tbody>{rows}</tbody></table>'


def _fields(machine: Diagnosis, mine: Diagnosis) -> list[tuple[str, str, str]]:
    name = deps.book().playbook.name

    def told(reading: Diagnosis) -> list[str]:
        return [
            OUTCOMES[reading.outcome],
            reading.competitor or "none",
            name(reading.cause),
            CONTROLS[reading.control][0],
            reading.mechanism,
            reading.stated.text if reading.stated else "none",
            ", ".join(person.name for person in reading.people) or "none",
            _date(reading.revisit.date if reading.revisit else None),
        ]

    labels = (
        "How it ended",
        "Competitor",
        "Cause",
        "Who could change it",
        "What went wrong",
        "Stated reason",
        "People",
        "Come back",
    )
    return list(zip(labels, told(machine), told(mine), strict=True))


def _date(date: dt.date | None) -> str:
    return day(date) if date else "no day"
