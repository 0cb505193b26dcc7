"""What revisions 0004 and 0006 add beside tables: an append-only audit log; row-level security on PostgreSQL. Frozen.

The viewer filter in every query is the first wall. Row-level security is the second: the server itself hides rows of
reviews, and of all that hangs on them, from a transaction that has not said who is asking (`Database.reading`). So a
query that forgets its filter finds nothing, instead of everything. Superusers and roles with BYPASSRLS are not held.
"""

from collections.abc import Mapping
from typing import Final

SETTING: Final = "lossbook.viewer"
EVERYTHING: Final = "*"
"""For work that shows nobody anything (index, queue, erasing, recording), and for the one user of a laptop."""

_APPEND_ONLY: Final = "views"
_COLUMNS: Final = "id viewer_id review_id place at"

_ASKING: Final = f"(SELECT current_setting('{SETTING}', true))"
_ALL: Final = f"{_ASKING} = '{EVERYTHING}'"
_ME: Final = f"(SELECT u.id FROM users u WHERE '=' || u.key = {_ASKING} AND u.active)"  # noqa: S608 - no value in it
_KNOWN_LEFT: Final = f"EXISTS (SELECT 1 FROM users u WHERE '=' || u.key = {_ASKING} AND NOT u.active)"  # noqa: S608
_REPORTS: Final = f"SELECT u.id FROM users u WHERE u.manager_id = {_ME}"  # noqa: S608
_SOMEBODY: Final = f"left({_ASKING}, 1) = '='"
_OF_REVIEW: Final = "EXISTS (SELECT 1 FROM reviews r WHERE r.{column} = {table}.{key})"

_HANGING: Final = {
    "readings": ("id", "review_id"),
    "quotes": ("id", "review_id"),
    "passages": ("id", "review_id"),
    "debriefs": ("id", "review_id"),
    "commitments": ("id", "review_id"),
    "cards": ("id", "review_id"),
    "revisits": ("id", "review_id"),
    "consents": ("id", "review_id"),
    "thanks": ("id", "review_id"),
    "notes": ("note_id", "id"),
    "deals": ("deal_id", "id"),
}
"""Tables seen with a review, each with the two columns that join them: (of reviews, its own)."""
_OTHERS: Final = {
    "reviews": f"rep_id = {_ME} OR {_SOMEBODY} AND NOT {_KNOWN_LEFT} AND "
    f"(shared = 'team' OR shared = 'manager' AND rep_id IN ({_REPORTS}))",
    "views": f"viewer_id = {_ME} OR EXISTS (SELECT 1 FROM reviews r WHERE r.id = views.review_id AND r.rep_id = {_ME})",  # noqa: S608
    "packs": f"manager_id = {_ME}",
    "drafts": f"'=' || owner = {_ASKING} AND NOT {_KNOWN_LEFT}",
    "jobs": f"'=' || owner = {_ASKING} AND NOT {_KNOWN_LEFT}",
}
_FOLLOWUPS: Final = {
    "followups": " AND ".join(
        (
            _OF_REVIEW.format(table="followups", column="id", key="review_id"),
            "EXISTS (SELECT 1 FROM commitments c WHERE c.id = followups.commitment_id)",
        )
    ),
}
"""Seen with both reviews: the one of the later note, and the one in which it was said."""


def statements(dialect: str) -> list[str]:
    """SQL to run once, after the tables of 0004 exist. `dialect` is sqlite or postgresql."""
    if dialect == "sqlite":
        body = (
            f"ON {_APPEND_ONLY} WHEN NOT EXISTS (SELECT 1 FROM erasing) "  # noqa: S608 - a constant
            f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY} are append-only'); END"
        )
    else:
        body = f"ON {_APPEND_ONLY} FOR EACH ROW EXECUTE FUNCTION lossbook_keep()"
    columns = ", ".join(_COLUMNS.split())
    kept = [
        f"CREATE TRIGGER {_APPEND_ONLY}_keep BEFORE UPDATE OF {columns} {body}",
        f"CREATE TRIGGER {_APPEND_ONLY}_stay BEFORE DELETE {body}",
    ]
    hanging = {
        table: _OF_REVIEW.format(table=table, column=column, key=key) for table, (column, key) in _HANGING.items()
    }
    return kept if dialect == "sqlite" else [*kept, *_policies({**_OTHERS, **hanging})]


def of_followups(dialect: str) -> list[str]:
    """The same for the table of 0006."""
    return [] if dialect == "sqlite" else _policies(_FOLLOWUPS)


def guarded() -> tuple[str, ...]:
    """Tables the server guards row by row."""
    return (*_OTHERS, *_HANGING, *_FOLLOWUPS)


def _policies(walled: Mapping[str, str]) -> list[str]:
    """`walled`: who sees a row, as a condition, by table."""
    made: list[str] = []
    for table, seen in walled.items():
        made += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",  # its owner as well: Lossbook mostly connects as that
            f"CREATE POLICY {table}_seen ON {table} USING ({_ALL} OR {seen})",
        ]
    return made
