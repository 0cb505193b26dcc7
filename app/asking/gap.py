"""What is said when the records do not hold it, and what would fill the gap."""

from app.asking.dossier import Dossier
from app.asking.record import won_of
from app.asking.wording import listed
from app.wording import count, day
from ingest.settings import NO_NAME


def no_account(name: str, near: str = "") -> tuple[str, str]:
    """(answer, gap) when nobody on record has this name; `near`: the account whose name comes nearest."""
    other = f"If you mean {near}" if near else "If it is on record under another name"
    return (
        f"There is no record of {name}.",
        f"{other}, ask with that one; otherwise review the notes of a deal with {name}.",
    )


def not_said(dossier: Dossier) -> tuple[str, str]:
    """(answer, gap) when the account is on record and its notes do not say."""
    account = dossier
    last = dossier.rounds[-1].review
    people = [person.name for item in reversed(dossier.rounds) for person in item.people if person.side != "us"]
    # A laptop's only rep is called "Me" until a name is set; nobody has to be told to ask themselves.
    reps = [last.rep] if last.rep != NO_NAME else []
    whom = listed(list(dict.fromkeys([*people[:1], *reps])), "or")
    rounds = count(len(dossier.rounds), "round")
    return (
        f"The notes on {account.name} do not say. "
        f"There {'is' if len(dossier.rounds) == 1 else 'are'} {rounds} on record, last on {day(last.happened)}.",
        f"Ask {whom}, and add what you learn to the next review."
        if whom
        else "If you know it, add it to the next review.",
    )


def never_won(dossier: Dossier) -> tuple[str, str]:
    """(answer, gap) when it is asked of a deal that we won, and none was."""
    return f"{won_of(dossier, dossier.rounds)}.", "If one was won since, review its notes."


def not_found() -> tuple[str, str]:
    """(answer, gap) when no account was named and no note says it."""
    return (
        "Nothing on record says that.",
        "Name the account, or review the notes of the deal it was.",
    )
