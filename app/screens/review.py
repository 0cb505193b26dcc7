"""Review: paste, think, see, keep one thing, move on. The address says where in that the rep is."""

from app.widgets import places
from app.widgets.page import told
from app.widgets.paste import paste
from app.widgets.reveal import reveal
from app.widgets.think import think


def screen() -> None:
    """One of three stages. Everything in them comes from the address and the records, so a reload changes nothing."""
    review_id, job_id = places.asked(places.REVIEW_ID), places.asked(places.JOB)
    with told():
        if review_id:
            reveal(review_id)
        elif job_id:
            think(job_id)
        else:
            paste()


screen()
