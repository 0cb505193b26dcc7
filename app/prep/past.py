"""The parts of a pack that look back: the last commitment, the rep's own words, what happened since, one pattern."""

from collections import Counter
from typing import TYPE_CHECKING, Final

from app.followup.wording import read_by, said, shows, since
from app.prep.evidence import ended, of_seen, own_words, pattern, proof
from app.prep.nouns import FEWEST, Item, Section
from app.prep.skills import Skill
from app.wording import count, day

if TYPE_CHECKING:
    from app.followup import Followed
    from app.prep.gather import Gathered
    from ingest.store.coaching_reads import Coached
    from prompts.playbook import Playbook

_SHOWN: Final = 3
_LISTED: Final = 12
"""Deals told one by one; the others are counted."""
_HOLDS: Final = {"high": "The notes show", "medium": "The notes point to", "low": "The notes hint at"}


def commitment(found: "Gathered") -> Section:
    """What was said last, and whether later notes show it."""
    title = "The last commitment"
    if not found.followed:
        return Section(
            key="commitment", title=title, items=(Item(text="None on record. The one at the end is the first."),)
        )
    told = [found.followed[0], *_before(found.followed)]
    items = [item for each in told for item in (Item(text=f"{said(each, who(found))} {_state(each)}"), *_shown(each))]
    return Section(key="commitment", title=title, items=tuple(items))


def _before(followed: "tuple[Followed, ...]") -> "list[Followed]":
    """The last one that notes speak of, when they are silent on the very last."""
    return [] if followed[0].seen else [each for each in followed[1:] if each.seen][:1]


def who(found: "Gathered") -> str:
    """How the pack speaks of the rep: by first name, or to them."""
    return "You" if found.own else found.rep.split()[0]


def _state(last: "Followed") -> str:
    if last.settled:
        words = {"kept": "marked as kept", "missed": "marked as missed", "not_testable": "marked as not testable"}
        return f"It is {words[last.status]}. {since(last)}" if last.seen else f"It is {words[last.status]}."
    return since(last) if last.seen or not last.later else f"{since(last)} Not testable from the notes; ask."


def _shown(last: "Followed") -> tuple[Item, ...]:
    return tuple(Item(label=shows(each), text=read_by(each), quote=of_seen(each)) for each in last.seen[:_SHOWN])


def words(found: "Gathered") -> Section:
    """The rep's own words, before anybody else's."""
    name = who(found)
    told: list[Item] = []
    for each in found.reviews:
        if each.debrief:
            said_so = (("What happened", each.debrief.reason), ("Learned", each.debrief.learn))
            told += [Item(label=label, quote=own_words(each, text)) for label, text in said_so if text]
    title = "In your words" if found.own else f"In {name}’s words"
    nothing = "Nothing is written down in this time." + ("" if found.own else f" Let {name} begin.")
    return Section(key="words", title=title, items=tuple(told[: 2 * _SHOWN]) or (Item(text=nothing),))


def happened(found: "Gathered", playbook: "Playbook") -> Section:
    """Deals since, with the reason given and what the notes show; counts with their n."""
    if not found.reviews:
        text = f"No deal between {day(found.since)} and {day(found.until)} that you may see."
        return Section(key="since", title="What happened since", items=(Item(text=text),))
    first = [Item(text=_counts(found)), *_differ(found)]
    listed = [_deal(each, playbook) for each in found.reviews[:_LISTED]]
    more = len(found.reviews) - len(listed)
    rest = [Item(text=f"And {count(more, 'earlier deal')}. {_causes(found, playbook)}")] if more else []
    return Section(key="since", title="What happened since", items=(*first, *listed, *rest))


def _counts(found: "Gathered") -> str:
    deals = len(found.reviews)
    return f"{count(deals, 'deal')} on record: {len(found.won)} won, {len(found.lost)} not won (n = {deals})."


def _differ(found: "Gathered") -> list[Item]:
    both = [each for each in found.lost if each.row.stated_cause and each.row.cause != "unknown"]
    other = sum(each.row.stated_cause != each.row.cause for each in both)
    if not other:
        return []
    losses = count(len(both), "loss", "losses")
    return [Item(text=f"In {other} of {losses} with a reason on record, the notes show another one.")]


def _deal(each: "Coached", playbook: "Playbook") -> Item:
    row = each.row
    label = f"{day(row.happened)}, {row.account}"
    if row.outcome == "won":
        return Item(label=label, text=f"Won. {row.mechanism}", quote=proof(each))
    given = f" Reason given: {row.stated_text.rstrip('.')}." if row.stated_text else ""
    cause = playbook.name(row.cause).lower()
    shown = f" {_HOLDS[row.confidence]}: {cause}." if row.cause != "unknown" else " The notes do not show why."
    return Item(label=label, text=f"{ended(row)}{given}{shown}", quote=proof(each))


def _causes(found: "Gathered", playbook: "Playbook") -> str:
    ranked = Counter(each.row.cause for each in found.lost).most_common(4)
    told = ", ".join(f"{playbook.name(cause).lower()} {number}" for cause, number in ranked)
    return (
        f"What the notes show in all {count(len(found.lost), 'loss', 'losses')}, most often first: {told}."
        if ranked
        else ""
    )


def one_pattern(found: "Gathered", playbook: "Playbook", skill: Skill | None, repeats: str) -> Section:
    """One pattern, when three losses share it, and one skill."""
    shared = pattern(found.lost)
    items: list[Item] = []
    if shared:
        cause, some = shared
        accounts = ", ".join(dict.fromkeys(each.row.account for each in some))
        told = f"{playbook.name(cause)}: {len(some)} of {count(len(found.lost), 'loss', 'losses')} ({accounts})."
        items.append(Item(text=told, quote=proof(some[0])))
    elif len(found.lost) < FEWEST:
        items.append(Item(text=f"{count(len(found.lost), 'loss', 'losses')} in this time: too few for a pattern."))
    else:
        items.append(
            Item(text=f"No cause stands in three of the {len(found.lost)} losses. There is no pattern to name.")
        )
    if skill:
        outside = shared is not None and shared[1][0].row.control in ("company", "nobody")
        own = " The pattern is not ours to change; this is." if outside else ""
        items.append(Item(label="One skill", text=f"{skill.skill}.{own}"))
    if repeats:
        items.append(Item(label="The team", text=repeats))
    return Section(key="pattern", title="One pattern, one skill", items=tuple(items))
