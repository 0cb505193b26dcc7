"""Product gaps, rolled up: what decided a deal, and what only came up."""

from typing import Final

import streamlit as st

from app import deps
from app.team.gaps import Capability, capabilities, gaps_csv, money
from app.widgets import places
from app.widgets.escape import html, plain
from app.widgets.note import quoted
from app.widgets.page import empty, quiet, section
from app.widgets.wording import marked
from app.wording import count, day
from ingest.store.counting_rows import GapTotal, Span

_SHOWN: Final = 12
_QUOTES: Final = 4


def gaps(span: Span) -> None:
    """The whole view."""
    store, viewer = deps.store(), deps.viewer()
    found = capabilities(store, viewer, span)
    if not found:
        empty("No missing capability in this time.", "It stands here when the notes of a deal speak of one.")
        return
    for line in totals(store.gap_totals(viewer, span)):
        st.html(f'<p class="lb-count">{html(line)}</p>')
    quiet("Lines that say the same are put together by likeness of words; two rows may still be one capability.")
    store.looked(viewer, [gap.proof.row.id for one in found for gap in one.gaps], "team")
    st.download_button(
        "Spreadsheet for the product team", gaps_csv(found), "product-gaps.csv", "text/csv", icon=":material/table:"
    )
    for number, one in enumerate(found[:_SHOWN]):
        _capability(number, one)
    if len(found) > _SHOWN:
        quiet(f"{len(found) - _SHOWN} more; the spreadsheet has all of them.")


def totals(found: list[GapTotal]) -> list[str]:
    """Decided, and came up: deals and amounts."""
    lines = []
    for decided, said in ((True, "decided"), (False, "came up in, and did not decide,")):
        some = [each for each in found if each.decided is decided]
        number = sum(each.deals for each in some)
        if number:
            worth = {each.currency or "": each.amount for each in some if each.amount}
            priced = sum(each.with_amount for each in some)
            of = f": {money(worth)}, of the {priced} with an amount" if worth else ""
            lines.append(f"A missing capability {said} {count(number, 'deal')}{of}.")
    return lines


def _capability(number: int, one: Capability) -> None:
    worth = money(one.amounts)
    decided = f"Decided {count(one.decided, 'deal')}{f', {worth}' if worth else ''}." if one.decided else ""
    came_up = f"Came up in {count(one.came_up, 'deal')}." if one.came_up else ""
    section("", f"{decided} {came_up}".strip())
    st.html(f'<p class="lb-question">{quoted(one.words)}</p>')
    with st.expander(f"The deals and their words ({len(one.gaps)})"):
        for gap in one.gaps[:_QUOTES]:
            row = gap.proof.row
            label = plain(marked(f"{row.account}, {day(row.happened)}, {row.rep}", row.sample))
            places.link_to_review(row.id, label, gap.proof.line or None)
            st.html(f'<p class="lb-words">{quoted(gap.proof.text)}</p>')
        if len(one.gaps) > _QUOTES:
            quiet(f"{len(one.gaps) - _QUOTES} more in the spreadsheet.")
