"""The labelled questions of single notes fit their notes, and what is scored can be wrong."""

from collections import Counter

from eval.answering.labels import Asked, load, notes
from eval.answering.run import Reply, _right, _table
from ingest.lines import number_lines
from ingest.records import Note


def test_every_question_is_of_a_note_and_names_lines_it_has() -> None:
    lines = {note.id: {line.number for line in number_lines(Note(text=note.text))} for note in notes()}
    every = load()
    assert all(set(asked.lines) <= lines[asked.note] for asked in every)
    assert set(Counter(asked.note for asked in every).values()) == {6}
    assert sum(bool(asked.lines) for asked in every) * 2 == len(every)


def test_a_right_line_counts_among_the_first_sources_only_when_it_is_there() -> None:
    reply = Reply(Asked("one", "who signs", (7,)), refused=False, warned=False, lines=(1, 2, 3, 7))
    assert (_right(reply), _right(reply, 3)) == (True, False)
    assert not _right(Reply(reply.asked, refused=True, warned=False, lines=(7,)))


def test_the_table_counts_both_halves_apart() -> None:
    replies = [
        Reply(Asked("one", "who signs", (7,)), refused=True, warned=False, lines=()),
        Reply(Asked("one", "what did they pay", ()), refused=True, warned=False, lines=()),
        Reply(Asked("one", "what did they drink", ()), refused=False, warned=True, lines=(1,)),
    ]
    told = [str(cell) for cell in _table(replies).columns[1].cells]
    assert [cell.split(" (")[0] for cell in told] == ["0 of 1", "0 of 1", "1 of 1", "0 of 1", "1 of 2", "1 of 2"]
