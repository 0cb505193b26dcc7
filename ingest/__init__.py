"""The write side: notes become facts on record. No screen knows how.

note -> read (numbered lines) -> diagnose -> verify (every quote is a real span) -> store (truth) -> index (derived)

records    the nouns
settings   what the environment says
read       files and pasted text become a Note
lines      a Note becomes numbered lines
sides      whose words a line reports: the buyer's, ours, or not to be told
alignment  which words of two names go together
spelling   whether two spellings of a firm's name mean one firm, and why
facts      account, people, competitor, outcome, stated reason, when to come back
embed      lines become vectors
diagnose   why the deal was lost: the built-in engine and the language model's, one shape
verify     what is not in the note is dropped
coaching   lessons, next time, questions, the future-you card
pipeline   the order of all that
gist       one vector for a whole review, for the search index
store      the records: SQL, append-only, the only truth
logged     a language model whose calls are written down, never any note text
outgoing   names on record and in a note, which a model on another machine is not to see
index      search: Chroma, a disposable copy of the vectors in SQL
book       the composition root
importing  the past: exports, transcripts and folders become reviews
"""

from functools import cache


@cache
def version() -> str:
    """Lossbook's version, as installed."""
    from importlib.metadata import version as installed

    return installed("lossbook")
