"""Word documents: paragraphs and tables in their order, one row a line."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from ingest.read.limits import check_size
from prompts.errors import NoteError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_MAX_UNPACKED = 60_000_000
_TEMPLATE_DAY = date(2013, 12, 23)
"""Day in the properties of every document python-docx makes from its own template: nobody's writing day."""


def read_docx(name: str, data: bytes) -> tuple[str, date | None]:
    """Return the text and the day the document was last saved. Raises NoteError when it is damaged."""
    from docx import Document

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist() if entry.filename.endswith(".xml"))
        check_size(unpacked, name, _MAX_UNPACKED)
        document = Document(io.BytesIO(data))
        text = "\n".join(_rows(document)).strip("\n")
    except NoteError:
        raise
    except Exception as error:  # a damaged document raises anything: KeyError, XML errors, zip errors
        raise NoteError(
            f"The file {name!r} is a damaged Word file and cannot be read. "
            "Open it in Word, save it again, or paste its text."
        ) from error
    return text, _saved(document)


def _rows(document: "Document") -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _table(block)
        else:
            yield _paragraph(block)


def _paragraph(paragraph: "Paragraph") -> str:
    text = paragraph.text
    properties = paragraph._p.pPr
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    listed = style.startswith("List") or (properties is not None and properties.numPr is not None)
    return f"- {text}" if listed and text.strip() else text


def _table(table: "Table") -> Iterator[str]:
    """Rows of two cells are fields of a form ('Amount: 42k'); wider rows are joined by bars."""
    for row in table.rows:
        cells: list[str] = []
        seen: object = None
        for cell in row.cells:
            if cell._tc is not seen:  # a merged cell is given once for every column it spans
                cells.append(" ".join(cell.text.split()))
            seen = cell._tc
        if len(cells) == 2 and cells[0]:
            yield f"{cells[0].rstrip(': ')}: {cells[1]}".rstrip()
        else:
            yield " | ".join(filter(None, cells))


def _saved(document: "Document") -> date | None:
    try:
        saved = document.core_properties.modified or document.core_properties.created
    except (KeyError, ValueError):
        return None
    return saved.date() if saved is not None and saved.date() != _TEMPLATE_DAY else None
