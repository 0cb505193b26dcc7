"""The Import screen: files in, a preview of each, the running import, its result."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from app import deps
from app.widgets.import_columns import mapping
from app.widgets.import_result import running, told_result
from app.widgets.page import notice, quiet, safely, section
from app.wording import count

if TYPE_CHECKING:
    from ingest.importing.columns import Columns
    from ingest.importing.preview import Preview
    from ingest.importing.table import Table

_FILES: Final = "import.files"
_ASIDE: Final = "import.aside"
_ROUND: Final = "import.round"
_SEEN: Final = "import.seen"
_REP: Final = "import.rep"
_MOST_SHOWN: Final = 8


def bring_in() -> None:
    """Whatever is to be shown now."""
    state = deps.imports().state()
    mine = state.owner == deps.viewer().name
    if state.running and not mine:
        quiet("Somebody else’s import is running. Yours can begin when it is done; reload this page in a while.")
    elif state.running:
        running()
    elif mine and (state.done is not None or state.error):
        told_result(state, safely(_again))
    else:
        _choose()


def _choose() -> None:
    number = st.session_state.setdefault(_ROUND, 0)
    uploads = st.file_uploader(
        "Files to import",
        accept_multiple_files=True,
        key=f"{_FILES}.{number}",
        help="CSV exports of Salesforce, HubSpot, Pipedrive, Close and Dynamics 365, other CSV files, .jsonl, notes "
        "(.txt .md .docx .eml) and transcripts (.vtt .srt, .json of Gong, Fireflies, Fathom, Momentum).",
    )
    if not uploads:
        quiet(
            "Closed deals come in with their notes; what is on record already is not kept twice. "
            "Larger than 50 MB, or whole folders: lossbook import FOLDER."
        )
        return
    files = [_put_aside(upload) for upload in uploads]
    chosen: dict[str, Columns] = {}
    readable = 0
    for path, name in files[:_MOST_SHOWN]:
        seen = _preview(path, name, chosen)
        readable += bool(seen and not seen.error)
    if len(files) > _MOST_SHOWN:
        quiet(f"And {count(len(files) - _MOST_SHOWN, 'more file')}.")
        readable += 1
    rep = st.text_input("Whose deals are they, where a row does not say?", key=_REP, placeholder=deps.viewer().name)
    st.button(
        f"Import {count(len(files), 'file')}",
        type="primary",
        key="import.start",
        disabled=not readable,
        on_click=safely(_start),
        args=(files, chosen, rep),
    )


def _put_aside(upload: Any) -> tuple[Path, str]:
    """Streamlit keeps an upload in memory; an import streams from the disk."""
    aside: dict[str, tuple[Path, str]] = st.session_state.setdefault(_ASIDE, {})
    if upload.file_id not in aside or not aside[upload.file_id][0].exists():
        aside[upload.file_id] = deps.imports().put_aside(upload.name, upload.getvalue()), upload.name
    return aside[upload.file_id]


def _preview(path: Path, name: str, chosen: "dict[str, Columns]") -> "Preview | None":
    from ingest.importing.preview import KINDS

    seen = _looked_at(path, name, None)
    section(name, f"Recognised as {KINDS[seen.kind]}." if seen.kind else "")
    if seen.columns is not None:
        columns = mapping(path.stem, seen)
        if columns != seen.columns:
            seen = _looked_at(path, name, columns)
        chosen[seen.key] = columns
    for each in seen.notices:
        notice(each.replace("say --month-first if that is wrong", "choose above if that is wrong"))
    if seen.error:
        notice(seen.error)
    elif seen.rows:
        _first_rows(seen)
    return seen


def _looked_at(path: Path, name: str, columns: "Columns | None") -> "Preview":
    """A large file is gone through once for each way of reading it."""
    from ingest.importing.preview import preview
    from ingest.importing.run import Wanted, columns_for

    seen: dict[tuple[Path, str], Preview] = st.session_state.setdefault(_SEEN, {})
    key = path, repr(columns)

    def columns_of(table: "Table") -> "Columns":
        return columns if columns is not None else columns_for(deps.book(), table, Wanted())

    if key not in seen:
        seen[key] = preview(path, name, columns_of)
    return seen[key]


def _first_rows(seen: "Preview") -> None:
    from ingest.importing.items import Bad

    rows = []
    for each in seen.rows:
        if isinstance(each, Bad):
            rows.append({"Row": each.where.rpartition(", ")[2], "Comes in": each.why})
            continue
        given = each.given
        amount = "" if given.amount is None else f"{given.amount:,.0f} {given.currency or ''}".strip()
        rows.append(
            {
                "Row": each.where.rpartition(", ")[2],
                "Comes in": "yes",
                "Account": given.account or "",
                "Rep": given.rep or "",
                "Closed": str(given.closed or given.date or ""),
                "Amount": amount,
                "Stated reason": given.stated or "",
                "Notes": " ".join(each.note.text.split())[:160],
            }
        )
    quiet(f"The first {count(len(rows), 'row')}:")
    st.dataframe(rows, hide_index=True, width="stretch")


def _start(files: list[tuple[Path, str]], chosen: "dict[str, Columns]", rep: str) -> None:
    for key, columns in chosen.items():
        deps.store().keep_column_map(key, columns.document())
    deps.imports().start(deps.viewer(), files, chosen, " ".join(rep.split()) or None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    for key in (_ASIDE, _SEEN):
        st.session_state.pop(key, None)


def _again() -> None:
    deps.imports().forget()
