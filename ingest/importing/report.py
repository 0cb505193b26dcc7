"""What is asked of an import, how far it is, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.importing.columns import Columns


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not kept, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is."""

    file: str = ""
    read: int = 0
    kept: int = 0
    unchanged: int = 0
    rejected: int = 0
    fraction: float = 0.0
    """Of the bytes of all files."""
    rate: float = 0.0
    """Notes kept a second, over the last half minute."""
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it."""

    read: int
    kept: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    rejected_count: int
    seconds: float
    rejects_files: tuple[Path, ...] = ()
    rejects_list: Path | None = None
    """The one of them that names whole files: they are mended where they are."""
    notices: tuple[str, ...] = ()
    review_ids: tuple[str, ...] = ()
    """The first of those that came in, for links."""
    stopped: bool = False


@dataclass(frozen=True)
class Wanted:
    """What a person said about an import."""

    rep: str | None = None
    """Whose deals they are where a row does not say."""
    columns: "Mapping[str, Columns]" = field(default_factory=dict)
    """By header key: how a table is to be read."""
    changes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Field to columns, for every table."""
    day_first: bool | None = None
    dry_run: bool = False
    rejects: Path | None = None
    names: Mapping[Path, str] = field(default_factory=dict)
    """What uploaded files were called."""
