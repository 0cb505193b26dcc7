"""One account's ledger: every round in order, what was said and what the notes show, and what was kept."""

import streamlit as st

from app import deps
from app.widgets import places
from app.widgets.accounts import dots_html
from app.widgets.escape import html
from app.widgets.note import Naming, quoted
from app.widgets.page import heading, pending_error
from app.widgets.wording import CONFIDENCE, SIDES, count, day, outcome, wrote
from ingest.records import Evidence, FutureCard
from ingest.store.rows import Ledger, Round

_QUOTES = 2
"""Quotes a round shows here; the review shows all."""


def ledger(account_id: int) -> None:
    """Newest knowledge first: the latest card, then every round from the first to the last."""
    found = deps.store().ledger(deps.viewer(), account_id)
    name = deps.book().playbook.name
    st.page_link(places.ACCOUNTS, label="All accounts", icon=":material/arrow_back:")
    heading(found.account.name, _summary(found))
    pending_error()
    st.html(dots_html([item.review.outcome for item in found.rounds]).replace("lb-dots", "lb-dots lb-left"))
    if found.rounds:
        latest = found.rounds[-1]
        st.html(card_html(latest.card, f"For future you, from round {latest.review.round}"))
    for item in found.rounds:
        _round(item, name)


def _summary(found: Ledger) -> str:
    account = found.account
    also = [text for text in found.aliases if text != account.name]
    known = f" Also written {', '.join(also)}." if also else ""
    return f"{count(account.reviews, 'deal')} on record, {account.won} won, last on {day(account.last)}.{known}"


def card_html(card: FutureCard, title: str) -> str:
    """The future-you card, to be read before a call."""
    rows = (
        ("Come back on", day(card.revisit) if card.revisit else "no day is set"),
        ("What must be true", card.reopen_when),
        ("Call", card.call),
        ("Not again", card.avoid),
    )
    cells = "".join(f"<div><dt>{label}</dt><dd>{html(text)}</dd></div>" for label, text in rows if text)
    facts = f'<dl class="lb-facts lb-tight">{cells}</dl>'
    return f'<section class="lb-card"><p class="lb-label">{html(title)}</p>{facts}</section>'


def _round(item: Round, name: Naming) -> None:
    st.html(round_html(item, name))
    places.link_to_review(item.review.id, f"Open the review of round {item.review.round}")


def round_html(item: Round, name: Naming) -> str:
    """One round: outcome, stated beside evidenced, people, quotes, what was promised."""
    review = item.review
    over = f"Round {review.round} · {day(review.happened)} · {html(review.rep)}" + (
        " · sample" if review.sample else ""
    )
    parts = [f'<p class="lb-over">{over}</p><h2 class="lb-h2">{html(outcome(review.outcome, review.competitor))}</h2>']
    parts.append(f'<dl class="lb-facts">{_reasons(item, name)}</dl>')
    quotes = "".join(_quote(quote, "for") for quote in item.evidence[:_QUOTES])
    quotes += "".join(_quote(quote, "against") for quote in item.counter_evidence[:1])
    if quotes:
        parts.append(f'<ul class="lb-quotes">{quotes}</ul>')
    parts += [f'<p class="lb-quiet">{html(text)}</p>' for text in _footnotes(item)]
    return f'<section class="lb-round">{"".join(parts)}</section>'


def _reasons(item: Round, name: Naming) -> str:
    review = item.review
    said = f"“{html(review.stated_text)}”" if review.stated_text else "No reason was given."
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
    if item.versions > 1:
        notes.append(f"{count(item.versions, 'version')}; the first reading is kept.")
    return notes
