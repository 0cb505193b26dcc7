"""What the note says before anybody asks why: one small module a fact, `find` knows the order.

known      names already on record
fields     'Stage: Closed Lost / Amount: 42k'
written    the day the note was written
account    which account; opening reads the first rows
outcome    how it ended, which rival was chosen; phrases reads prompts/outcomes.md, endings has the wordings no
           list can hold, rivals knows names; where they fall silent, leaning and chosen read the whole note
ended      the day the deal closed, where the note tells it
people     who is named, with roles; namewords knows where names stand, names what they look like
stated     the reason the rep or the CRM gave; denied takes away what it denies
revisit    when to come back; told knows days that have been, dates finds the words (timewords), resolve and calendar
           make a day of them, meant picks the day of the line
learned    the linear rules of leaning, chosen and revisit (`make train`)
language   a guess
notices    sentences for the screen
"""

from ingest.facts.find import find_facts
from ingest.facts.known import Known

__all__ = ["Known", "find_facts"]
