"""`lossbook team`: how deals are lost, in counts; what the Team screen draws, as text."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.common import day, opened, print_document, viewer_of, write

if TYPE_CHECKING:
    from app.team import Capability, Patterns
    from app.team.patterns import Grid, Naming
    from ingest.store.counting_rows import Axis, Way
    from prompts.codes import Cause

EXAMPLES = """Examples:

\b
  lossbook team
  lossbook team --since 2026-01-01 --as "Ines Rault"
  lossbook team --by rep
  lossbook team --gaps gaps.csv
  lossbook team --json"""

_GAPS = 5


class By(StrEnum):
    """What causes are laid out by."""

    quarter = "quarter"
    competitor = "competitor"
    stage = "stage"
    segment = "segment"
    rep = "rep"
    size = "size"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLES)(team)


def team(
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The first day; all deals without it.")
    ] = None,
    viewer_name: Annotated[
        str | None, typer.Option("--as", metavar="NAME", help="Count what this person may see.")
    ] = None,
    by: Annotated[By, typer.Option(help="Lay the causes out by this as well.")] = By.segment,
    gaps: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the product gaps as a spreadsheet (CSV).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """Count how deals were lost: causes, where "price" came from, ways of losing, product gaps."""
    from app.team import capabilities, gaps_csv, grid, patterns
    from app.team.patterns import FEWEST
    from ingest.store.counting_rows import Span

    span = Span(day(since) if since else None)
    with opened() as book:
        viewer = viewer_of(book, viewer_name)
        found = patterns(book.store, viewer, span, by.value)
        ways = book.store.ways(viewer, span, FEWEST)
        lacking = capabilities(book.store, viewer, span)
        book.store.looked(viewer, [gap.proof.row.id for one in lacking for gap in one.gaps], "team")
        name = book.playbook.name
    if gaps is not None:
        write(gaps, gaps_csv(lacking))
    if as_json:
        print_document(_document(found, ways, lacking) | {"by": _by_document(by.value, grid(found, by.value))})
        return
    for line in _lines(found, ways, lacking, name, by.value):
        typer.echo(" ".join(line.split()))


def _lines(
    found: "Patterns", ways: "list[Way]", lacking: "tuple[Capability, ...]", name: "Naming", axis: "Axis"
) -> list[str]:
    from app.team.gaps import money
    from app.team.patterns import FEWEST, grid, price_line, standing
    from app.wording import count

    if not found.won + found.lost + found.early:
        return ["No deal in this time, as far as you may see."]
    lines = [*standing(found)]
    if found.lost >= FEWEST:
        lines.append("Causes: " + "; ".join(f"{name(cause).lower()} {deals}" for cause, deals in found.causes) + ".")
        lines.append(price_line(found, name))
        lines += _by_lines(axis, grid(found, axis), name)
    lines += [f"Lost {way.deals} times: {way.mechanism}" for way in ways]
    for one in lacking[:_GAPS]:
        worth = money(one.amounts)
        lines.append(f"Gap, decided {count(one.decided, 'deal')}{f', {worth}' if worth else ''}: {one.words}")
    return [line for line in lines if line]


def _by_lines(axis: "Axis", laid: "Grid", name: "Naming") -> list[str]:
    """One line a value with at least three losses; nothing where no deal has any."""
    from app.team.patterns import label
    from app.wording import count

    lines = []
    for value, losses in laid.values:
        told = [f"{name(cause).lower()} {deals}" for cause, deals in _causes(laid, value).items()]
        seldom = losses - sum(_causes(laid, value).values())
        told += [f"causes too seldom to name {seldom}"] if seldom else []
        lines.append(f"{axis.capitalize()} {label(axis, value)}, {count(losses, 'loss', 'losses')}: {'; '.join(told)}.")
    if laid.few:
        lines.append(f"{axis.capitalize()}s with too few losses to lay out: {len(laid.few)}.")
    return lines


def _causes(laid: "Grid", value: str) -> "dict[Cause, int]":
    return {cause: laid.deals[cause, value] for cause in laid.causes if (cause, value) in laid.deals}


def _by_document(axis: "Axis", laid: "Grid") -> dict[str, Any]:
    """Values with fewer than three losses are only counted together, as are causes with fewer."""
    return {
        "axis": axis,
        "values": [{"value": value, "losses": losses, "causes": _causes(laid, value)} for value, losses in laid.values],
        "losses_of_few": sum(losses for _, losses in laid.few),
        "losses_of_thin_causes": laid.thin,
        "losses_left_out": laid.more,
        "losses_not_on_record": laid.blank,
    }


def _document(found: "Patterns", ways: "list[Way]", lacking: "tuple[Capability, ...]") -> dict[str, Any]:
    return {
        "won": found.won,
        "lost": found.lost,
        "early_noes": found.early,
        "causes": dict(found.causes),
        "controls": dict(found.controls),
        "stated_and_shown": [{"stated": s, "shown": shown, "losses": number} for s, shown, number in found.flows],
        "ways": [{"mechanism": way.mechanism, "cause": way.cause, "losses": way.deals} for way in ways],
        "gaps": [
            {
                "words": one.words,
                "decided": one.decided,
                "came_up": one.came_up,
                "amounts": one.amounts,
                "reviews": [gap.proof.row.id for gap in one.gaps],
            }
            for one in lacking
        ],
    }
