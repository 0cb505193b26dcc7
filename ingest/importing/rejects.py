"""What could not be kept, in files beside the records: each row as it came, with the reason, ready to be mended.

Rows of a table go to a CSV file with that table's own header and two more columns; lines of JSON go to a .jsonl file.
Mend them and import the file again: the extra columns are passed over. Whole files are only listed, in a CSV of their
names: each is mended where it is.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any, Final

from ingest.importing.columns import OURS
from ingest.importing.items import Bad
from ingest.importing.table import open_table
from prompts.errors import LossbookError

WHY: Final = f"{OURS}why"
WHERE: Final = f"{OURS}where"
LISTED: Final = ("file", WHY)
"""Header of a list of whole files."""


class Rejects:
    """Opens its files with the first row they hold; without rejects there are none."""

    def __init__(self, base: Path) -> None:
        """`base` is the wanted file; a second kind of row gets a name beside it."""
        self._base = base
        self._open: dict[tuple[str, ...], tuple[IO[str], Any]] = {}
        self._inputs: frozenset[tuple[int, int]] = frozenset()
        self.files: list[Path] = []
        self.listed: Path | None = None
        """The one of them that only names whole files."""

    def keep_off(self, inputs: Iterable[Path]) -> None:
        """Write over none of these, nor over anything else that is not an earlier file of rejects.

        Raises:
            LossbookError: the wanted file is one of them, or its folder is not there.
        """
        self._inputs = frozenset(key for path in inputs if (key := _key(path)))
        base = self._base
        if not base.parent.is_dir():
            raise LossbookError(
                f"--rejects {str(base)!r}: there is no folder {str(base.parent)!r}. Make it, or name another file."
            )
        if base.is_dir():
            raise LossbookError(f"--rejects {str(base)!r} is a folder; name a file in it: {base / 'to-mend.csv'}")
        if _key(base) in self._inputs:
            raise LossbookError(
                f"--rejects {str(base)!r} is itself to be imported, and would be written over. Name another file."
            )
        if not self._is_free(base):
            raise LossbookError(
                f"--rejects {str(base)!r} is there already and is no file of rejects, so it is not written over. "
                "Name another file."
            )

    def add(self, bad: Bad) -> None:
        """Keep one. Raises OSError when it cannot be written."""
        original = bad.original
        if original.cells is not None:
            stream, writer = self._for(("table", *original.header), ".csv")
            if stream.tell() == 0:
                writer.writerow([*original.header, WHY, WHERE])
            width = len(original.header)
            cells = [*original.cells[:width], *[""] * (width - len(original.cells))]
            writer.writerow([*cells, bad.why, bad.where, *original.cells[width:]])
        elif original.line is not None:
            stream, _ = self._for(("lines",), ".jsonl")
            stream.write(_line(bad) + "\n")
        else:
            stream, writer = self._for(LISTED, ".csv")
            if stream.tell() == 0:
                writer.writerow(LISTED)
            writer.writerow([bad.where, bad.why])
        stream.flush()

    def close(self) -> None:
        """Let go of the files."""
        for stream, _ in self._open.values():
            stream.close()

    def _for(self, kind: tuple[str, ...], ending: str) -> tuple[IO[str], Any]:
        if kind not in self._open:
            path = self._name(ending)
            path.parent.mkdir(parents=True, exist_ok=True)
            # A spreadsheet needs the mark to see that it is UTF-8.
            stream = path.open("w", encoding="utf-8-sig" if ending == ".csv" else "utf-8", errors="replace", newline="")
            self._open[kind] = stream, csv.writer(stream)
            self.files.append(path)
            self.listed = path if kind == LISTED else self.listed
        return self._open[kind]

    def _name(self, ending: str) -> Path:
        base = self._base if self._base.suffix == ending else self._base.with_suffix(ending)
        number, path = 2, base
        while path in self.files or not self._is_free(path):
            path, number = base.with_stem(f"{base.stem}-{number}"), number + 1
        return path

    def _is_free(self, path: Path) -> bool:
        key = _key(path)
        return key is None or (key not in self._inputs and (path.stat().st_size == 0 or _is_rejects(path)))


def _key(path: Path) -> tuple[int, int] | None:
    """Which file it is, whatever it is called; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _is_rejects(path: Path) -> bool:
    """Whether an import wrote it: its header or its first line says why each was rejected."""
    try:
        if path.suffix != ".jsonl":
            table = open_table(path)
            return table is not None and WHY in table.written
        with path.open(encoding="utf-8") as stream:
            first = json.loads(stream.readline())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(first, dict) and WHY in first


def unreadable_line(found: Mapping[str, Any]) -> str | None:
    """The line that was no JSON object and stands in this one of ours, mended there; None for any other object."""
    line = found.get("line")
    return line if WHY in found and "text" not in found and isinstance(line, str) else None


def _line(bad: Bad) -> str:
    """The object as it came, with the reason in it; a line that is no object goes into one as it is."""
    said = {WHY: bad.why, WHERE: bad.where}
    try:
        found = json.loads(bad.original.line or "")
    except (ValueError, RecursionError):
        found = None
    body = {**found, **said} if isinstance(found, dict) else {"line": bad.original.line, **said}
    return json.dumps(body, ensure_ascii=False)
