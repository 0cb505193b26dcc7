"""Every error a user can meet. Each message names the value that is wrong and the next step.

LossbookError
  + PromptError          a prompt or playbook file is broken: file, key, how to mend it
  + NoteError            the note cannot be read: empty, binary, too large
  + ModelError           a language model could not answer
  |   + ModelUnreachable   no connection, refused, wrong key
  |   + ModelTimeout       connected, but no whole answer in time
  |   + MalformedAnswer    answered twice, and neither answer fits the schema
  |   + ModelCancelled     the rep stopped it
  |   + ModelFileError     the model file is missing, truncated or not the right one
  + StoreError           the records could not be opened or written
  |   + HomeBusy           another Lossbook has this home open
  |   + DiskFull           no space left; nothing was half written
  |   + NotFound           no such record, or not one this viewer may see (never says which)
  + SignedOut            nobody has signed in, or they may not come in any more
  + IndexUnavailable     the search index is away; exact search answers meanwhile
"""


class LossbookError(Exception):
    """Base of all of them; `str(error)` is one line for a user."""


class PromptError(LossbookError):
    """A prompt or playbook file is broken."""


class NoteError(LossbookError):
    """The note cannot be read."""


class ModelError(LossbookError):
    """A language model could not answer; the counts are what the attempts took until then."""

    tokens_in: int = 0
    tokens_out: int = 0
    retries: int = 0


class ModelUnreachable(ModelError):
    """No connection, refused, or a wrong key."""


class ModelTimeout(ModelError):
    """Connected, but no whole answer in time."""


class MalformedAnswer(ModelError):
    """Answered twice, and neither answer fits the schema. `reply` keeps the last raw answer."""

    def __init__(self, message: str, reply: str = "") -> None:
        super().__init__(message)
        self.reply = reply


class ModelCancelled(ModelError):
    """The rep stopped it."""


class ModelFileError(ModelError):
    """The model file is missing, truncated or not the right one."""


class StoreError(LossbookError):
    """The records could not be opened or written."""


class HomeBusy(StoreError):
    """Another Lossbook has this home open."""


class DiskFull(StoreError):
    """No space left; nothing was half written."""


class NotFound(StoreError):
    """No such record, or not one this viewer may see."""


class SignedOut(LossbookError):
    """Nobody has signed in, or they may not come in any more."""


class IndexUnavailable(LossbookError):
    """The search index is away; exact search answers meanwhile."""
