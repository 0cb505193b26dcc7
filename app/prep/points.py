"""Working, to tighten, one exercise: each as situation, behaviour and impact, with words of a note."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from app.followup.cues import done, is_ahead
from app.followup.wording import read_by
from app.prep.evidence import ended, in_hand, of_line, of_seen, proof
from app.prep.nouns import Item, Section, Source
from app.prep.past import who
from app.prep.skills import Skill
from app.wording import count, day

if TYPE_CHECKING:
    from app.prep.gather import Gathered
    from ingest.book import Book
    from ingest.store.coaching_reads import Coached

_WORKING: Final = 3
_TIGHTEN: Final = 2
_LIKE_A_WIN: Final = 0.48
"""How near a line must be to one that tells of deals won."""


def working(found: "Gathered", book: "Book") -> Section:
    """Three things to keep, from different deals; fewer when the notes show fewer."""
    items: list[Item] = []
    used: set[str] = set()
    for review_id, item in _worked(found, book):
        if review_id not in used:
            used.add(review_id)
            items.append(item)
        if len(items) == _WORKING:
            break
    if len(items) < _WORKING:
        more = "The notes show no more than that." if items else "The notes of this time do not show any."
        items.append(Item(text=f"{more} {_ask(found)}"))
    return Section(key="working", title="Working", items=tuple(items))


def _ask(found: "Gathered") -> str:
    return (
        "Add what you would do again."
        if found.own
        else f"Ask {who(found)} what worked; notes of lost deals rarely say."
    )


def _worked(found: "Gathered", book: "Book") -> Iterator[tuple[str, Item]]:
    kept = list(_kept(found))
    yield from kept[:1]
    for each in found.won:
        if quote := proof(each):
            yield each.row.id, _point(each.row.account, each.row.happened, each.row.mechanism, "They signed.", quote)
    for each in found.lost:
        if each.row.outcome == "disqualified" and (quote := proof(each)):
            told = "Found out that it does not fit, and said so."
            yield each.row.id, _point(each.row.account, each.row.happened, told, "The time went to other deals.", quote)
    yield from kept[1:]
    yield from _like_wins(found, book)


def _kept(found: "Gathered") -> Iterator[tuple[str, Item]]:
    """Commitments that notes of this time show kept, each once, the latest said first."""
    since = {each.row.id for each in found.reviews}
    for promise in found.followed:
        shown = [seen for seen in promise.seen if seen.shown.verdict == "kept" and seen.review.id in since]
        for seen in shown[:1]:
            text = f"Said on {day(promise.said)}, and done: {_short(promise.commitment.text)}. {read_by(seen)}".rstrip()
            row = seen.review
            yield row.id, _point(row.account, row.happened, text, ended(row), of_seen(seen))


def _like_wins(found: "Gathered", book: "Book") -> Iterator[tuple[str, Item]]:
    """Lines of lost deals that read like those of deals won, the nearest first.

    Nothing to praise is a line that shows the loss, or that reads more like a loss than like a win.
    """
    import numpy as np

    from ingest.diagnose.signals import NONE, cached_vectors, signal_bank

    cache = book.settings.home / "cache"
    wins = cached_vectors([each.text for each in book.playbook.win.signals], book.embedder, cache / "wins.npz")
    bank = signal_bank(book.playbook, book.embedder, cache / "signals.npz")
    losses = bank.vectors[bank.labels != NONE]
    lost = {each.row.id: {quote.line for quote in each.diagnosis.evidence} for each in found.lost}
    near: list[tuple[float, str, Item]] = []
    for note in found.notes:
        if note.row.id not in lost or not note.lines:
            continue
        scores = (note.vectors @ wins.T).max(axis=1)
        against = (note.vectors @ losses.T).max(axis=1)
        for n in np.argsort(-scores)[:_WORKING]:
            line, score = note.lines[n], float(scores[n])
            if line.number in lost[note.row.id] or score <= against[n]:
                continue
            if score >= _LIKE_A_WIN and done(line.text) >= 0 and not is_ahead(line.text) and len(line.text.split()) > 4:
                quote = of_line(note.row, line.text, line.number)
                told = "The note holds a line that deals we win have too."
                impact = f"{ended(note.row)} This part is worth doing again."
                near.append((score, note.row.id, _point(note.row.account, note.row.happened, told, impact, quote)))
    for _, review_id, item in sorted(near, key=lambda each: -each[0]):
        yield review_id, item


def tighten(found: "Gathered") -> Section:
    """Two things, from different deals, that the rep or the team can change."""
    ours = in_hand(found.lost)
    items = []
    for each in ours[:_TIGHTEN]:
        moment = each.diagnosis.recoverable
        late = f" Until {day(moment.when)} it could have gone another way." if moment and moment.when else ""
        items.append(
            _point(each.row.account, each.row.happened, each.row.mechanism, f"{ended(each.row)}{late}", proof(each))
        )
    if len(items) < _TIGHTEN:
        items.append(Item(text=f"{_few(len(ours), len(found.lost))} Nothing more is named."))
    return Section(key="tighten", title="To tighten", items=tuple(items))


def _few(ours: int, lost: int) -> str:
    if not lost:
        return "No loss in this time."
    return f"{ours} of {count(lost, 'loss', 'losses')} in this time could have gone another way from our side."


def exercise(about: "Coached | None", skill: Skill | None) -> Section:
    """One thing to practise together, on a deal that was."""
    if about is None or skill is None:
        told = "No loss in this time to practise on. Take an open deal, and ask what would make them say no."
        return Section(key="exercise", title="One exercise", items=(Item(text=told),))
    item = _point(about.row.account, about.row.happened, skill.exercise, skill.gain, proof(about))
    return Section(key="exercise", title="One exercise", items=(item,))


def _point(account: str, date: dt.date, behaviour: str, impact: str, quote: Source | None) -> Item:
    return Item(situation=f"{account}, {day(date)}.", behaviour=behaviour, impact=impact, quote=quote)


def _short(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
