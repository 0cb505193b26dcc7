"""A checked open deal as a person reads it in a terminal: both quotes one under the other, then what to ask."""

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.paper import NameOf, date, plain

if TYPE_CHECKING:
    from app.checking import Checked
    from app.nextcall import Question
    from app.pastloss import Similar


def page(done: "Checked", name_of: NameOf) -> RenderableType:
    """The past losses, the closest first, and the questions."""
    parts: list[RenderableType] = []
    if done.similar:
        many = len(done.similar)
        parts.append(Text(f"{many} past {'loss' if many == 1 else 'losses'} went a similar way", style="bold"))
        parts += [part for number, each in enumerate(done.similar, start=1) for part in _match(number, each, name_of)]
    else:
        parts.append(Text("Nothing similar is on record.", style="bold"))
        parts.append(Text("No past loss went the way these notes describe.", style="dim"))
    if done.questions:
        parts += [Text(), Text("Worth asking before the next call", style="bold cyan"), _questions(done.questions)]
    last = "Nothing was recorded."
    if done.model_did:
        last = f"{plain(done.model_did)} {last}"
    return Group(*parts, Text(), Text(last, style="dim"))


def _match(number: int, past: "Similar", name_of: NameOf) -> list[RenderableType]:
    same = "  ·  the same account" if past.same_account else ""
    head = f"{plain(past.account)}  ·  {name_of(past.cause)}  ·  {plain(past.rep)}, {date(past.date)}{same}"
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    rows = [
        ("Why", plain(past.why)),
        ("Here", _quote(past.own_quote, past.own_line)),
        ("Then", _quote(past.quote, past.line)),
        ("Learned", _learned(past)),
        ("Committed", plain("; ".join(past.committed))),
    ]
    for name, text in rows:
        if text:
            grid.add_row(name, Text(text))
    return [Text(), Text.assemble((f"{number}. ", "dim"), (head, "bold")), Padding(grid, (0, 0, 0, 3))]


def _quote(text: str, line: int) -> str:
    return f"“{plain(text)}”  (line {line})" if text else ""


def _learned(past: "Similar") -> str:
    if not past.lesson:
        return ""
    return f"“{plain(past.lesson)}”  ({plain(past.learned_by)})" if past.learned_by else plain(past.lesson)


def _questions(questions: "tuple[Question, ...]") -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for number, question in enumerate(questions, start=1):
        grid.add_row(f"{number}.", Text(plain(question.text)))
        if question.line:
            grid.add_row("", Text(_quote(question.quote, question.line), style="dim"))
    return grid
