import pytest

from app.settled import is_settled


@pytest.mark.parametrize(
    "line",
    [
        "IT security review passed.",
        "The security review has passed",
        "Price is fine with them",
        "The security review is not an issue.",
        "There was no talk of layoffs or a merger.",
        "They did not ask for a discount.",
    ],
)
def test_what_is_done_or_no_trouble(line: str) -> None:
    assert is_settled(line)


@pytest.mark.parametrize(
    "line",
    [
        "Dana confirmed she is leaving the company in May",
        "No sign of life from Dana since the quote",
        "There is no sign-off from legal yet.",
        "They don't need it this year, the old spreadsheet is good enough.",
        "Nobody there agreed what would be enough.",
        "We agreed to send the revised quote by Friday and have not.",
        "The deadline for the bid passed on Friday and our papers were incomplete.",
        "Nothing has been settled about the data.",
        "Has anybody approved the budget?",
        "Price is no issue but the migration is.",
        "Dana passed it to procurement, and we never heard back.",
        "they will not sign before information security has cleared us",
        "The budget must be approved by the board",
    ],
)
def test_what_may_still_be_open(line: str) -> None:
    assert not is_settled(line)
