import pytest

from eval.score import Share, evidence_hit, rank_of, share
from tests.ingest.test_verify import diagnosis, evidence


def test_wilson_interval_against_published_values() -> None:
    low, high = Share(15, 78).interval
    assert (round(low, 3), round(high, 3)) == (0.120, 0.293)
    assert Share(0, 0).interval == (0.0, 1.0)
    assert str(Share(0, 0)) == "not scored"


def test_unscored_is_not_zero() -> None:
    assert share([True, None, False, None]) == Share(1, 2)


def test_rank_of_a_cause_that_is_not_ranked_is_past_the_end() -> None:
    assert rank_of(diagnosis(), "follow_up") == 1
    assert rank_of(diagnosis(), "outsold") == 2


@pytest.mark.parametrize(("labelled", "hit"), [([], None), (["quote  LATE"], True), (["early"], False)])
def test_evidence_hit(labelled: list[str], hit: bool | None) -> None:
    found = diagnosis(evidence(2, 26, 49, "We sent the quote late."))
    assert evidence_hit(found, labelled) is hit
