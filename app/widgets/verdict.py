"""The verdict: what the rep wrote beside what the notes show, who could change it, what is still open."""

from app import deps
from app.measured import how_often_right
from app.settling import is_settled
from app.widgets import sharing
from app.widgets.escape import html
from app.widgets.note import Naming, quoted
from app.widgets.wording import CONFIDENCE, CONTROLS
from app.wording import day, told_mechanism, typed_mechanism
from ingest.records import Debrief, Diagnosis, Recoverable
from ingest.store.rows import StoredReview


def verdict_html(review: StoredReview, name: Naming, whose: str, asking: bool) -> str:
    """Both reasons side by side, then the facts. `whose`: 'You wrote'; `asking`: a question to the rep stands below."""
    wrote = _wrote(review.diagnosis, review.debrief, name, whose)
    return f'<div class="lb-pair">{wrote}{_shown(review, name)}</div>{_facts_html(review.diagnosis, asking)}'


def _facts_html(diagnosis: Diagnosis, asking: bool) -> str:
    """Control, the last moment, the question that would settle it."""
    rows: list[tuple[str, str, str]] = []  # label, words as HTML, what stands under them
    if diagnosis.outcome != "won" and diagnosis.cause != "unknown":
        who, more = CONTROLS[diagnosis.control]
        rows.append(("Who could change it", html(who), more))
    if diagnosis.recoverable and diagnosis.outcome != "won":
        rows.append(("Last moment to turn it", *_moment(diagnosis.recoverable)))
    if diagnosis.settling_question and not asking:
        rows.append(("What would settle it", html(diagnosis.settling_question), "Ask when you next speak to them."))
    if not rows:
        return ""
    cells = "".join(
        f'<div><dt>{html(label)}</dt><dd>{words}</dd><dd class="lb-quiet">{html(more)}</dd></div>'
        for label, words, more in rows
    )
    return f'<dl class="lb-facts" style="margin-top:1.5rem">{cells}</dl>'


def _wrote(diagnosis: Diagnosis, debrief: Debrief | None, name: Naming, whose: str) -> str:
    parts = [f'<p class="lb-label">{html(whose)}</p>']
    stated = diagnosis.stated
    if stated:
        parts.append(f'<p class="lb-words">{quoted(stated.text)}</p>')
        if stated.cause and stated.cause != "unknown":
            parts.append(f'<p class="lb-quiet">In the playbook’s words: {html(name(stated.cause).lower())}.</p>')
    elif not (debrief and debrief.reason):
        parts.append('<p class="lb-quiet">No reason was given.</p>')
    if debrief and debrief.reason:
        parts.append('<p class="lb-label" style="margin-top:.9rem">Before seeing this</p>')
        parts.append(f'<p class="lb-words">{html(debrief.reason)}</p>')
    return f'<section class="lb-card">{"".join(parts)}</section>'


def _shown(review: StoredReview, name: Naming) -> str:
    diagnosis = review.diagnosis
    won, unknown = diagnosis.outcome == "won", diagnosis.cause == "unknown"
    title = "What tipped it" if won else ("Not clear from these notes" if unknown else name(diagnosis.cause))
    parts = ['<p class="lb-label">The notes show</p>']
    parts.append(f'<p class="lb-cause">{html(title)}</p>')
    parts.append(
        f'<p class="lb-mechanism">{html(told_mechanism(diagnosis, typed_mechanism(review, deps.book().playbook)))}</p>'
    )
    if diagnosis.contributing:
        also = ", ".join(name(cause).lower() for cause in diagnosis.contributing)
        parts.append(f'<p class="lb-quiet">Also at work: {html(also)}.</p>')
    if diagnosis.stated and diagnosis.stated.cause == diagnosis.cause and not (won or unknown):
        parts.append('<p class="lb-quiet">The reason given and the notes agree.</p>')
    by_hand = review.author == "rep"
    sure = _by_whom(review) if by_hand else CONFIDENCE[diagnosis.confidence]
    why = " ".join(diagnosis.why if by_hand else (*diagnosis.why, *how_often_right(diagnosis, review.provenance)))
    parts.append(f'<p class="lb-quiet"><strong>{html(sure)}.</strong> {html(why)}</p>')
    return f'<section class="lb-card lb-shown">{"".join(parts)}</section>'


def _by_whom(review: StoredReview) -> str:
    who = "you" if sharing.is_mine(review) else review.rep
    return f"{'Confirmed' if is_settled(deps.book(), review) else 'Corrected'} by {who}"


def _moment(moment: Recoverable) -> tuple[str, str]:
    words = " ".join(moment.quote.text.split())
    if len(words) > 160:
        words = words[:160].rsplit(" ", 1)[0] + " …"
    when = f"{day(moment.when)}. " if moment.when else ""
    return quoted(words), f"{when}{moment.signal}"
