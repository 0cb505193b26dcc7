"""The parts of a pack that look ahead: questions, where it lies, what the notes cannot show, what to pass on, agree."""

import datetime as dt
from typing import TYPE_CHECKING, Final

from app.prep.evidence import of_line, of_seen, own_words, proof
from app.prep.nouns import Item, Section, Source
from app.prep.past import who
from app.prep.skills import Skill
from app.wording import count, day

if TYPE_CHECKING:
    from app.followup import Followed
    from app.prep.gather import Gathered
    from ingest.store.coaching_reads import Coached
    from prompts.codes import Cause

_WEEKS: Final = 2
_EXECUTION: Final[frozenset["Cause"]] = frozenset(
    (
        "follow_up",
        "no_access",
        "champion_lost",
        "value_not_proven",
        "outsold",
        "discovery_or_fit",
        "indecision",
        "status_quo",
    )
)
_KNOWING: Final[frozenset["Cause"]] = frozenset(("product_gap", "trust_risk", "effort_or_terms"))


def questions(found: "Gathered", about: "Coached | None", skill: Skill | None) -> Section:
    """Three open questions: goal, reality, options and will."""
    day_to = day(by(found.today))
    if about is None or skill is None:
        asked = (
            "What do you want the next deals to look like?",
            "What happened in the last one, step by step?",
            f"What could you try next, and which of it will you do by {day_to}?",
        )
    else:
        asked = (skill.goal, _reality(about), f"{skill.options.rstrip('?')} by {day_to}?")
    labels = ("Goal", "Reality", "Options and will")
    items = tuple(Item(label=label, text=text) for label, text in zip(labels, asked, strict=True))
    return Section(key="questions", title="Three questions, and then wait", items=items)


def _reality(about: "Coached") -> str:
    """The playbook's question to this deal which has not been answered, the one without a long quote first."""
    answered = {question for question, _ in about.debrief.answers} if about.debrief else set()
    asked = sorted((advice.text for advice in about.coaching.questions if advice.text not in answered), key=len)
    name = about.row.account
    if not asked:
        return f"What happened at {name}, step by step, as you remember it?"
    return asked[0] if name in asked[0] else f"{name}: {asked[0]}"


def where(found: "Gathered") -> Section:
    """Skill, will, knowledge or territory: what the notes hold for each, and no verdict."""
    lost, n = found.lost, len(found.lost)
    done = [each for each in lost if each.row.control == "rep" and each.row.cause in _EXECUTION]
    known = [each for each in lost if each.row.cause in _KNOWING]
    outside = [each for each in lost if each.row.control in ("company", "nobody")]
    items = (
        Item(text="Nobody can read this off notes. What speaks for each, to be asked and not told:"),
        _side("Skill", done, n, "turned on how a step was done", "No loss turns on how a step was done"),
        _will(found.followed),
        _side("Knowledge", known, n, "turned on product, proof or terms", "No loss turns on product, proof or terms"),
        _side("Territory", outside, n, "lay outside the rep's and the team's reach", "No loss lay outside our reach"),
    )
    return Section(key="where", title="Skill, will, knowledge or territory?", items=items)


def _side(label: str, some: "list[Coached]", n: int, words: str, nothing: str) -> Item:
    if not some:
        return Item(label=label, text=f"{nothing} (n = {n}).")
    return Item(label=label, text=f"{len(some)} of {count(n, 'loss', 'losses')} {words}.", quote=proof(some[0]))


def _will(followed: "tuple[Followed, ...]") -> Item:
    shown = [each for each in followed if each.seen]
    if not shown:
        return Item(label="Will", text="Nothing in the notes speaks for or against it.")
    kept = sum(each.status == "kept" for each in shown)
    missed = sum(each.status == "missed" for each in shown)
    told = f"Of {count(len(shown), 'commitment')} that later notes speak of, {kept} kept and {missed} not."
    return Item(label="Will", text=told, quote=of_seen(shown[0].seen[0]))


def limits(found: "Gathered") -> Section:
    """What the notes cannot show; of what is not shared, the count and nothing else."""
    name, silent = who(found), sum(each.debrief is None for each in found.reviews)
    items = [
        "Deals that are open, or that nobody reviewed, are not here. Calls are not heard; notes are one side's memory."
    ]
    if found.unshared:
        are = "is" if found.unshared == 1 else "are"
        items.append(
            f"{count(found.unshared, 'review')} of this time {are} not shared with you. Nothing above draws on them."
        )
    if silent:
        whose = "you wrote" if found.own else f"{name} wrote"
        reviews = count(len(found.reviews), "review")
        items.append(f"For {silent} of {reviews} there is only the note, and nothing {whose} about it afterwards.")
    if len(found.reviews) < 10:
        items.append(f"{count(len(found.reviews), 'deal')}: chance alone moves numbers this small.")
    return Section(key="limits", title="What the notes cannot show", items=tuple(Item(text=text) for text in items))


def pass_on(found: "Gathered") -> Section:
    """One thing others could use; the rep decides whether they get it."""
    quote, row = _lesson(found)
    if quote is None:
        items = (Item(text="Nothing yet that others could use as it stands."),)
    else:
        shared = row is not None and row.row.shared == "team"
        ask = (
            "The team can read it already."
            if shared
            else (
                "Only you and those you share it with can read it. Share the review if you want to."
                if found.own
                else f"The team has not seen it. Whether it goes further is {who(found)}’s to say."
            )
        )
        items = (Item(text=ask, quote=quote),)
    return Section(key="pass_on", title="Worth passing on", items=items)


def _lesson(found: "Gathered") -> "tuple[Source | None, Coached | None]":
    for each in found.reviews:
        if each.debrief and each.debrief.learn:
            return own_words(each, each.debrief.learn), each
    for each in found.won:
        if quote := proof(each):
            return quote, each
    return None, None


def agree(found: "Gathered", about: "Coached | None", skill: Skill | None) -> Section:
    """One commitment, small, with a day."""
    own = about.debrief.differently if about and about.debrief else ""
    step = skill.step if skill else "In one open deal, ask what would make them say no, and write the answer down."
    items = [Item(text=f"{step.rstrip('.')}. By {day(by(found.today))}.")]
    if own and about:
        items.append(
            Item(
                label="In their own words, and better if it is theirs" if not found.own else "You wrote",
                quote=of_line(about.row, own, 0),
            )
        )
    return Section(key="agree", title="One commitment to agree", items=tuple(items))


def by(today: dt.date) -> dt.date:
    """Two weeks on; a Friday for a weekend."""
    due = today + dt.timedelta(weeks=_WEEKS)
    return due - dt.timedelta(days=max(0, due.weekday() - 4))
