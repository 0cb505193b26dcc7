import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from app.closest import Pair
from app.likeness import Shared
from app.pastloss import CLEAR, _why

FREEZE, OWNER = "A freeze is announced while the order waits.", "The owner has not been met."


def why(*, ours: str = "a", theirs: str = "b", same_cause: bool = False, pair: Pair) -> str:
    here: Any = SimpleNamespace(mechanism=ours, cause="external_timing" if same_cause else "no_access")
    there: Any = SimpleNamespace(mechanism=theirs, cause="external_timing", happened=dt.date(2026, 3, 2))
    return _why(here, there, pair, "External timing")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (why(ours=FREEZE, theirs=FREEZE, pair=Pair()), f"Same mechanism: {FREEZE}"),
        (why(pair=Pair(shared=Shared(OWNER, CLEAR))), f"Both notes speak of this: {OWNER}"),
        (why(pair=Pair(shared=Shared(OWNER, CLEAR / 2))), f"Perhaps in both: {OWNER}"),
        (why(pair=Pair(alike=True)), "Filed under external timing, but these two lines say much the same."),
        (why(same_cause=True, pair=Pair(alike=True)), "Same cause, and these two lines say much the same."),
        (why(same_cause=True, pair=Pair()), "Same cause: external timing."),
        (why(pair=Pair()), "It went much the same way."),
    ],
)
def test_why_says_no_more_than_the_two_notes_do(said: str, wanted: str) -> None:
    assert said == wanted
