"""Alembic's folder. A change of `tables` needs a revision here, and its id at the end of `schema.REVISIONS`."""
