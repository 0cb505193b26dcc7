"""The five-minute story a rep tells the whole company, of a loss or of a great win.

It is the rep's to tell: nothing is made without their consent on record, and names stay out of it until they say that
names may stay. Every sentence comes from the record; what the record does not hold is left to the rep, in the notes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.wording import day
from prompts.errors import LossbookError

if TYPE_CHECKING:
    from app.team.patterns import Naming
    from ingest.records import Evidence, Viewer
    from ingest.store import Store
    from ingest.store.rows import StoredReview
    from prompts.codes import Control

QUOTES: Final = 3
LONGEST: Final = 220
"""Characters of one quote; a room reads no more while somebody speaks."""
ASKS: "Final[dict[Control, str]]" = {
    "rep": "Who here has handled this well? Give me ten minutes this week.",
    "team": "Which of our open deals is in the same place? Let us look at one together this week.",
    "company": "What would have to be true for us to say yes next time, and by when would we know?",
    "nobody": "What would have told us sooner that this one was not ours to win?",
}
_TRIES: Final = ("", "first", "second", "third", "fourth", "fifth")
WON_ASK: Final = "Pick one of your open deals. Where could you do the same this week?"


@dataclass(frozen=True)
class Part:
    """One part of the story: one slide."""

    title: str
    lines: tuple[str, ...]
    """Each shorter than a slide is wide and high."""
    say: str
    """For the rep alone, in the speaker notes."""
    quotes: bool = False


@dataclass(frozen=True)
class Kit:
    """The whole story."""

    title: str
    under: str
    parts: tuple[Part, ...]
    names: bool
    """Whether names stand in it as they are."""
    review_id: str


def kit(store: "Store", viewer: "Viewer", review_id: str, name: "Naming") -> Kit:
    """Make it.

    Raises:
        NotFound: no such review.
        LossbookError: its rep has not agreed, or says no longer.
    """
    from app.team.hide import hidden

    review = store.history(viewer, review_id)[-1]
    consent = store.consent(viewer, review.id)
    if consent is None:
        raise LossbookError(
            f"{review.rep} has not agreed that review {review.id!r} is told. It is theirs to tell: they share it with "
            f"the team, then run `lossbook kit {review.id} --agree`."
        )
    hide: Callable[[str], str] = _as_it_is if consent.names else hidden(store, viewer, review)
    return story(review, name, hide, names=consent.names)


def story(review: "StoredReview", name: "Naming", hide: Callable[[str], str], *, names: bool) -> Kit:
    """The same of a review that may be told. `hide` takes the names out of a text."""
    won = review.diagnosis.outcome == "won"
    kind = "A win worth repeating" if won else "A loss worth sharing"
    who = f"{review.account}, told by {review.rep}" if names else "Told by the rep who was there"
    under = f"{who}. {day(review.happened)}. Five minutes."
    parts = (
        _intended(review, hide),
        _happened(review, hide),
        _why(review, name, hide),
        _next(review, hide),
        _quotes(review, hide),
        Part(
            "One ask of the room",
            (WON_ASK if won else ASKS[review.diagnosis.control],),
            "Ask it, then wait. Ten seconds of silence are fine.",
        ),
    )
    return Kit(kind, cut(under), parts, names, review.id)


def _intended(review: "StoredReview", hide: Callable[[str], str]) -> Part:
    tries = f"{_TRIES[review.round]} try" if review.round < len(_TRIES) else f"round {review.round}"
    again = "" if review.round == 1 else f" It was our {tries} with them."
    return Part(
        "What was intended",
        (f"To win {_lower_article(hide(review.account))}.{again}",),
        "Say in one sentence what you hoped for, and why you thought it would work. The record does not hold this.",
    )


def _happened(review: "StoredReview", hide: Callable[[str], str]) -> Part:
    diagnosis = review.diagnosis
    ended = {
        "competitor": f"They chose {hide(diagnosis.competitor)}." if diagnosis.competitor else "They chose another.",
        "in_house": "They decided to build it themselves.",
        "no_decision": "It ended without a decision.",
        "disqualified": "We closed it early, with a clear no.",
        "won": "We won it.",
        "unknown": "It ended; the notes do not say how.",
    }[diagnosis.outcome]
    lines = [ended]
    if diagnosis.stated and diagnosis.outcome != "won":
        lines.append(f"The reason written down: {_quoted(hide(diagnosis.stated.text))}")
    if diagnosis.recoverable:
        when = f" ({day(diagnosis.recoverable.when)})" if diagnosis.recoverable.when else ""
        said = _quoted(hide(diagnosis.recoverable.quote.text))
        lines.append(f"The last moment it could have gone another way{when}: {said}")
    return Part("What happened", tuple(map(cut, lines)), "Tell it in the order it happened. Two minutes at most.")


def _why(review: "StoredReview", name: "Naming", hide: Callable[[str], str]) -> Part:
    diagnosis = review.diagnosis
    if diagnosis.outcome == "won":
        return Part(
            "Why",
            (cut(hide(diagnosis.mechanism)),),
            "Say what was luck as well. A win that was only luck teaches nothing.",
        )
    if diagnosis.cause == "unknown":
        return Part("Why", ("The notes do not show it.",), "Say what you think, and that you do not know.")
    sure = {"high": "The notes are clear about it.", "medium": "The notes point this way."}
    by = "The rep's own reading." if review.author == "rep" else sure.get(diagnosis.confidence, "The notes only hint.")
    lines = (f"{name(diagnosis.cause)}. {cut(hide(diagnosis.mechanism))}", by)
    return Part("Why", lines, "Say what the notes show, not whose fault it was. Nobody in the room needs a culprit.")


def _next(review: "StoredReview", hide: Callable[[str], str]) -> Part:
    own = review.debrief.differently if review.debrief else ""
    lines = [f"Next time: {_lower(own)}"] if own else []
    lines += [f"I will: {_lower(each.text)}" for each in review.commitments[:1]]
    if not lines:
        # Advice that quotes a note is for its reader; the room has not read the note.
        advice = sorted(review.coaching.next_time, key=lambda each: "“" in each.text)
        lines = [each.text for each in advice[:2]]
    if review.debrief and review.debrief.learn:
        lines.insert(0, review.debrief.learn)
    say = "One thing you do differently from Monday on. One is enough."
    return Part("What next", tuple(cut(hide(line)) for line in lines) or ("One thing, from Monday on.",), say)


def _quotes(review: "StoredReview", hide: Callable[[str], str]) -> Part:
    """Lines for the cause first, then one that speaks against it; never the same line twice."""
    diagnosis = review.diagnosis
    own = sorted(diagnosis.evidence, key=lambda quote: (quote.cause != diagnosis.cause, quote.side != "buyer"))
    against = list(diagnosis.counter_evidence[:1])
    chosen: list[Evidence] = [*own[: QUOTES - len(against)], *against]
    chosen += [quote for quote in own if quote not in chosen][: QUOTES - len(chosen)]
    lines = tuple(dict.fromkeys(_quoted(cut(hide(quote.text))) for quote in chosen))
    count = {1: "One line", 2: "Two lines"}.get(len(lines), "Three lines")
    title = f"{count} from the notes" if lines else "From the notes"
    say = "Read them aloud, slowly. Let them stand." + (" The last one speaks against it." if against else "")
    return Part(title, lines or ("No line in the notes shows why.",), say, quotes=True)


def cut(text: str) -> str:
    """One line that fits, ended at a word."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rsplit(' ', 1)[0].rstrip(',;:')}…"


def _lower_article(text: str) -> str:
    return text.replace("The customer", "the customer")


def _lower(text: str) -> str:
    """To go on a sentence; a name or 'I' keeps its capital."""
    line = " ".join(text.split())
    first = line.split(" ", 1)[0]
    return (
        line if first in ("I", "I'm", "I'd", "I'll") or first[1:] != first[1:].lower() else line[:1].lower() + line[1:]
    )


def _quoted(words: str) -> str:
    """Words in quotation marks; a second pair is not put round words that bring their own."""
    line = " ".join(words.split())
    return line if line[:1] in "\"“„«'" else f"“{line}”"


def _as_it_is(text: str) -> str:
    return text
