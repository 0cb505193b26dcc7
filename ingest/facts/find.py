"""The order in which facts are found: each leans on those before it."""

from datetime import date

from ingest.facts.account import find_account, fold
from ingest.facts.ended import find_closed
from ingest.facts.fields import find_fields
from ingest.facts.known import Known
from ingest.facts.language import guess_language
from ingest.facts.notices import find_notices
from ingest.facts.outcome import find_ending
from ingest.facts.people import find_people, without_firms
from ingest.facts.revisit import find_revisit
from ingest.facts.rivals import named_rivals, speaking_rivals
from ingest.facts.stated import find_stated
from ingest.facts.written import find_written
from ingest.records import Facts, Line, Note

NOBODY = Known()
_MOST = 3000
"""Lines; a 10,000-word transcript has about 800."""


def find_facts(
    note: Note,
    lines: tuple[Line, ...],
    known: Known = NOBODY,
    *,
    account: str | None = None,
    lost: bool = False,
    today: date | None = None,
    opened: bool = False,
) -> Facts:
    """Find what the note says. `account`, given by the rep, beats what is found; so does that the deal was `lost`.

    Relative dates count from `note.written`, else the day found in the note, else `today`; without any they stay open.
    `opened`: `note.written` is the day the deal was opened, which its close can only follow.
    """
    text = note.text
    lines = _window(lines)
    fields = find_fields(lines)
    written = find_written(text, lines, fields)
    stated = find_stated(lines, fields)
    name = (account or "").strip() or find_account(text, lines, fields, known)
    rivals = (*known.competitors, *named_rivals(fields), *speaking_rivals(text, lines))
    people = find_people(text, lines, fields, known, _firm_words(name, *rivals))
    reason = stated.text if stated else None
    ending = find_ending(text, lines, fields, known, reason, name, people, is_lost=lost)
    won = ending.outcome == "won"
    language = guess_language(text)
    anchor = note.written or written or today
    return Facts(
        account=name,
        people=without_firms(people, _firm_words(ending.competitor)),
        competitor=ending.competitor,
        outcome=ending.outcome,
        stated=None if won else stated,
        revisit=None if won else find_revisit(text, lines, anchor),
        written=written,
        closed=None
        if ending.open
        else find_closed(lines, fields, name, note.written or written, won=won, opened=opened, today=today),
        language=language,
        notices=find_notices(text, lines, fields, ending, language),
    )


def _window(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The facts of a very long note stand at its beginning and its end; the middle of a book is not searched."""
    return lines if len(lines) <= _MOST else lines[: _MOST * 2 // 3] + lines[-_MOST // 3 :]


def _firm_words(*named: str | None) -> frozenset[str]:
    """Words of firms, which are not people."""
    firms = [fold(firm) for firm in named if firm]
    return frozenset(firms) | frozenset(word for firm in firms for word in firm.split())
