import pytest

from eval.quality.labels import Deal, Question
from eval.quality.score import Marks, Reply, Truth, above_traps, contains, first, found, holds_word, marks

NAMES = {"Halden Cold Chain": {"Halden Cold Chain", "Halden CC"}, "Halden Facilities": {"Halden Facilities"}}
WRITTEN = {"a": "Halden CC", "b": "Halden Facilities Ltd", "c": "Oduya"}
REPS = {"a": "Maya", "b": "Maya", "c": "Tomas"}
TRUTH = Truth(NAMES, WRITTEN, REPS)
NOTHING = Truth({}, {}, {})


def question(kind: str = "account", **label: object) -> Question:
    return Question.model_validate({"id": "q", "kind": kind, "question": "?", **label})


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        (Reply("record", "", account="halden cold chain, inc."), True),
        (Reply("record", "", cited=("a",)), True),
        (Reply("record", "", account="Halden CC", cited=("a", "b")), False),
        (Reply("record", "", account="Halden Facilities"), False),
        (Reply("record", "", cited=("c",)), False),
        (Reply("no_record", ""), False),
    ],
)
def test_right_account_by_what_is_cited_and_by_every_way_it_is_written(reply: Reply, right: bool) -> None:
    asked = question(account="Halden Cold Chain", records=["a"])
    assert marks(asked, reply, TRUTH).right_account is right


def test_a_fact_may_stand_in_the_answer_or_in_a_quote() -> None:
    asked = question("fact", facts=[["42,000", "42k"], ["Dana’s"]])
    assert marks(asked, Reply("record", "It was 42000.", quotes=("that was DANA'S  call",)), NOTHING).facts is True
    assert marks(asked, Reply("record", "It was 42k."), NOTHING).facts is False


def test_facts_fold_case_quotes_dashes_and_spaces() -> None:
    assert contains([["Q1–Q2 plan"]], ["the q1-q2\nPlan"])
    assert not contains([["42,000"]], ["4,200"])
    assert contains([], [])


def test_a_forbidden_word_is_not_found_inside_another_one() -> None:
    assert holds_word("Jo, of course", "jo")
    assert not holds_word("John and Marjo", "Jo")
    assert holds_word("They paid 42,000.", "42000")


def test_another_accounts_fact_is_dirt_wherever_it_stands() -> None:
    asked = question(account="Halden Cold Chain", forbidden=["Gerald"])
    assert marks(asked, Reply("record", "", quotes=("Gerald said",)), TRUTH).clean is False
    assert marks(asked, Reply("record", "Geraldine said"), TRUTH).clean is True
    assert marks(question(), Reply("record", "Gerald"), TRUTH).clean is None


def test_asking_means_every_labelled_name_is_offered() -> None:
    asked = question("ambiguous", candidates=["Halden Cold Chain", "Halden Facilities"])
    both = ("Halden Facilities Ltd", "Halden Cold Chain", "Halden Retail")
    assert marks(asked, Reply("ambiguous", "", candidates=both), NOTHING).asks is True
    assert marks(asked, Reply("ambiguous", "", candidates=both[:1]), NOTHING).asks is False
    assert marks(asked, Reply("record", "", candidates=both), NOTHING).asks is False


def test_no_record_is_right_only_where_there_is_none() -> None:
    nothing = Reply("no_record", "No record of that.")
    assert marks(question("unanswerable"), nothing, NOTHING).abstains is True
    assert marks(question("unanswerable"), Reply("answer", ""), NOTHING).abstains is False
    assert marks(question("fact", facts=[["x"]]), nothing, NOTHING).answers is False


def test_recall_counts_different_ones_among_the_first_five() -> None:
    assert found(["x", "a", "a", "b", "y", "z", "c"], ["a", "b", "c"]) == (2, 3)
    assert found(["a"], list("abcdefg")) == (1, 5)
    assert first(["x", "x", "b"], ["b"]) == 2
    assert first(["x"], ["b"]) == 0


def test_similar_is_judged_for_its_kind_only() -> None:
    reply = Reply("answer", "", cited=("a",))
    assert marks(question("similar", records=["a", "b"]), reply, NOTHING).found == (1, 2)
    assert marks(question("fact", records=["a", "b"]), reply, NOTHING).found is None


@pytest.mark.parametrize(
    ("given", "better"),
    [(["a", "t"], True), (["t", "a"], False), (["t"], False), (["a"], True), (["x"], None)],
)
def test_a_look_alike_must_not_outrank(given: list[str], better: bool | None) -> None:
    deal = Deal.model_validate({"id": "d", "account": "A", "text": "", "similar": ["a"], "not": ["t"]})
    assert above_traps(given, deal) is better


def test_what_the_asker_may_not_see_is_not_asked_of_the_answer_and_never_cited() -> None:
    asked = question("fact", **{"as": "Maya"}, records=["c"], facts=[["42k"]])
    assert marks(asked, Reply("no_record", ""), TRUTH) == Marks(seen=True)
    assert marks(asked, Reply("record", "42k", cited=("c",)), TRUTH) == Marks(seen=False)
    own = question("fact", **{"as": "Maya"}, records=["a"], facts=[["42k"]])
    assert marks(own, Reply("record", "42k", cited=("a",)), TRUTH).facts is True
