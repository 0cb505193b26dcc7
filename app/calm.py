"""The rep's own win rate, in proportion. Exact arithmetic, counts before percentages, and no verdict on anybody.

A win rate over all opportunities of 20 to 30 % is solid. Runs of losses are what such a rate looks like: at 25 %, six
deals in a row are all lost 18 % of the time, because 0.75 ** 6 = 0.178.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from prompts.codes import Outcome

if TYPE_CHECKING:
    from ingest.records import Viewer
    from ingest.store import Store

FEWEST: Final = 5
"""Deals under which nothing is called a rate."""
PERCENT_FROM: Final = 20
"""Deals from which a percentage says more than a count."""
STREAK_FROM: Final = 3
"""Losses in a row from which there is something to put in proportion."""
SOLID: Final = Fraction(1, 4)
"""The middle of 20 to 30 %: stands in for a rate of one's own while there are too few deals."""
_WORDS: Final = ("", "", "", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def proportion(won: int, lost: int, streak: int = 0) -> tuple[str, ...]:
    """Lines to show after a review is recorded; none before the first deal.

    Args:
        won: Deals won, of this rep.
        lost: Deals lost, of this rep.
        streak: Losses in a row, up to now.
    """
    total = won + lost
    if total == 0:
        return ()
    return (_standing(won, total), *streak_lines(streak, own_rate(won, total), total))


def team_rate(won: int, lost: int, early: int) -> tuple[str, ...]:
    """The same for a whole team, with the formula; early noes are credited and stand in no rate."""
    total = won + lost
    if total == 0:
        return ()
    if total < FEWEST:
        lines = [_standing(won, total)]
    else:
        formula = f" That is won / (won + lost): {won} / ({won} + {lost})." if total >= PERCENT_FROM else ""
        lines = [f"Won: {count(won, total)}.{formula} Between 20 and 30 % of all opportunities is solid."]
    if early:
        noes = "1 early, clear no is" if early == 1 else f"{early} early, clear noes are"
        lines.append(f"{noes} not in that count: the time stayed free for other deals.")
    return tuple(lines)


def own_rate(won: int, total: int) -> Fraction:
    """The rep's own rate once there are enough deals for one; 25 % until then."""
    return Fraction(won, total) if total >= PERCENT_FROM and 0 < won < total else SOLID


def streak_lines(streak: int, rate: Fraction, deals: int) -> tuple[str, ...]:
    """What a run of losses means at this win rate, with the formula; nothing when there is no run."""
    if streak < STREAK_FROM:
        return ()
    miss = f"{float(1 - rate):.2f}"
    words = _WORDS[streak] if streak < len(_WORDS) else str(streak)
    lines = [
        f"{words} losses in a row: at a win rate of {percent(rate)}, {streak} deals are all lost "
        f"{percent(all_lost(streak, rate))} of the time ({miss} ^ {streak})."
    ]
    if deals >= max(PERCENT_FROM, streak):
        chance = run_within(streak, deals, rate)
        lines.append(f"Somewhere in {deals} deals at that rate, such a run turns up {percent(chance)} of the time.")
    return tuple(lines)


def all_lost(deals: int, rate: Fraction) -> Fraction:
    """P(every one of `deals` is lost) when each is won with probability `rate`, independently."""
    return (1 - rate) ** deals


def run_within(streak: int, deals: int, rate: Fraction) -> Fraction:
    """P(at least one run of `streak` losses among `deals`), exactly.

    The first such run ends at deal n when deal n - streak was won (or is the start) with no run before it:
    P(no run in n) = P(no run in n - 1) - P(no run in n - streak - 1) * rate * (1 - rate) ** streak.
    """
    if streak <= 0:
        return Fraction(1)
    # Fractions of a large record grow by its digits each deal; 1/1000 steps keep them short and the answer to 0.1 %.
    rate = rate.limit_denominator(1000)
    whole = all_lost(streak, rate)
    without = [Fraction(1)] * min(streak, deals + 1)
    for n in range(streak, deals + 1):
        without.append(1 - whole if n == streak else without[n - 1] - without[n - streak - 1] * rate * whole)
    return 1 - without[deals]


def losing_streak(outcomes: Iterable[Outcome]) -> int:
    """Losses since the last win; `outcomes` are newest first. A deal turned away as unfit counts for neither."""
    count = 0
    for outcome in outcomes:
        if outcome == "won":
            break
        count += outcome != "disqualified"
    return count


def in_proportion(store: "Store", viewer: "Viewer", rep: str) -> tuple[str, ...]:
    """`proportion` for a rep on record, as this viewer sees it."""
    record = store.win_record(viewer, rep)
    rows = sorted(store.recent(viewer, limit=100, rep=rep), key=lambda row: (row.happened, row.id), reverse=True)
    return proportion(record.won, record.lost, losing_streak([row.outcome for row in rows]))


def percent(share: Fraction) -> str:
    """A whole percentage, rounded half up, and never 0 or 100 unless it is."""
    rounded = int(share * 100 + Fraction(1, 2))
    if rounded == 0 and share > 0:
        return "less than 1 %"
    if rounded == 100 and share < 1:
        return "more than 99 %"
    return f"{rounded} %"


def count(part: int, whole: int, of: str = "") -> str:
    """'6 of 31', with a percentage only from 20 on."""
    words: Sequence[str] = [f"{part} of {whole}", of]
    text = " ".join(word for word in words if word)
    return f"{text} ({percent(Fraction(part, whole))})" if whole >= PERCENT_FROM else text


def _standing(won: int, total: int) -> str:
    if total < FEWEST:
        deals = "1 deal" if total == 1 else f"{total} deals"
        return f"{deals} on record, {won} won. Too few to call anything a rate."
    return f"Won: {count(won, total)}. Between 20 and 30 % of all opportunities is solid."
