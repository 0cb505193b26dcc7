"""Questions answered from the records: who, when, why, how often, with whom, and what the notes say.

ask         one question, one answer: the order of the parts
which       the account that is meant, asked back when two fit
understand  what is wanted, in which rounds and days
record      sentences from the ledger
ranking     lines of the notes that answer a question
team        counts over the team's deals
"""

from app.asking.answered import Answered, Choice, Citation
from app.asking.ask import ask
from app.asking.back import given
from app.asking.document import document

__all__ = ["Answered", "Choice", "Citation", "ask", "document", "given"]
