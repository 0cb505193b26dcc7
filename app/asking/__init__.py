"""Questions answered from the records: who, when, why, how often, with whom, and what the notes say.

ask         one question, one answer: the order of the parts
which       the firm that is meant, asked back when two fit
strangers   names that nobody on record has
firm        one firm that stands on record under several names
firmname    whether two names are one firm's
clues       the firm that is meant when none is named
nouns       names in a question that are no firm's
understand  what is wanted, in which rounds and days
record      sentences from the ledger
asked       what of the record is wanted, and of the lines
kinds       kinds of thing asked for: a name, a day, an amount
measures    what is measured of each line beside a question
ranking     lines of the notes that answer a question, as learned
support     whether the notes can hold what is asked
spoken      whether those it speaks of stand in the notes
whose       whose amount it is
gate        the last look: of one account's own records alone
team        counts over the team's deals
"""

from app.asking.answered import Answered, Choice, Citation
from app.asking.ask import ask
from app.asking.back import given
from app.asking.document import document

__all__ = ["Answered", "Choice", "Citation", "ask", "document", "given"]
