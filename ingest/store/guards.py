"""Triggers and full text as revision 0001 made them. Frozen: change them in a new revision, not here.

Reviews and what proves them are append-only in the database itself, whatever program has it open. Only `shared` and
`put_aside` of a review may change. A transaction that has put a row into `erasing` may delete, and may take an erased
review's name out of another one's coaching.
"""

GUARDED = {
    "reviews": (
        "id first_id deal_id note_id rep_id supersedes author created happened outcome stated_text stated_cause cause "
        "confidence mechanism control competitor sample external_id once"
    ),
    "readings": "review_id diagnosis coaching provenance machine",
    "notes": "id text kind name written sha256 created",
    "quotes": 'id review_id line start "end" text side cause against',
    "passages": 'id review_id line start "end" side speaker text',
    "debriefs": "id review_id body created",
    "cards": 'id review_id revisit reopen_when "call" avoid created',
}
"""Guarded columns of each append-only table."""

_FTS_SQLITE = (
    "CREATE VIRTUAL TABLE passages_fts USING fts5("
    "text, content='passages', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')",
    "CREATE TRIGGER passages_fts_in AFTER INSERT ON passages BEGIN "
    "INSERT INTO passages_fts(rowid, text) VALUES (new.id, new.text); END",
    "CREATE TRIGGER passages_fts_out AFTER DELETE ON passages BEGIN "
    "INSERT INTO passages_fts(passages_fts, rowid, text) VALUES ('delete', old.id, old.text); END",
)
_FTS_POSTGRES = (
    "ALTER TABLE passages ADD COLUMN tsv tsvector GENERATED ALWAYS AS (to_tsvector('english', text)) STORED",
    "CREATE INDEX ix_passages_tsv ON passages USING gin (tsv)",
)
_KEEP_POSTGRES = """
CREATE FUNCTION lossbook_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM erasing) THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' are append-only';
END $$"""


def statements(dialect: str) -> list[str]:
    """SQL to run once, after the tables exist. `dialect` is sqlite or postgresql."""
    if dialect == "sqlite":
        return [*_FTS_SQLITE, *(s for table in GUARDED for s in _keep_sqlite(table))]
    return [*_FTS_POSTGRES, _KEEP_POSTGRES, *(s for table in GUARDED for s in _keep_postgres(table))]


def _columns(table: str) -> str:
    return ", ".join(GUARDED[table].split())


def _keep_sqlite(table: str) -> list[str]:
    body = (
        f"ON {table} WHEN NOT EXISTS (SELECT 1 FROM erasing) BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"  # noqa: S608 - names from the table above
    )
    return [
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OF {_columns(table)} {body}",
        f"CREATE TRIGGER {table}_stay BEFORE DELETE {body}",
    ]


def _keep_postgres(table: str) -> list[str]:
    body = f"ON {table} FOR EACH ROW EXECUTE FUNCTION lossbook_keep()"
    return [
        f"CREATE TRIGGER {table}_keep BEFORE UPDATE OF {_columns(table)} {body}",
        f"CREATE TRIGGER {table}_stay BEFORE DELETE {body}",
    ]
