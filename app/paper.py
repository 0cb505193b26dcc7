"""A review as a person reads it in a terminal: calm, in the order it is thought about, nothing interpreted.

Notes and model text are data: no markup, no escape sequences, no characters that turn the reading direction around.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.wording import day, told_mechanism
from ingest.records import Diagnosis, Evidence, FutureCard, Quote, Reading
from prompts.codes import Cause, Control, Outcome, Side

if TYPE_CHECKING:
    from app.pastloss import Similar

WIDEST: Final = 100
OUTCOMES: Final[dict[Outcome, str]] = {
    "competitor": "lost to a competitor",
    "in_house": "lost to doing it themselves",
    "no_decision": "lost to no decision",
    "disqualified": "turned away as no fit",
    "unknown": "outcome not clear",
    "won": "won",
}
CONTROL: Final[dict[Control, str]] = {
    "rep": "In your hands",
    "team": "In the team's hands",
    "company": "In the company's hands",
    "nobody": "In nobody's hands",
}
_SIDES: Final[dict[Side, str]] = {"buyer": "buyer", "us": "us", "unknown": "—"}
_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

NameOf = Callable[[Cause], str]


def console(width: int | None = None) -> Console:
    """Stdout: as wide as the terminal up to 100 columns, and plain text when it is not one."""
    found = Console(highlight=False, markup=False, emoji=False, width=width)
    found.width = min(found.width, WIDEST)
    return found


def show(page: RenderableType) -> None:
    """Print it: in colour on a terminal, as plain lines into a file or a pipe."""
    out = console()
    if out.is_terminal:
        out.print(page)
        return
    with out.capture() as held:
        out.print(page)
    out.file.write("".join(f"{line.rstrip()}\n" for line in held.get().splitlines()))
    out.file.flush()


def sheet(
    reading: Reading,
    similar: "Sequence[Similar]",
    name_of: NameOf,
    footer: Sequence[str] = (),
    pattern: str = "",
    typed: bool = False,
) -> RenderableType:
    """The whole review. `footer` lines end it: where it was recorded, the win rate in proportion.

    `pattern` is the sentence that says how often it went just this way; `typed`: a person wrote how it went.
    """
    found = reading.diagnosis
    coaching = reading.coaching
    parts: list[RenderableType] = [
        _title(found, reading.note.written),
        _verdict(found, name_of, typed),
        *_notices(found),
        *_quotes("The words for it", found.evidence, name_of, found.cause),
        *_quotes("The words against it", found.counter_evidence, name_of, None),
        *_moment(found),
        *_list("Would settle it", [found.settling_question] if found.settling_question else []),
        *_list("What to take from it", [each.text for each in coaching.lessons]),
        *_list("Next time", [each.text for each in coaching.next_time]),
        *_list("Questions to sit with", [each.text for each in coaching.questions]),
        *_similar(similar, name_of, pattern),
        *_card(reading.card, found),
        *([Text()] if footer else []),
        *(Text(plain(line), style="dim", no_wrap=line.startswith("Recorded"), overflow="ignore") for line in footer),
    ]
    return Group(*parts)


def plain(text: str) -> str:
    """One line without control and direction characters."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def date(given: dt.date | None) -> str:
    """18 Nov 2025; empty for none."""
    return day(given) if given else ""


def outcome(found: Diagnosis) -> str:
    """In words, with the competitor's name when it lost to one."""
    if found.outcome == "competitor" and found.competitor:
        return f"lost to {plain(found.competitor)}"
    return OUTCOMES[found.outcome]


def _title(found: Diagnosis, written: dt.date | None) -> Text:
    parts = [plain(found.account or "Account not named"), outcome(found), date(written)]
    return Text.assemble((parts[0], "bold"), ("".join(f"  ·  {part}" for part in parts[1:] if part), ""))


def _verdict(found: Diagnosis, name_of: NameOf, typed: bool) -> RenderableType:
    rows: list[tuple[str, Text]] = []
    if found.outcome == "won":
        rows.append(("What tipped it", Text(plain(found.mechanism), style="bold")))
    else:
        said = Text(f"“{plain(found.stated.text)}”" if found.stated else "none")
        if found.stated and found.stated.cause:
            said.append(f"  ({name_of(found.stated.cause)})", style="dim")
        rows.append(("Reason given", said))
        rows.append(("Notes show", Text.assemble((name_of(found.cause), "bold"), f", {found.confidence} confidence")))
        if found.contributing:
            rows.append(("Also", Text(", ".join(name_of(cause) for cause in found.contributing))))
        rows.append(("What happened", Text(plain(told_mechanism(found, typed)))))
        rows.append(("Control", Text(CONTROL[found.control])))
    rows.append(("Why", Text(plain(" ".join(found.why)), style="dim")))
    return Padding(_pairs(rows), (1, 0, 0, 0))


def _pairs(rows: Iterable[tuple[str, Text]]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, text in rows:
        grid.add_row(name, text)
    return grid


def _notices(found: Diagnosis) -> list[RenderableType]:
    return [Padding(Text(plain(notice), style="italic"), (1, 0, 0, 0)) for notice in found.notices]


def _head(title: str) -> list[RenderableType]:
    return [Text(), Text(title, style="bold cyan")]


def _list(title: str, lines: Sequence[str]) -> list[RenderableType]:
    if not lines:
        return []
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row("-", Text(plain(line)))
    return [*_head(title), grid]


def _quotes(title: str, quotes: Sequence[Evidence], name_of: NameOf, main: Cause | None) -> list[RenderableType]:
    """Quotes with line and side; the cause is named where it is not the main one."""
    if not quotes:
        return []
    grid = _quote_grid()
    for quote in quotes:
        words = Text(f"“{plain(quote.text)}”")
        if quote.cause not in (main, "unknown"):
            words.append(f"  {name_of(quote.cause)}", style="dim")
        _add_quote(grid, quote, words)
    return [*_head(title), grid]


def _quote_grid() -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", justify="right", no_wrap=True)
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _add_quote(grid: Table, quote: Quote, words: Text) -> None:
    grid.add_row(f"line {quote.line}", _SIDES[quote.side], words)


def _moment(found: Diagnosis) -> list[RenderableType]:
    moment = found.recoverable
    if moment is None:
        return []
    grid = _quote_grid()
    when = f"{date(moment.when)}: " if moment.when else ""
    _add_quote(grid, moment.quote, Text(f"“{plain(moment.quote.text)}”"))
    return [*_head("The last moment to change it"), grid, Text(f"{when}{plain(moment.signal)}", style="dim")]


def _similar(similar: "Sequence[Similar]", name_of: NameOf, pattern: str) -> list[RenderableType]:
    if not similar and not pattern:
        return []
    parts: list[RenderableType] = _head("Lost the same way before")
    if pattern:
        parts.append(Text(plain(pattern)))
    for each in similar:
        top = f"{plain(each.account)}  ·  {name_of(each.cause)}  ·  {plain(each.rep)}, {date(each.date)}"
        parts.append(Text(top))
        below = [Text(plain(each.why), style="dim")]
        if each.quote:
            below.append(Text(f"“{plain(each.quote)}”"))
        parts.append(Padding(Group(*below), (0, 0, 0, 2)))
    return parts


def _card(card: FutureCard, found: Diagnosis) -> list[RenderableType]:
    when = date(card.revisit)
    if found.revisit and not when:
        when = f"“{plain(found.revisit.text)}”"
    rows = [("When", when), ("What must be true", card.reopen_when), ("Call", card.call), ("Not again", card.avoid)]
    kept = [(name, Text(plain(text))) for name, text in rows if text.strip()]
    return [*_head("For whoever comes back"), _pairs(kept)] if kept else []
