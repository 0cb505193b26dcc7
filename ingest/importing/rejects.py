"""What could not be kept, in files beside the records: each row as it came, with the reason, ready to be mended.

Rows of a table go to a CSV file with that table's own header and two more columns; lines of JSON go to a .jsonl file;
whole files are listed in a CSV of their names. Mend them and import the file again: the extra columns are passed over.
"""

import csv
import json
from pathlib import Path
from typing import IO, Any, Final

from ingest.importing.columns import OURS
from ingest.importing.items import Bad

WHY: Final = f"{OURS}why"
WHERE: Final = f"{OURS}where"


class Rejects:
    """Opens its files with the first row they hold; without rejects there are none."""

    def __init__(self, base: Path) -> None:
        """`base` is the wanted file; a second kind of row gets a name beside it."""
        self._base = base
        self._open: dict[tuple[str, ...], tuple[IO[str], Any]] = {}
        self.files: list[Path] = []

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
            stream, writer = self._for(("files",), ".csv")
            if stream.tell() == 0:
                writer.writerow(["file", WHY])
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
        return self._open[kind]

    def _name(self, ending: str) -> Path:
        base = self._base if self._base.suffix == ending else self._base.with_suffix(ending)
        number, path = 2, base
        while path in self.files:
            path, number = base.with_stem(f"{base.stem}-{number}"), number + 1
        return path


def _line(bad: Bad) -> str:
    """The object as it came, with the reason in it; a line that is no object goes into one as it is."""
    said = {WHY: bad.why, WHERE: bad.where}
    try:
        found = json.loads(bad.original.line or "")
    except (ValueError, RecursionError):
        found = None
    body = {**found, **said} if isinstance(found, dict) else {"line": bad.original.line, **said}
    return json.dumps(body, ensure_ascii=False)
