"""Questions about no account in particular: the team's counts, and past losses that went one way."""

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

from app.asking import gap
from app.asking.answered import Answered
from app.asking.asker import Asker
from app.asking.filters import find_filters
from app.asking.intents import told
from app.asking.nouns import Known
from app.asking.page import Page
from app.asking.period import find_span
from app.asking.quoting import WORDS, best_sentence
from app.asking.team import RANKED, tally
from app.asking.wording import brief, quoted, sentence
from app.asking.words import content, words
from app.wording import count, day
from ingest.records import Viewer
from prompts.errors import ModelError

if TYPE_CHECKING:
    from app.pastloss import Similar
    from app.resolve import Resolved
    from ingest.book import Book
    from prompts.model import Model

MOST: Final = 5
"""Past losses told."""
_LINE: Final = 14
"""Words of its line, but for the nearest."""
_HOW: Final = 110
"""Characters of how it went."""
_TEAM: Final = re.compile(
    r"\b(?:deals|accounts|customers|losses|wins|times|how often|win rate|tally|lo[so][te] to)\b", re.IGNORECASE
)
_ANY: Final = re.compile(
    r"\b(?:ever|precedents?|anywhere|cases|losses|deals|prospects|customers|wins|any where|seen (?:this|that)|had that"
    r"|examples?|seen earlier|did we have (?:that|this)|where did (?:we (?:get|ever|lose)|our own|an|a|some\w*)"
    r"|have we|were there|are there|who left because|anything like (?:this|that)"
    r"|(?:bit|bitten|burned|burnt|cost|hit|hurt|stung|sunk|tripped) us|where (?:has|did|have) (?:that|this|it)"
    r"|(?:a|the same) (?:pattern|habit) (?:with|of|for) (?:us|ours))\b",
    re.IGNORECASE,
)
"""What is asked of all deals, and of no one account."""
_FEW: Final = 5
"""Words of a question that is about nothing but deals that were won or lost."""
_SIZED: Final = re.compile(
    r"\b(?:biggest|largest|smallest|most valuable) (?:\w+ )?(?:deals?|loss(?:es)?|wins?)\b", re.IGNORECASE
)
_OURS: Final = re.compile(r"\b(?:we|our|ours|us)\b", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"\b(?:wins|losses|deals|did (?!the\b)\w+ (?:win|lose)|have we (?:won|lost)|(?:everything|all) we (?:lost|won)"
    r"|list (?:them|em|all))\b",
    re.I,
)
_WHY: Final = re.compile(r"\b(?:why|how come|warum|por qu[eé]|pourquoi)\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(
    r"\b(?:where|because|in which|on an?|(?:when|since) (?:we|i|they|he|she|the|nobody|no one))\b", re.IGNORECASE
)
"""What begins to tell how a deal went."""
_BEATEN: Final = re.compile(r"\b(?:beat|beaten|beats|lo[so][te]|losses|took|taken)\b", re.IGNORECASE)
_WHERE: Final = re.compile(r"\b(?:where|whom|accounts?|customers?|names?|list|often|times|all)\b", re.IGNORECASE)
_EVERYBODY: Final = re.compile(
    r"\b(?:all of us|everyone|everybody|the (?:whole |entire )?team|all reps)\b", re.IGNORECASE
)
_OF_ALL: Final = re.compile(
    r"\b(?:have we ever lost|did we ever lose)\b(?! (?:the|our|his|her|their|him|them|it|this|that)\b)"
    r"|\beverything we (?:have )?lost\b"
    r"|\b(?:any|all|which|what|list)(?: of)?(?: the| our| other)* (?:deals|losses|accounts|customers|wins)\b",
    re.IGNORECASE,
)
"""What is asked of all deals, also in a conversation about one account."""
_SHORT: Final = 4
"""Words of a question that goes on from a count."""
_THEM: Final = re.compile(
    r"\b(?:they|them|their|there|here|it|this (?:account|one)|that (?:account|one))\b", re.IGNORECASE
)
_FRAME: Final = re.compile(
    r"^(?:and |so |ok )?(?:have|had|has|did|do|were|was|is|are) (?:we|there|anyone|anybody)\b"
    r"(?: (?:ever|any|an?|some|been|had|already)\b)*|^(?:where did|when did|which deals|any (?:deals|cases|losses))\b"
    r"|^\W*(?:lost|lose|beaten|precedents?|cases?|losses|deals|times|instances)\b"
    r"|^\W*(?:(?:deals? )?(?:like this )?(?:before)?\W*(?:because|where|when|in which|by|of)\b)"
    r"|\b(?:have we |had that |have we had that |that |ever |like this )?before\b\W*|\bever\b",
    re.IGNORECASE,
)


def is_general(text: str, resolved: "Resolved", about: int | None, known: Known) -> bool:
    """Whether a question is about the team's deals rather than one account."""
    intents = told(text)
    if resolved.matches or not (
        intents & {"count", "similar"}
        or _ANY.search(text)
        or RANKED.search(text)
        or _SIZED.search(text)
        or _OF_ALL.search(text)
        or _of_rival(text, known)
    ):
        return False
    # In a conversation about one account, 'how often did we lose to Kestrel' is not about it any more.
    of_all = ("count" in intents and _TEAM.search(text)) or _OF_ALL.search(text) or _is_sized_of_us(text)
    return about is None or bool(of_all and not _THEM.search(text))


def _is_sized_of_us(text: str) -> bool:
    """'What is the biggest deal we lost?' is asked of all deals, 'how big was the biggest round' may not be."""
    return bool(_SIZED.search(text) and _OURS.search(text))


def _of_rival(text: str, known: Known) -> bool:
    """'Kestrel beat us where?': where or whom a rival took from us is asked of all deals."""
    return bool(_BEATEN.search(text) and _WHERE.search(text)) and not known.theirs.isdisjoint(words(text))


def goes_on(text: str, previous: Answered | None, known: Known, today: dt.date) -> str:
    """'And to Pelham?', 'all of us, in 2025?' after a count: the count again, of what is named now."""
    if previous is None or previous.account_id is not None or "count" not in told(previous.question):
        return text
    if len(content(text)) > _SHORT or told(text) & {"count", "similar"}:
        return text
    named = set(words(text)) & (known.theirs | known.ours)
    before = previous.question
    span, had = find_span(text, today), find_span(before, today)
    if not named and not _EVERYBODY.search(text) and not (span and not _THEM.search(text)):
        return text
    if span and had:
        before = before.replace(had.words, " ")
    kind = (
        known.theirs if named & known.theirs else known.ours if named or _EVERYBODY.search(text) else frozenset[str]()
    )
    kept = [word for word in before.split() if not set(words(word)) & kind]
    return f"{' '.join(kept)} {text}"


def general(asker: Asker, text: str) -> Answered:
    """Answer without an account."""
    book, viewer, today = asker.book, asker.viewer, asker.today
    page = Page()
    asked = told(text)
    counted = "count" in asked or RANKED.search(text) or _of_rival(text, asker.known) or _SIZED.search(text)
    if counted or is_plain_count(book, viewer, text, today):
        rows = tally(page, book, viewer, text, today, None)
        if rows is not None:
            return Answered("record", page.text, page.citations, rounds=tuple(row.id for row in rows))
    return past(page, book, viewer, way(text), asker.model)


def is_plain_count(book: "Book", viewer: Viewer, text: str, today: dt.date) -> bool:
    """'Maya's wins this year', 'what did Maya win? list em': about nothing but deals that were won or lost.

    'Losses where the pilot had no baseline' is about a way of losing, 'why did we lose the dairy' about an account.
    """
    if "similar" in told(text) or len(content(text)) > _FEW or not _NUMBERED.search(text) or _WHY.search(text):
        return False
    filters = find_filters(book, viewer, text, today, None)
    named = filters.span or filters.wanted.reps or filters.wanted.competitor
    return not filters.rest or bool(named and not _CLAUSE.search(text))


def way(text: str) -> str:
    """What a question says of a way of losing, without 'have we ever lost because'."""
    found = text
    for _ in range(3):
        found = _FRAME.sub(" ", found.strip(), count=1)
    return " ".join(found.split()).strip(" ?,:;-") or text


def past(page: Page, book: "Book", viewer: Viewer, text: str, model: "Model | None" = None) -> Answered:
    """Past losses that went the way `text` tells, nearest first; called just the nearest when none clearly did.

    A `model` chooses among them.
    """
    from app.similar import FLOOR, WITHOUT_INDEX, index_is_away, like

    notices: list[str] = []
    chosen: tuple[Similar, ...] | None = None
    if model is not None:
        try:
            chosen = like(book, viewer, text, MOST, model=model)
        except ModelError as error:
            notices.append(f"{error} The losses were compared without it.")
    found = chosen or like(book, viewer, text, MOST, weak=True)
    if index_is_away(book):  # only now is it known: it may have gone while it was asked
        notices.append(WITHOUT_INDEX)
    rows = book.store.review_rows(viewer, [each.review_id for each in found])
    near = [(each, rows[each.review_id]) for each in found if each.review_id in rows]
    clear = [pair for pair in near if pair[0].score >= FLOOR] if chosen != () else []
    if not near:
        answer, fill = gap.not_found()
        return Answered("no_record", answer, gap=fill, notices=tuple(notices))
    if clear:
        went = count(len(clear), "past loss", "past losses")
        page.say(f"Yes, it looks like it: {went} went a similar way. Nearest first:")
    else:
        page.say("Nothing says it in those words. The nearest on record:")
    for number, (each, row) in enumerate(near):
        page.part()
        if clear and number == len(clear):
            page.say("Less alike:")
        noted = page.cite(row, each.line or None, each.quote or row.mechanism)
        line = quoted(best_sentence(each.quote, content(text), _LINE if number else WORDS)) if each.quote else ""
        how = sentence(brief(row.mechanism, _HOW))
        page.say(" ".join(part for part in (f"{row.account}, {day(row.happened)}: {how}", line, noted) if part))
    return Answered(
        "record",
        page.text,
        page.citations,
        engine="model" if chosen else "builtin",
        notices=tuple(notices),
        rounds=tuple(row.id for _, row in near),
    )
