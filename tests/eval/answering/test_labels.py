"""The labelled questions of single notes fit their notes, and what is scored can be wrong."""

from collections import Counter

from eval.answering.labels import Asked, load, notes
from eval.answering.run import Reply, _right, _shares, _table


def test_every_question_is_of_a_note_and_names_lines_it_has() -> None:
    every = load()  # a line that is not there would be an error
    assert {asked.note for asked in every} == {note.id for note in notes()}
    assert set(Counter((asked.way, asked.note) for asked in every).values()) == {6}
    answered = Counter((asked.way, bool(asked.answers)) for asked in every)
    assert answered["indirect", True] == answered["indirect", False]
    assert all(answered[way, True] == 2 * answered[way, False] for way in ("plain", "mixed", "deals"))


def test_a_right_line_counts_among_the_first_sources_only_when_it_is_there() -> None:
    asked = Asked("plain", "ann", "one", "who signs", ("Ida signs",))
    reply = Reply(asked, refused=False, warned=False, sources=("a", "b", "c", "We met. Ida signs. Later."))
    assert (_right(reply), _right(reply, 3)) == (True, False)
    assert not _right(Reply(asked, refused=True, warned=False, sources=("Ida signs",)))


def test_the_two_halves_and_the_two_ways_are_counted_apart() -> None:
    replies = [
        Reply(Asked("plain", "ann", "one", "who signs", ("Ida",)), refused=True, warned=False, sources=()),
        Reply(Asked("plain", "ann", "one", "what did they pay", ()), refused=True, warned=False, sources=()),
        Reply(Asked("plain", "ann", "one", "what did they drink", ()), refused=False, warned=True, sources=("a",)),
        Reply(
            Asked("indirect", "ann", "one", "who is the signature", ("Ida",)),
            refused=False,
            warned=False,
            sources=("Ida",),
        ),
    ]
    told = [(each.hits, each.n) for each in _shares([one for one in replies if one.asked.way == "plain"]).values()]
    assert told == [(0, 1), (0, 1), (0, 1), (1, 1), (0, 1), (1, 2), (1, 2)]
    assert _table(replies).row_count == len(told)
