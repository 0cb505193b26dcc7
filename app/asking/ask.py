"""One question, one answer. The only file that knows the order.

which account -> what is wanted -> the records, the notes, the team's counts or past losses -> sentences with sources
"""

import datetime as dt
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from app.asking.answered import Answered
from app.asking.asker import Asker
from app.asking.back import asked_back, chosen, no_account_named, not_known
from app.asking.intents import told
from app.asking.nouns import known_names, proper_nouns
from app.asking.strangers import firm_of_nobody, unknown_name
from app.asking.understand import LONGEST
from app.asking.which import Found, still, which_account
from ingest.read.encoding import clean
from ingest.records import Viewer
from prompts.errors import ModelError

if TYPE_CHECKING:
    from app.resolve import Resolved
    from ingest.book import Book


def ask(
    book: "Book",
    viewer: Viewer,
    question: str,
    *,
    about: int | None = None,
    previous: Answered | None = None,
    today: dt.date | None = None,
    use_model: bool = True,
) -> Answered:
    """Answer a question from the records this viewer may see.

    Args:
        book: Where the records are.
        viewer: Who is asking. What they may not see never leaves SQL.
        question: In plain words; its first 1,000 characters are read.
        about: The account the conversation is about; a name in the question beats it.
        previous: The answer before, which 'and before that?' goes on from.
        today: What 'since March' is counted from.
        use_model: Whether a language model at an endpoint, where one is set up, finds the account and words the answer.
    """
    began = time.monotonic()
    text = " ".join(clean(question).split())[:LONGEST]
    today = today or dt.datetime.now().astimezone().date()
    if about is None and previous is not None:
        about = previous.account_id
    model = book.model_for("auto" if use_model else "builtin")
    asker = Asker(book, viewer, known_names(book, viewer), today, previous, model)
    found = _answer(asker, text, about)
    return replace(found, question=found.question or text, seconds=round(time.monotonic() - began, 4))


def _answer(asker: Asker, text: str, about: int | None) -> Answered:
    if not text:
        return Answered("no_record", "Ask about an account, or about the team's deals.", gap="Type a question.")
    from app.asking.general import general, goes_on, is_general, is_plain_count
    from app.resolve import named_in

    book, viewer, known = asker.book, asker.viewer, asker.known
    text = goes_on(text, asker.previous, known, asker.today)
    resolved = named_in(book, viewer, text)
    if about is None and asker.previous is not None and (reply := chosen(asker.previous, text)) is not None:
        choice, rest = reply
        asked = rest if told(rest) else asker.previous.question
        return _of_found(replace(asker, previous=None), asked, still(book, viewer, choice.account_id), resolved)
    # The rules take a word for all deals ("did that ever go in?"); a model sees whether an account is described.
    sure = asker.model is None or about is not None or "similar" in told(text)
    if (sure or is_plain_count(book, viewer, text, asker.today)) and is_general(text, resolved, about, known):
        unknown = firm_of_nobody(book, viewer, text, known.theirs) or unknown_name(
            book, viewer, text, proper_nouns(known, text, opening=False)
        )
        return not_known(unknown, text) if unknown else general(asker, text)
    try:
        picked = about is not None and asker.previous is None
        found = which_account(book, viewer, text, about, resolved, known, asker.model, picked=picked)
    except ModelError as error:  # one that could not be reached is not waited for twice
        answered = _answer(replace(asker, model=None), text, about)
        return replace(answered, notices=(*answered.notices, f"{error} The answer is the built-in engine's."))
    return _of_found(asker, text, _with_those_before(found, asker.previous), resolved)


def _with_those_before(found: Found, previous: Answered | None) -> Found:
    """A firm goes on being what it was taken for: two names that were read together stay together."""
    if previous is None or set(found.accounts).isdisjoint(previous.accounts):
        return found
    return replace(found, accounts=tuple(dict.fromkeys((*found.accounts, *previous.accounts))))


def _of_found(asker: Asker, text: str, found: Found, resolved: "Resolved") -> Answered:
    """The answer, where it is known what the question is about."""
    from app.asking.general import general, is_plain_count
    from app.asking.one import one_account

    counted = not found.accounts and is_plain_count(asker.book, asker.viewer, text, asker.today)
    if found.choices and (resolved.matches or not counted):
        return replace(asked_back(found.choices, text), engine="model" if found.by_model else "builtin")
    if found.unknown:
        return not_known(found.unknown, text, found.near)
    if found.accounts:
        return one_account(asker, text, found)
    if found.all_deals or told(text) & {"count", "similar"} or counted:
        return general(asker, text)
    if found.fitting:
        return asked_back(found.fitting, text)
    # What one account's record holds is not answered with other accounts' losses.
    return no_account_named(text, found.near)
