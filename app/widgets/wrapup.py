"""The end of a review: one thing to do, the card for whoever comes back, and then it is put aside."""

import datetime as dt
from typing import Final

import streamlit as st

from app import deps
from app.widgets import drafts, places
from app.widgets.escape import html
from app.widgets.page import heading, notice, quiet, safely, section
from app.wording import day
from ingest.records import FutureCard
from ingest.store.rows import StoredReview

FIELDS: Final = ("commitment", "by", "revisit", "reopen_when", "call", "avoid")
_PICKS: Final = {"In a week": 7, "In a month": 30, "In a quarter": 91}


def draft_of(review: StoredReview) -> str:
    """The draft that holds commitment and card until they are recorded."""
    return f"keep:{review.first_id}"


def renew_card(review: StoredReview) -> None:
    """Another reading has brought another card: show it in the fields the rep has not typed in."""
    screen = draft_of(review)
    typed = drafts.load(screen)
    for name in FutureCard.model_fields:
        if name not in typed:
            st.session_state.pop(drafts.key_of(screen, name), None)


def keep(review: StoredReview) -> None:
    """Commitment, card, calendar file, 'Record and move on'."""
    _commitment(review)
    _card(review)
    st.html('<div class="lb-section"></div>')
    with st.container(horizontal=True, vertical_alignment="center"):
        again = review.put_aside is not None
        st.button(
            "Save and move on" if again else "Record and move on",
            key="keep.done",
            type="primary",
            on_click=_record,
            args=(review.id,),
        )
        quiet("The review itself is on record already. This adds what you wrote above, and puts it aside.")


def _commitment(review: StoredReview) -> None:
    section("One thing", "One step you will take. Small enough that you will know whether you did it.")
    for item in review.commitments:
        notice(f"{item.text} ({day(item.made.date())}, {_STATUS[item.status]})")
    left, right = st.columns([4, 1])
    screen = draft_of(review)
    with left:
        label = "Another thing I will do" if review.commitments else "What I will do"
        drafts.line(screen, "commitment", label)
    with right:
        drafts.day(screen, "by", "By (optional)")
    moves = sorted(review.coaching.next_time, key=lambda move: len(move.lines))
    if moves:
        quiet(f"For example: {moves[0].text}")


_STATUS: Final = {"open": "open", "kept": "kept", "missed": "missed", "not_testable": "cannot be told"}


def _card(review: StoredReview) -> None:
    section("For future you", "What whoever comes back to this account should know first.")
    screen, card = draft_of(review), review.card
    left, right = st.columns([2, 3], gap="large")
    with left:
        revisit = drafts.day(screen, "revisit", "Come back on", default=card.revisit)
        st.pills(
            "Or pick",
            list(_PICKS),
            key=drafts.key_of(screen, "pick"),
            on_change=_pick,
            args=(screen,),
        )
        words = review.diagnosis.revisit
        if words:
            quiet(f"The notes say “{words.text}”")
    with right:
        drafts.area(screen, "reopen_when", "What must be true by then", default=card.reopen_when, height=84)
        drafts.line(screen, "call", "Whom to call", default=card.call, placeholder="Nobody is named in the notes")
        drafts.area(screen, "avoid", "What not to repeat", default=card.avoid, height=84)
    if revisit is not None:
        _calendar(review, _card_of(review.card, screen))


def _calendar(review: StoredReview, card: FutureCard) -> None:
    from app.ics import calendar_file

    st.download_button(
        "Put it in my calendar",
        data=calendar_file(card, review.account, review.first_id),
        file_name=f"come-back-{card.revisit}.ics",
        mime="text/calendar",
        key="keep.calendar",
        on_click="ignore",
    )


@safely
def _pick(screen: str) -> None:
    key = drafts.key_of(screen, "pick")
    picked = st.session_state.get(key)
    if picked:
        drafts.fill(screen, revisit=dt.date.today() + dt.timedelta(days=_PICKS[picked]))  # noqa: DTZ011


def _card_of(card: FutureCard, screen: str) -> FutureCard:
    """The card as it stands in the fields of this tab."""
    state = st.session_state
    fields = {name: state.get(drafts.key_of(screen, name), getattr(card, name)) for name in FutureCard.model_fields}
    return FutureCard(**{name: (value or "").strip() if name != "revisit" else value for name, value in fields.items()})


@safely
def _record(review_id: str) -> None:
    store, viewer = deps.store(), deps.viewer()
    review = store.review(viewer, review_id)
    screen = draft_of(review)
    card = _card_of(review.card, screen)
    if card != review.card:
        store.set_card(viewer, review_id, card)
    text = str(st.session_state.get(drafts.key_of(screen, "commitment")) or "").strip()
    if text:
        by = st.session_state.get(drafts.key_of(screen, "by"))
        promise = f"{text} (by {day(by)})" if isinstance(by, dt.date) else text
        if all(item.text != promise for item in review.commitments):  # a second click promises nothing new
            store.commit_to(viewer, review_id, promise)
    store.put_aside(viewer, review_id)
    drafts.drop(screen, *FIELDS, "pick")
    places.stay(review=review_id, closed="1")


def closing(review: StoredReview) -> None:
    """One calm panel: recorded, what you said you would do, your own rate in proportion."""
    from app.calm import in_proportion

    heading("Recorded. Put it aside.", f"{review.account}, round {review.round}.")
    lines = []
    if review.commitments:
        lines.append(
            f'<p class="lb-label">Your one thing</p><p class="lb-words">{html(review.commitments[-1].text)}</p>'
        )
    if review.card.revisit:
        lines.append(f'<p class="lb-label">Come back on</p><p class="lb-words">{html(day(review.card.revisit))}</p>')
    told = in_proportion(deps.store(), deps.viewer(), review.rep)
    if told:
        whose = "In proportion" if review.rep == deps.viewer().name else f"In proportion: {review.rep}"
        lines.append(f'<p class="lb-label">{html(whose)}</p>')
        lines += [f"<p>{html(line)}</p>" for line in told]
    st.html(f'<div class="lb-close">{"".join(lines) or "<p>Nothing more to do here.</p>"}</div>')
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.button("Next deal", key="close.next", type="primary", on_click=places.stay)
        places.link_to_account(review.account_id, "This account")
        places.link_to_review(review.id, "Back to the review")
