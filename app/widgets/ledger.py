"""One account's ledger: every round in order, what was said and what the notes show, and what was kept."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from app import deps
from app.widgets import joining, places
from app.widgets.accounts import dots_html
from app.widgets.cards import card_html
from app.widgets.escape import html
from app.widgets.note import Naming, quoted
from app.widgets.page import heading, pending_error, section
from app.widgets.said import said
from app.widgets.wording import CONFIDENCE, SIDES, marked, outcome, wrote
from app.wording import count, day
from ingest.records import Evidence
from ingest.store.account_rows import ReturnTo, Revisited
from ingest.store.rows import Ledger, Round, StoredReview

_QUOTES = 2
"""Quotes a round shows here; the review shows all."""


_RETURNED: Final[dict[ReturnTo, str]] = {
    "later": "Moved to a later day",
    "reopened": "Reopened",
    "closed": "Left closed",
}


def ledger(account_id: int) -> None:
    """Newest knowledge first: the latest card, then every round from the first to the last."""
    found = deps.store().ledger(deps.viewer(), account_id)
    deps.store().looked(deps.viewer(), [item.review.id for item in found.rounds], "ledger")
    name = deps.book().playbook.name
    st.page_link(places.ACCOUNTS, label="All accounts", icon=":material/arrow_back:")
    heading(found.account.name, _summary(found))
    pending_error()
    st.html(dots_html([item.review.outcome for item in found.rounds]).replace("lb-dots", "lb-dots lb-left"))
    if found.rounds:
        latest = found.rounds[-1]
        st.html(card_html(latest.card, f"For future you, from round {latest.review.round}"))
    came_back = deps.store().revisited(deps.viewer(), [item.review.first_id for item in found.rounds])
    for item in found.rounds:
        _round(item, name, came_back.get(item.review.first_id, ()))
    section("This account’s name")
    joining.panel(found)
    said()


def _summary(found: Ledger) -> str:
    account = found.account
    also = [text for text in found.aliases if text != account.name]
    known = f" Also written {', '.join(also)}." if also else ""
    return f"{count(account.reviews, 'deal')} on record, {account.won} won, last on {day(account.last)}.{known}"


def _round(item: Round, name: Naming, came_back: Sequence[Revisited]) -> None:
    st.html(round_html(item, name, came_back))
    if item.versions > 1:
        with st.expander(f"Corrected: {count(item.versions, 'version')}"):
            _history(item.review.id, name)
    places.link_to_review(item.review.id, f"Open the review of round {item.review.round}")


def _history(review_id: str, name: Naming) -> None:
    """What each version said, the first one first; nothing was overwritten."""
    for version in deps.store().history(deps.viewer(), review_id):
        st.html(f'<p class="lb-quiet">{html(version_line(version, name))}</p>')


def version_line(version: StoredReview, name: Naming) -> str:
    """One version in one line."""
    by = f"{version.rep} corrected it" if version.author == "rep" and version.supersedes else "First reading"
    if version.supersedes and version.author != "rep":
        by = "Read again by the language model"
    said = version.diagnosis
    what = outcome(said.outcome, said.competitor) + ("" if said.outcome == "won" else f", {name(said.cause)}")
    return f"{day(version.created.astimezone().date())} · {by}: {what}. {said.mechanism}"


def round_html(item: Round, name: Naming, came_back: Sequence[Revisited] = ()) -> str:
    """One round: outcome, stated beside evidenced, people, quotes, card, what was promised and what changed since."""
    review = item.review
    over = marked(f"Round {review.round} · {day(review.happened)} · {html(review.rep)}", review.sample)
    if came_back and came_back[-1].outcome == "reopened":
        over += ' · <strong class="lb-reopened">Reopened</strong>'
    parts = [f'<p class="lb-over">{over}</p><h2 class="lb-h2">{html(outcome(review.outcome, review.competitor))}</h2>']
    parts.append(f'<dl class="lb-facts">{_reasons(item, name)}</dl>')
    quotes = "".join(_quote(quote, "for") for quote in item.evidence[:_QUOTES])
    quotes += "".join(_quote(quote, "against") for quote in item.counter_evidence[:1])
    if quotes:
        parts.append(f'<ul class="lb-quotes">{quotes}</ul>')
    parts += [f'<p class="lb-quiet">{html(text)}</p>' for text in (*_footnotes(item), *map(_returned, came_back))]
    return f'<section class="lb-round">{"".join(parts)}</section>'


def _reasons(item: Round, name: Naming) -> str:
    review = item.review
    said = quoted(review.stated_text) if review.stated_text else "No reason was given."
    if item.debrief and item.debrief.reason:
        said += f'</dd><dd class="lb-quiet">Before the reveal: {html(item.debrief.reason)}'
    if review.outcome == "won":
        shows, sure = "What tipped it", review.mechanism
    elif review.cause == "unknown":
        shows, sure = "Not clear from these notes", review.mechanism
    else:
        certainty = "Corrected by hand" if review.author == "rep" else CONFIDENCE[review.confidence]
        shows, sure = name(review.cause), f"{review.mechanism} {certainty}."
    return (
        f"<div><dt>{html(wrote(review.rep, deps.viewer().name))}</dt><dd>{said}</dd></div>"
        f'<div><dt>The notes show</dt><dd class="lb-strong">{html(shows)}</dd>'
        f'<dd class="lb-quiet">{html(sure)}</dd></div>'
    )


def _quote(quote: Evidence, sign: str) -> str:
    by = f"{sign} · {html(SIDES[quote.side])}"
    return f'<li><p class="lb-words">{quoted(quote.text)}</p><span class="lb-by">{by}</span></li>'


def _footnotes(item: Round) -> list[str]:
    people = ", ".join(f"{p.name} ({p.role})" if p.role else p.name for p in item.people)
    notes = [f"People: {people}."] if people else []
    notes += [f"Promised ({promise.status.replace('_', ' ')}): {promise.text}" for promise in item.commitments]
    card = item.card
    if item.review.outcome != "won" and (card.revisit or card.reopen_when):
        when = f"Come back on {day(card.revisit)}" if card.revisit else "Come back"
        notes.append(f"Card: {when}{f', when this is true: {card.reopen_when}' if card.reopen_when else '.'}")
    return notes


def _returned(answer: Revisited) -> str:
    said = f" What changed: {answer.changed}" if answer.changed else ""
    return f"{_RETURNED[answer.outcome]} on {day(answer.created.astimezone().date())}.{said}"
