"""Run by Alembic, on the connection `schema.migrate` hands over, or on the configured database from a terminal."""

from alembic import context

from ingest.store.schema import is_ours
from ingest.store.tables import metadata


def run() -> None:
    """Migrate in the transaction that is already open, or in one of our own."""
    conn = context.config.attributes.get("connection")
    if conn is not None:
        context.configure(connection=conn, target_metadata=metadata, transactional_ddl=True, include_object=is_ours)
        context.run_migrations()
        return
    from ingest.settings import Settings
    from ingest.store.database import connect

    database = connect(Settings().sql_url)
    with database.writing() as own:
        context.configure(connection=own, target_metadata=metadata, transactional_ddl=True, include_object=is_ours)
        context.run_migrations()
    database.close()


run()
