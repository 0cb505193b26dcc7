"""The facts of every invented note in `cases`."""

import pytest

from ingest.facts import find_facts, notices
from ingest.lines import number_lines
from ingest.read import read_text
from ingest.records import Facts
from tests.ingest.facts.cases import ANY, CASES, Case

NOTICES = {
    "won": notices.WON,
    "open": notices.OPEN,
    "two": notices.TWO,
    "instructs": notices.INSTRUCTS,
    "language": notices.LANGUAGE,
}


def facts_of(case: Case) -> Facts:
    note = read_text(case.text, case.written)
    return find_facts(note, number_lines(note, case.known), case.known)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_facts(case: Case) -> None:
    facts = facts_of(case)
    found = {
        "outcome": facts.outcome,
        "competitor": facts.competitor,
        "account": facts.account,
        "stated": facts.stated.text if facts.stated else None,
        "cause": facts.stated.cause if facts.stated else None,
        "revisit": facts.revisit.date if facts.revisit else None,
        "notices": facts.notices,
    }
    expected = {name: getattr(case, name) for name in found if getattr(case, name) is not ANY}
    if case.notices is not ANY:
        expected["notices"] = tuple(NOTICES[name] for name in case.notices)  # type: ignore[attr-defined]
    assert {name: found[name] for name in expected} == expected
    assert facts.language == case.language


@pytest.mark.parametrize("case", [c for c in CASES if c.people or c.nobody], ids=lambda case: case.name)
def test_people(case: Case) -> None:
    people = [person for person in facts_of(case).people if person.side != "us"]
    names = [person.name for person in people]
    missing = [want for want in case.people if not any(want in name or name in want for name in names)]
    assert not missing, names
    assert not [word for word in case.nobody if any(word in name for name in names)]
    for name, role in case.roles:
        assert next(person.role for person in people if name in person.name) == role


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_revisit_is_an_exact_span(case: Case) -> None:
    note = read_text(case.text, case.written)
    lines = number_lines(note)
    revisit = find_facts(note, lines).revisit
    if revisit is not None:
        assert revisit.text == note.text[revisit.start : revisit.end]
        line = lines[revisit.line - 1]
        assert line.start <= revisit.start < revisit.end <= line.end
        assert revisit.date is None or case.written is None or revisit.date > case.written
