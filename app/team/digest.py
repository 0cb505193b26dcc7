"""The week for everybody: lessons shared, patterns that stand on enough deals, gaps. Nothing here sends anything.

It holds only what was shared with the whole team, whoever makes it: it is read as somebody who is nobody here.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from app import repeats
from app.team.gaps import Capability, capabilities, money
from app.team.lessons import Lesson, feed, thanks_line
from app.team.marks import safe, slack
from app.team.patterns import FEWEST, Naming, Patterns, patterns, price_line, standing
from app.wording import count, day
from ingest.records import Viewer
from ingest.store.counting_rows import Span

if TYPE_CHECKING:
    from ingest.store import Store

Kind = Literal["title", "part", "head", "item", "text"]
WEEK: Final = dt.timedelta(days=7)
QUARTER: Final = dt.timedelta(days=91)
MOST: Final = 12
"""Lessons in one digest."""
EVERYBODY: Final = Viewer(name="")
_GAPS: Final = 3
_SLACK_MOST: Final = 2_900
"""Characters of one block; a webhook refuses more than 3,000."""


@dataclass(frozen=True)
class Digest:
    """What a week brought."""

    since: dt.date
    until: dt.date
    lessons: tuple[Lesson, ...]
    """Recorded in this time, the latest first."""
    quarter: Patterns
    """Of the 91 days up to `until`."""
    gaps: tuple[Capability, ...]
    """That decided at least three of these deals."""
    repeated: str
    """Losses that went a way the team had lost before; empty when there is too little to compare."""


def digest(store: "Store", today: dt.date, since: dt.date | None = None) -> Digest:
    """Put together what everybody may see, from `since` (a week back) up to today."""
    begin = since or today - WEEK
    quarter = Span(today - QUARTER, today)
    return Digest(
        since=begin,
        until=today,
        lessons=_recorded(feed(store, EVERYBODY, limit=200), begin)[:MOST],
        quarter=patterns(store, EVERYBODY, quarter, "quarter"),
        gaps=tuple(one for one in capabilities(store, EVERYBODY, quarter) if one.decided >= FEWEST)[:_GAPS],
        repeated=repeats.told(repeats.repeats(store, EVERYBODY, today)),
    )


def markdown(made: Digest, name: Naming) -> str:
    """A page."""
    before = {"title": "# ", "part": "## ", "head": "### ", "item": "- ", "text": ""}
    return "\n\n".join(before[kind] + safe(text) for kind, text in _page(made, name)) + "\n"


def email(made: Digest, name: Naming) -> bytes:
    """An .eml file, without sender and receiver: whoever sends it opens it and fills them in."""
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"What we learned, {day(made.since)} to {day(made.until)}"
    message["X-Unsent"] = "1"  # opens as a draft in the common mail programs
    message.set_content(_text(made, name))
    return message.as_bytes()


def webhook(made: Digest, name: Naming) -> dict[str, Any]:
    """The body of a post to a Slack-style incoming webhook."""
    title = f"What we learned, {day(made.since)} to {day(made.until)}"
    blocks: list[dict[str, Any]] = [{"type": "header", "text": {"type": "plain_text", "text": title}}]
    texts = [_slack_lesson(each, name) for each in made.lessons] or [_NOTHING]
    texts += ["\n".join(f"• {slack(line)}" for line in _counted(made, name))]
    texts += ["\n".join(f"• {slack(_gap(one))}" for one in made.gaps)]
    blocks += [{"type": "section", "text": {"type": "mrkdwn", "text": text[:_SLACK_MOST]}} for text in texts if text]
    return {"text": title, "blocks": [*blocks, {"type": "context", "elements": [{"type": "mrkdwn", "text": _FOOT}]}]}


_NOTHING: Final = "Nothing was shared in this time. One shared loss is enough to begin with."
_FOOT: Final = "Only what reps shared with the team is in here, and they can take it back."


def _recorded(lessons: tuple[Lesson, ...], since: dt.date) -> tuple[Lesson, ...]:
    return tuple(each for each in lessons if each.told.row.created.date() >= since)


def _counted(made: Digest, name: Naming) -> list[str]:
    found = made.quarter
    if found.won + found.lost < FEWEST:
        return []
    often = [f"{name(cause)}: {deals}" for cause, deals in found.causes if deals >= FEWEST and cause != "unknown"]
    lines = [*standing(found), price_line(found, name), made.repeated]
    if often:
        lines.insert(1, f"Lost to, of {count(found.lost, 'loss', 'losses')}: {'; '.join(often)}.")
    return [line for line in lines if line]


def _head(each: Lesson, name: Naming) -> str:
    row = each.told.row
    ended = "won" if row.outcome == "won" else "an early no" if row.outcome == "disqualified" else name(row.cause)
    return f"{row.account}, {day(row.happened)}, {row.rep}: {ended.lower()}"


def _lesson(each: Lesson, name: Naming) -> list[tuple[Kind, str]]:
    lines: list[tuple[Kind, str]] = [("head", _head(each, name)), ("text", each.words)]
    if each.words != each.told.row.mechanism:
        lines.append(("text", f"How it went: {each.told.row.mechanism}"))
    thanks = thanks_line(each.thanks)
    return [*lines, ("text", thanks)] if thanks else lines


def _page(made: Digest, name: Naming) -> list[tuple[Kind, str]]:
    """Every line of it, and what kind of line it is."""
    page: list[tuple[Kind, str]] = [("title", f"What we learned, {day(made.since)} to {day(made.until)}")]
    page += [("part", "Shared since")] if made.lessons else [("text", _NOTHING)]
    page += [line for each in made.lessons for line in _lesson(each, name)]
    counted = _counted(made, name)
    page += [("part", "The last 91 days")] if counted else []
    page += [("item", line) for line in counted]
    page += [("part", "For the product team")] if made.gaps else []
    page += [("item", _gap(one)) for one in made.gaps]
    return [*page, ("text", _FOOT)]


def _slack_lesson(each: Lesson, name: Naming) -> str:
    return f"*{slack(_head(each, name))}*\n{slack(each.words)}"


def _gap(one: Capability) -> str:
    worth = money(one.amounts)
    return f"“{one.words}” decided {count(one.decided, 'deal')}{f', {worth}' if worth else ''}."


def _text(made: Digest, name: Naming) -> str:
    """Without marks: a mail is read as it is."""
    lines = []
    for kind, text in _page(made, name):
        line = " ".join(text.split())
        lines.append({"title": line.upper(), "part": line.upper(), "item": f"- {line}"}.get(kind, line))
    return "\n\n".join(lines) + "\n"
