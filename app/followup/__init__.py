"""Commitments that are followed: does a later note show that what a rep said they would do was done?

cues      words that say done, not done, or not yet
learned   what commitments are about, and how a line sounds that tells of one; `promises.npz`, learned in `eval`
reading   one commitment against one note: kept, missed, or nothing to be told, with the line that shows it
asked     the same asked of a language model, many commitments in one question
following a rep's commitments against what is on record since
later     a note that came on record, read by a model for what was said before: a job for the worker
wording   the same in a sentence

"Missed" is only ever said with the line that shows it; silence is "not testable". Lossbook proposes; the rep decides.
"""

from app.followup.following import Followed as Followed
from app.followup.following import follow as follow
from app.followup.following import latest_open as latest_open
from app.followup.reading import Reader as Reader
from app.followup.reading import Shown as Shown
from app.followup.wording import since as since
