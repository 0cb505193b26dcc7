"""The last look at an answer about one account: whatever it says or quotes is of that account's own records.

Everything before it reads one account's records only, so this finds nothing. It stands here because another account's
facts in an answer are the one mistake nobody can see from the answer itself.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from app.asking.answered import Answered
from app.asking.dossier import Dossier

_QUOTED: Final = re.compile(r"“([^”]*)”")
_MARKS: Final = re.compile(r"[\s\"'“”‘’…]+")


def kept_to(answered: Answered, dossier: Dossier, accounts: Collection[int]) -> Answered:
    """The same answer, when it is of these accounts alone; else that nothing can be said, with nothing quoted.

    Args:
        answered: What is about to be said.
        dossier: What was read for it.
        accounts: Ids of the accounts that are the firm which was asked about.
    """
    if answered.kind not in ("record", "answer") or is_own(answered, dossier, accounts):
        return answered
    return replace(
        answered,
        kind="no_record",
        answer=f"The sources found were not all {dossier.name}'s own, so nothing is said.",
        citations=(),
        gap="Open the account's page for its records, and report this.",
        rounds=(),
    )


def is_own(answered: Answered, dossier: Dossier, accounts: Collection[int]) -> bool:
    """Whether every source is these accounts' and every quote stands in their records."""
    rows = {id_: row for id_, row in dossier.rows.items() if row.account_id in accounts}
    if answered.account_id not in accounts or not set(answered.rounds) <= set(rows):
        return False
    if any(each.review_id not in rows or rows[each.review_id].account != each.account for each in answered.citations):
        return False
    held = _plain(" ".join(_texts(dossier, rows)))
    said = [*_QUOTED.findall(answered.answer), *(each.quote for each in answered.citations if each.line is not None)]
    return all(_plain(part) in held for text in said for part in text.split("…"))


def _texts(dossier: Dossier, rows: Collection[str]) -> list[str]:
    """Everything in words on these rounds' records."""
    texts: list[str] = []
    for item in dossier.rounds:
        row = item.review
        if row.id in rows:
            told = (item.debrief.learn, item.debrief.differently) if item.debrief else ()
            texts += [dossier.notes[row.id], row.stated_text or "", row.mechanism, *map(str, told)]
            texts += [item.card.reopen_when or "", item.card.avoid or "", *(each.text for each in item.commitments)]
    return texts


def _plain(text: str) -> str:
    """Without marks and spaces, which a quote may change."""
    return _MARKS.sub("", text)
