"""The day the deal closed, by the note's own words."""

from datetime import date

import pytest

from ingest.facts import find_facts
from ingest.lines import number_lines
from ingest.records import Note

WRITTEN, TODAY = date(2026, 11, 20), date(2026, 11, 22)


def closed(text: str, written: date | None = WRITTEN, opened: bool = False) -> date | None:
    note = Note(text=text, written=written)
    return find_facts(note, number_lines(note), today=TODAY, opened=opened).closed


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Merrow Foods\nLOST 19 Mar - went with Kestrel", date(2026, 3, 19)),
        ("Merrow Foods, closed lost on 3 June. Too dear.", date(2026, 6, 3)),
        ("Merrow Foods\nlost 19/3\nToo dear", date(2026, 3, 19)),
        ("Merrow Foods, 44k, lost, 24.03 (crm: No decision-maker)", date(2026, 3, 24)),
        ("Wabash Medical LOST 2/18 reason: Competitor (Grainfield)", date(2026, 2, 18)),
        ("Stage: Closed Lost 19/03/26\nLost to: Severnline", date(2026, 3, 19)),
        ("Lost Halden Cold Chain on 3 June. They went with Kestrel.", date(2026, 6, 3)),
        ("Halden Cold Chain. We lost it on 3 December to Kestrel.", date(2025, 12, 3)),
        ("12 Feb: demo with Dana\n3 Mar: quote sent\n19 Mar: lost to Kestrel", date(2026, 3, 19)),
        ("Kirkstall Care, 60k\nDeal closed 9 July, too dear", date(2026, 7, 9)),
        ("Basin Tools - opp closed 5/21, reason field blank", date(2026, 5, 21)),
        ("Delmore Paper\nLost 5/14. Reason: Went dark", date(2026, 5, 14)),
        ("Merrow Foods. Verloren am 14. Mai an Kestrel.", date(2026, 5, 14)),
        ("Perdido el 14 de mayo contra Rastrea360. Precio.", date(2026, 5, 14)),
        ("Merrow Foods\nStage: Closed Won 14 May", date(2026, 5, 14)),
        ("Merrow Foods\nClosed: 18.03.2026\nno budget", date(2026, 3, 18)),
        ("Halden LOST 3/4/2026, too dear.", date(2026, 4, 3)),
        ("06/03/2026 Closed Lost, too dear", date(2026, 3, 6)),
        ("Halden Foods - Closed 14/10/2026 - lost to Kestrel", date(2026, 10, 14)),
    ],
)
def test_the_day_it_closed_by_the_notes_own_words(text: str, day: date) -> None:
    assert closed(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "If no PO comes, closed lost on 3 June. Lost to silence.",
        "This will be closed lost on 3 June. They went dark.",
        "Lost. Next meeting 3 June with Dana.",
        "Lost - 3 June call with Dana: too dear.",
        "Lost. Dana's birthday is on 3 June.",
        'Lost to Kestrel. Dana: "we lost our biggest customer, lost on 3 June".',
        "They lost their CFO on 3 June and everything stopped. Deal lost.",
        "We lost our champion on 3 June. Deal is dead.",
        "3 June: lost our champion Dana. Deal dead.",
        "Halden lost. The tender closed on 3 June and we were late.",
        "The previous opp was closed lost 12 Jan 2025. This one died too.",
        "Lost 3 weeks with legal. Lost 26/30 on the scoring sheet.",
        "Lost in March. no budget",
        "Halden. Qualified 09/23 > Survey 11/23 > Lost 02/26",
        "Merrow Foods. Closed lost 3 June 2027.",
        "Won 14 May 2026. Renewal this year: they went with Kestrel",
        "Pilot: won 5 Feb. Rollout lost",
        "2026-01-05: closed lost, price.\n2026-11-03: new demo. They went with Kestrel.",
        "Lost 12 Jan, reopened in September, lost again",
        "Lost on 3 June in the first round; came back this year",
        "Closed lost 12 Jan 2025. Kestrel, on price.",
        "we lost 7/10 on technical score",
        "we lost 2/3 in the vote",
        "We lost 3.5 to 4.5 on the scorecard",
        "LOST 7/10 on the score, Kestrel had 9/10",
        "Lost, 1.5 (they wanted 2.0)",
        "Lost: 12.5, too dear per seat",
        "Lost, 10.10, they wanted 12.12",
        "Support ticket: closed 3 June. Deal lost.",
        "Applications (closed 3 June). We lost.",
        "Tender deadline: closed 3 June, we were a day late",
        "Merrow Foods. Closed lost 04/03.",
        "Halden Foods. Lost 12 Jan. Halden came back this autumn. They went dark.",
        "Lost 12 Jan. They came back in September, no budget.",
        "Lost 12 Jan. Second round in May: they went with Kestrel.",
        "Halden Foods closed 14/10/2026 for stocktaking. They said no.",
    ],
)
def test_other_days_are_not_the_one_it_closed(text: str) -> None:
    assert closed(text) is None


def test_a_day_without_a_year_is_the_latest_that_is_not_after_the_note() -> None:
    text = "Merrow Foods. Closed lost on 3 June."
    assert closed(text, date(2026, 6, 3)) == date(2026, 6, 3)
    assert closed(text, date(2026, 6, 2)) == date(2025, 6, 3)
    assert closed(text, None) == date(2026, 6, 3)
    assert closed("Merrow Foods. STAGE: LOST 12/3", date(2025, 12, 4)) == date(2025, 12, 3)


def test_a_deal_closes_after_it_was_opened() -> None:
    assert closed("Merrow Foods. LOST 19 Mar.", date(2026, 1, 12), opened=True) == date(2026, 3, 19)
    assert closed("Merrow Foods. LOST 19 Dec.", date(2026, 1, 12), opened=True) is None
    assert closed("First try closed lost 2025-11-02, so we try anew.", date(2026, 3, 20), opened=True) is None
    assert closed("Merrow Foods. Closed lost 04/03/2026", date(2026, 3, 20), opened=True) == date(2026, 4, 3)


def test_the_buyers_own_closing_is_not_the_deals() -> None:
    note = Note(text="Oak closed on 20 Dec for two weeks.\nOak closed on 3 Nov. Dead.", written=WRITTEN)
    assert find_facts(note, number_lines(note), account="Oak", today=TODAY).closed is None
    note = Note(text="Oak lost on 3 Nov. Dead.", written=WRITTEN)
    assert find_facts(note, number_lines(note), account="Oak", today=TODAY).closed == date(2026, 11, 3)


@pytest.mark.parametrize(
    "text",
    [
        "Lost 19 Mar. Dana came back no, too dear. Try again in spring.",
        "Lost 19 Mar\n25 Mar: debrief with Dana",
        "First try closed lost 2026-01-05. Reopened. Closed lost on 19 Mar.",
        "Lost on 19/3. Too dear.",
        "Lost 19 Mar - price. Legal came back three weeks late.",
        "Lost 19 March 2026 to Kestrel. The security review came back late.",
        "lost 19 Mar in the second round of the tender.",
        "Closed lost 19 Mar. Dana said they're back on spreadsheets now.",
        "Lost on 19 Mar to Kestrel. They picked the cheapest again.",
        "Lost 19 March 2026 to Kestrel.\n2026-06-15: debrief call with Dana: the demo was too long",
    ],
)
def test_what_follows_a_loss_is_not_another_round(text: str) -> None:
    assert closed(text) == date(2026, 3, 19)


def test_a_note_without_a_day_may_tell_of_a_loss_long_ago() -> None:
    assert closed("Merrow Foods. Closed lost 12 Jan 2025. Kestrel, on price.", None) == date(2025, 1, 12)
    assert closed("STAGE: Closed lost 03/06/25\nLOST TO: Brightbay", None) == date(2025, 6, 3)
    assert closed("Closed lost 12/1\n10/30 order form sent\n11/24 lunch with Tess", None) == date(2025, 12, 1)
