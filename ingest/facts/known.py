"""What the records and the settings already know when a note comes in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """Names already on record; all of it may be empty."""

    accounts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(name, aliases) of each account."""
    competitors: tuple[str, ...] = ()
    """Rivals named in earlier reviews."""
    reps: tuple[str, ...] = ()
    """Our own people."""
    us_domains: tuple[str, ...] = ()
    """Our mail domains: 'ferrow.com'."""
    beside: tuple[tuple[str, int], ...] = ()
    """Accounts that the title of a meeting or the name of a file gives, with points beside those of `account`."""
