"""Every database error as one sentence: what happened, where, and the next step."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy.exc

from prompts.errors import DiskFull, LossbookError, StoreError

_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SENTENCES = {
    sqlite3.SQLITE_READONLY: "cannot be written to: it is read-only. Check the permissions of the file and its folder.",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened. Check that its folder exists and that you may write there.",
    sqlite3.SQLITE_PERM: "cannot be opened: permission denied.",
    sqlite3.SQLITE_IOERR: "could not be read or written: the disk reports an error. Check the disk, then try again.",
}


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn what the drivers raise into StoreError or DiskFull. `place` names the database for the user."""
    try:
        yield
    except sqlalchemy.exc.DBAPIError as error:
        raise _explain(error.orig, place) from error
    except sqlalchemy.exc.StatementError as error:
        if isinstance(error.orig, LossbookError):
            raise error.orig from None
        raise StoreError(f"{place} refused a value: {_first_line(error.orig or error)}") from error
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise StoreError(f"{place} could not be used: {_first_line(error)}") from error
    except sqlite3.Error as error:
        raise _explain(error, place) from error


def damaged(place: str, detail: str) -> StoreError:
    """The sentence for a database file that is no longer one."""
    return StoreError(
        f"{place} is damaged ({detail}). Put the last backup back with: lossbook restore BACKUP-FILE "
        "(the damaged file is kept beside it)."
    )


def _explain(error: BaseException | None, place: str) -> StoreError:
    if isinstance(error, sqlite3.Error):
        return _explain_sqlite(error, place)
    state = getattr(error, "sqlstate", None)
    if state == "53100":
        return _full(place)
    if state == "25006":
        return StoreError(f"{place} {_SENTENCES[sqlite3.SQLITE_READONLY]}")
    if type(error).__name__ == "OperationalError" and (state is None or state[:2] in ("08", "28", "3D", "57")):
        return StoreError(
            f"{place} cannot be reached: {_first_line(error)}. Check LOSSBOOK_DATABASE_URL and the server."
        )
    return StoreError(f"{place} refused: {_first_line(error)}")


def _explain_sqlite(error: sqlite3.Error, place: str) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return _full(place)
    if code in _BUSY:
        return StoreError(f"{place} is busy: another program is writing to it. Try again in a moment.")
    if code in _DAMAGED:
        return damaged(place, _first_line(error))
    if code in _SENTENCES:
        return StoreError(f"{place} {_SENTENCES[code]}")
    return StoreError(f"{place} refused: {_first_line(error)}")


def _full(place: str) -> DiskFull:
    return DiskFull(f"There is no space left for {place}; nothing was recorded. Free some space and try again.")


def _first_line(error: BaseException | None) -> str:
    return (str(error).strip().splitlines() or ["unknown error"])[0].rstrip(".")
