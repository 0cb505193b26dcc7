"""`lossbook team`: how deals are lost, in counts; what the Team screen draws, as text."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.common import day, opened, print_document, viewer_of, write

if TYPE_CHECKING:
    from app.team import Capability, Patterns
    from app.team.patterns import Naming
    from ingest.store.counting_rows import Way

EXAMPLES = """Examples:

\b
  lossbook team
  lossbook team --since 2026-01-01 --as "Ines Rault"
  lossbook team --gaps gaps.csv
  lossbook team --json"""

_GAPS = 5


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
    gaps: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write the product gaps as a spreadsheet (CSV).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """Count how deals were lost: causes, where "price" came from, ways of losing, product gaps."""
    from app.team import capabilities, gaps_csv, patterns
    from app.team.patterns import FEWEST
    from ingest.store.counting_rows import Span

    span = Span(day(since) if since else None)
    with opened() as book:
        viewer = viewer_of(book, viewer_name)
        found = patterns(book.store, viewer, span, "quarter")
        ways = book.store.ways(viewer, span, FEWEST)
        lacking = capabilities(book.store, viewer, span)
        book.store.looked(viewer, [gap.proof.row.id for one in lacking for gap in one.gaps], "team")
        name = book.playbook.name
    if gaps is not None:
        write(gaps, gaps_csv(lacking))
    if as_json:
        print_document(_document(found, ways, lacking))
        return
    for line in _lines(found, ways, lacking, name):
        typer.echo(" ".join(line.split()))


def _lines(found: "Patterns", ways: "list[Way]", lacking: "tuple[Capability, ...]", name: "Naming") -> list[str]:
    from app.team.gaps import money
    from app.team.patterns import FEWEST, price_line, standing
    from app.wording import count

    if not found.won + found.lost + found.early:
        return ["No deal in this time, as far as you may see."]
    lines = [*standing(found)]
    if found.lost >= FEWEST:
        lines.append("Causes: " + "; ".join(f"{name(cause).lower()} {deals}" for cause, deals in found.causes) + ".")
        lines.append(price_line(found, name))
    lines += [f"Lost {way.deals} times: {way.mechanism}" for way in ways]
    for one in lacking[:_GAPS]:
        worth = money(one.amounts)
        lines.append(f"Gap, decided {count(one.decided, 'deal')}{f', {worth}' if worth else ''}: {one.words}")
    return [line for line in lines if line]


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
