"""One question, one answer. The only file that knows the order.

which account -> what is wanted -> the records, the notes, the team's counts or past losses -> sentences with sources
"""

import datetime as dt
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from app.asking.answered import Answered
from app.asking.back import asked_back, no_account_named, not_known
from app.asking.intents import told
from app.asking.nouns import known_names, proper_nouns
from app.asking.strangers import firm_of_nobody, unknown_name
from app.asking.understand import LONGEST
from app.asking.which import which_account
from ingest.read.encoding import clean
from ingest.records import Viewer

if TYPE_CHECKING:
    from ingest.book import Book


def ask(
    book: "Book",
    viewer: Viewer,
    question: str,
    *,
    about: int | None = None,
    previous: Answered | None = None,
    today: dt.date | None = None,
    use_model: bool | None = None,
) -> Answered:
    """Answer a question from the records this viewer may see.

    Args:
        book: Where the records are.
        viewer: Who is asking. What they may not see never leaves SQL.
        question: In plain words; its first 1,000 characters are read.
        about: The account the conversation is about; a name in the question beats it.
        previous: The answer before, which 'and before that?' goes on from.
        today: What 'since March' is counted from.
        use_model: None: a language model words the answer where one at an endpoint is set up. False: never.
    """
    began = time.monotonic()
    text = " ".join(clean(question).split())[:LONGEST]
    today = today or dt.datetime.now().astimezone().date()
    if about is None and previous is not None:
        about = previous.account_id
    found = _answer(book, viewer, text, about, previous, today, use_model)
    return replace(found, question=found.question or text, seconds=round(time.monotonic() - began, 4))


def _answer(
    book: "Book",
    viewer: Viewer,
    text: str,
    about: int | None,
    previous: Answered | None,
    today: dt.date,
    use_model: bool | None,
) -> Answered:
    if not text:
        return Answered("no_record", "Ask about an account, or about the team's deals.", gap="Type a question.")
    from app.asking.general import general, goes_on, is_general, is_plain_count
    from app.asking.one import one_account
    from app.resolve import named_in

    names = known_names(book, viewer)
    text = goes_on(text, previous, names, today)
    resolved = named_in(book, viewer, text)
    if is_general(text, resolved, about, names):
        unknown = firm_of_nobody(book, viewer, text, names.theirs) or unknown_name(
            book, viewer, text, proper_nouns(names, text, opening=False)
        )
        return not_known(unknown, text) if unknown else general(book, viewer, text, today, names)
    found = which_account(book, viewer, text, about, resolved, names)
    counted = not found.accounts and is_plain_count(book, viewer, text, today)
    if found.choices and (resolved.matches or not counted):
        return asked_back(found.choices, text)
    if found.unknown:
        return not_known(found.unknown, text, found.near)
    if found.accounts:
        return one_account(book, viewer, text, found, previous, today, use_model, names)
    if found.all_deals or told(text) & {"count", "similar"} or counted:
        return general(book, viewer, text, today, names)
    if found.fitting:
        return asked_back(found.fitting, text)
    # What one account's record holds is not answered with other accounts' losses.
    return no_account_named(text, found.near)
