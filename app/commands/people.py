"""`lossbook people`: who is who, whose manager they are, and who may sign in."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.common import opened, print_document, words

if TYPE_CHECKING:
    from ingest.store.team_rows import Person

EXAMPLES = """Examples:

\b
  lossbook people list
  lossbook people set "Ines Rault" --role manager --email ines@company.com
  lossbook people set "Maya Lindqvist" --manager "Ines Rault" --email maya@company.com
  lossbook people set "Ben Castellanos" --inactive"""


class RoleName(StrEnum):
    """What somebody is here."""

    rep = "rep"
    manager = "manager"
    lead = "lead"
    admin = "admin"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode=None,
        epilog=EXAMPLES,
        help="Reps, managers, leads and admins. A role alone opens no record: reps share, and a manager of record sees "
        "what is shared with the manager.",
    )
    group.command("list", epilog="Examples:\n\n\b\n  lossbook people list\n  lossbook people list --json")(list_people)
    group.command("set", epilog=EXAMPLES)(set_person)
    app.add_typer(group, name="people")


def list_people(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout and nothing else.")] = False,
) -> None:
    """Everybody on record: role, manager of record, address."""
    with opened() as book:
        found = book.store.people(book.viewer)
    if as_json:
        print_document([_document(person) for person in found])
        return
    if not found:
        typer.echo("Nobody is on record yet; the first review brings its rep.")
    for person in found:
        typer.echo(_line(person))


def set_person(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As their reviews name them; somebody new is made.")],
    role: Annotated[RoleName | None, typer.Option(help="What they are here.")] = None,
    manager: Annotated[
        str | None, typer.Option(metavar="NAME", help="Their manager of record, who is set up already; '' for none.")
    ] = None,
    email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The address they sign in with; '' takes it away.")
    ] = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Inactive: cannot sign in, sees nothing; records stay.")
    ] = None,
) -> None:
    """Set up or change one person. What is not given stays."""
    clean = words(name)
    if clean is None:
        raise typer.BadParameter("Give the person's name.")
    given: dict[str, Any] = {"active": active, "role": None if role is None else role.value}
    given |= {"manager": None if manager is None else words(manager) or ""}
    given |= {"email": None if email is None else words(email) or ""}
    with opened() as book:
        person = book.store.set_person(book.viewer, clean, **given)
    typer.echo(_line(person))


def _line(person: "Person") -> str:
    parts = [person.role] if person.active else [f"{person.role}, inactive"]
    parts += [f"manager of record {person.manager}"] if person.manager else []
    parts += [person.email] if person.email else []
    return f"{person.name}: {', '.join(parts)}"


def _document(person: "Person") -> dict[str, Any]:
    return {
        "name": person.name,
        "role": person.role,
        "manager": person.manager,
        "active": person.active,
        "email": person.email,
    }
