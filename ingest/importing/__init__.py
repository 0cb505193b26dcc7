"""The past, coming in: files become rows, rows become reviews. Streams; a bad row never stops the rest.

items      what comes out of a file: a row, or why there is none
files      which files a path holds, and what kind each is
jsonl      one JSON object a line
table      rows of a delimited file, whatever its encoding, separator and header
columns    which column is which: five CRMs recognised by their headers, anything else by a mapping
values     amounts and days as exports write them
status     won, lost or still open
rows       a table's row becomes a deal's note and what the CRM said
owner      whose deal it is, where its note says so
names      the names on record that a note may mean
beside     the account by a meeting's title or a file's name
reading    notes become readings, some at a time
child      the process that does this
pool       two of them; one that dies loses nothing
standing   a rep's correction outlives a changed row
ahead      close days that lie ahead are said
elsewhere  one deal in the exports of two CRMs is kept once
erased     what was erased is not brought back by importing its file again
rejects    what could not be kept, with the reason, ready to be mended
keeping    new rows are read, and recorded some in a transaction
preview    what a file would give
report     what is asked of an import, how far it is, what came of it
run        the order of all that
"""
