"""Review, from an empty box to the closing panel, over the real store, worker and built-in engine."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from app.running import Running
from ingest.book import Book
from ingest.records import Given
from prompts.errors import NotFound
from tests.app.screens.conftest import (
    ME,
    NOTE,
    SAMPLES,
    Open,
    area,
    button,
    handed_in,
    job_done,
    on_record,
    query,
    raw,
    text,
)


def revealed(opened: Open, book: Book, words: str = NOTE) -> AppTest:
    at = handed_in(opened(), words)
    job_done(book, str(query(at, "job")))
    at.run()
    return button(at, "Show me")


def test_the_empty_desk_says_how_it_goes(opened: Open) -> None:
    at = opened()
    assert "Paste what you have" in text(at)
    assert "Nothing leaves it" in text(at)
    assert "Lately" not in text(at)


@pytest.mark.parametrize(("words", "told"), [("", "nothing to read"), ("lost", "lost")])
def test_a_note_with_nothing_in_it_is_told_in_one_sentence(opened: Open, words: str, told: str) -> None:
    at = handed_in(opened(), words)
    assert told in at.error[0].value
    assert "Traceback" not in text(at)
    assert area(at, "Your notes").value == words


def test_what_was_typed_is_there_in_another_tab(opened: Open) -> None:
    at = opened()
    area(at, "Your notes").set_value("half a thought").run()
    area(at, "Account").set_value("Halden").run()
    other = opened()
    assert area(other, "Your notes").value == "half a thought"
    assert area(other, "Account").value == "Halden"


def test_starting_over_can_be_undone(opened: Open) -> None:
    at = opened()
    area(at, "Your notes").set_value("half a thought").run()
    button(at, "Start over")
    assert area(at, "Your notes").value == ""
    button(at, "Bring it back")
    assert area(at, "Your notes").value == "half a thought"
    assert area(opened(), "Your notes").value == "half a thought"


def test_think_first_then_reveal(opened: Open, kept: Book) -> None:
    at = handed_in(opened())
    assert "what do you think" in text(at)
    assert kept.store.count(ME) == 0, "nothing is recorded before the rep looks"
    area(at, "Why do you think it ended as it did?").set_value("I was slow").run()
    job_done(kept, str(query(at, "job")))
    at.run()
    assert "Ready when you are" in text(at)
    button(at, "Show me")
    shown = text(at)
    assert shown.index("You wrote") < shown.index("I was slow") < shown.index("The notes show")
    assert "for 1" in shown
    assert "Lost to Routely" in shown
    review = kept.store.review(ME, str(query(at, "review")))
    assert review.debrief is not None
    assert review.debrief.reason == "I was slow"
    assert review.put_aside is None


def test_the_reps_own_view_survives_a_reload(opened: Open, kept: Book) -> None:
    at = handed_in(opened())
    job = str(query(at, "job"))
    area(at, "What can I learn from this?").set_value("Answer the same day").run()
    again = opened(job=job)
    assert area(again, "What can I learn from this?").value == "Answer the same day"


def test_showing_the_same_job_twice_records_once(opened: Open, kept: Book) -> None:
    at = handed_in(opened())
    job = str(query(at, "job"))
    job_done(kept, job)
    first = query(button(opened(job=job), "Show me"), "review")
    second = query(button(opened(job=job), "Show me"), "review")
    assert first == second
    assert kept.store.count(ME) == 1


def test_asking_before_there_is_a_reading_waits_for_it(opened: Open, kept: Book, home_in_use: Running) -> None:
    home_in_use.worker.stop()
    at = handed_in(opened())
    job = str(query(at, "job"))
    assert "Yours is next" in text(at)
    button(at, "Show me")
    assert "The reading is not ready yet" in text(at)
    kept.store.claim()
    kept.store.fail(job, "The note could not be read: it is empty.")
    at.run()
    assert "it is empty" in text(at)
    button(at, "Back to the note")
    assert area(at, "Your notes").value == NOTE
    assert kept.store.count(ME) == 0


def test_stopping_puts_the_note_back_with_what_was_given(opened: Open, kept: Book, home_in_use: Running) -> None:
    home_in_use.worker.stop()
    at = opened()
    area(at, "Account").set_value("Halden Cold Chain").run()
    at = handed_in(at)
    assert [each.label for each in at.button].count("Stop") == 1
    button(at, "Stop")
    assert area(at, "Your notes").value == NOTE
    assert area(at, "Account").value == "Halden Cold Chain"


def test_a_note_handed_in_is_found_again(opened: Open) -> None:
    job = query(handed_in(opened()), "job")
    at = opened()
    assert "waiting for you" in text(at)
    button(at, "Go on with it")
    assert query(at, "job") == job


def test_the_same_notes_twice_are_pointed_out(opened: Open, kept: Book) -> None:
    on_record(kept)
    at = handed_in(opened())
    assert "on record already" in text(at)
    assert query(at, "job") is None
    button(at, "Review it again")
    assert query(at, "job")


def test_answers_are_kept_and_shown_again(opened: Open, kept: Book) -> None:
    review_id = on_record(kept)
    at = opened(review=review_id)
    area(at, "Your answer to question 1").set_value("I had no system for it").run()
    review = kept.store.review(ME, review_id)
    assert review.debrief is not None
    assert review.debrief.answers[0][1] == "I had no system for it"
    assert area(opened(review=review_id), "Your answer to question 1").value == "I had no system for it"


def test_record_and_move_on(opened: Open, kept: Book) -> None:
    at = revealed(opened, kept)
    review_id = str(query(at, "review"))
    area(at, "What I will do").set_value("Send the quote the same day").run()
    area(at, "Whom to call").set_value("Dana").run()
    assert area(opened(review=review_id), "What I will do").value == "Send the quote the same day"
    button(at, "Record and move on")
    assert "Put it aside" in text(at)
    assert "Send the quote the same day" in text(at)
    assert "Too few to call anything a rate" in text(at)
    review = kept.store.review(ME, review_id)
    assert review.put_aside is not None
    assert [each.text for each in review.commitments] == ["Send the quote the same day"]
    assert review.card.call == "Dana"
    assert kept.store.load_draft(ME, f"keep:{review.first_id}") is None
    button(at, "Next deal")
    assert area(at, "Your notes").value == ""
    assert "Lately" in text(at)


def test_quick_picks_set_the_day(opened: Open, kept: Book) -> None:
    at = opened(review=on_record(kept))
    at.button_group[0].set_value(["In a month"]).run()
    assert not at.exception
    assert at.date_input[1].value is not None


def test_a_correction_keeps_the_machines_version(opened: Open, kept: Book) -> None:
    review_id = on_record(kept)
    before = kept.store.review(ME, review_id).diagnosis
    at = opened(review=review_id)
    other = "trust_risk" if before.cause != "trust_risk" else "no_access"
    next(each for each in at.selectbox if each.label == "Cause").set_value(other)
    area(at, "Account").set_value("Halden Group")
    area(at, "People, one a line: name, role").set_value("Dana Whitlock, operations")
    button(at, "Save my version")
    now = kept.store.review(ME, str(query(at, "review")))
    assert now.diagnosis.cause == other
    assert now.account == "Halden Group"
    assert now.diagnosis.people[0].role == "operations"
    assert now.machine == before
    assert kept.store.review(ME, review_id).diagnosis == before
    assert "The machine" in text(at)
    assert "Corrected by you" in text(at)
    assert now.coaching != kept.store.review(ME, review_id).coaching


def test_what_the_rep_typed_is_told_as_it_is_and_not_as_a_guess(opened: Open, kept: Book) -> None:
    review_id = on_record(kept)
    at = opened(review=review_id)
    area(at, "What exactly went wrong").set_value("Nobody rang Dana back.")
    at = button(at, "Save my version")
    assert "Nobody rang Dana back." in text(at)
    assert "Perhaps like this: Nobody rang" not in text(at)
    assert "Corrected by you" in text(at)
    assert "Confirmed by you" not in text(at), "no question was answered"


def test_a_correction_brings_its_card_and_keeps_what_was_typed(opened: Open, kept: Book) -> None:
    review_id = on_record(kept)
    before = kept.store.review(ME, review_id)
    at = opened(review=review_id)
    area(at, "Whom to call").set_value("Dana").run()
    other = "trust_risk" if before.diagnosis.cause != "trust_risk" else "no_access"
    next(each for each in at.selectbox if each.label == "Cause").set_value(other)
    button(at, "Save my version")
    card = kept.store.review(ME, str(query(at, "review"))).card
    assert card.avoid != before.card.avoid
    button(at, "Record and move on")
    stored = kept.store.review(ME, str(query(at, "review")))
    assert (stored.card.avoid, stored.card.call) == (card.avoid, "Dana")


def test_other_words_are_not_taken_for_those_on_record(opened: Open, kept: Book) -> None:
    on_record(kept)
    at = handed_in(opened())
    area(at, "Your notes").set_value(NOTE + " And more.").run()
    assert "on record already" not in text(at)
    assert query(button(at, "Review this deal"), "job")


def test_no_note_that_waits_is_lost_to_the_next_one(opened: Open, kept: Book) -> None:
    first = str(query(handed_in(opened(), "Lost Halden on price. They froze the budget."), "job"))
    second = str(query(handed_in(opened(), NOTE), "job"))
    at = opened()
    assert "2 notes" in text(at)
    area(at, "Your notes").set_value("half a thought").run()
    button(at, "Put it back")
    assert (len(at.error), area(at, "Your notes").value) == (1, "half a thought")
    button(at, "Start over")
    assert area(button(at, "Put it back"), "Your notes").value == NOTE
    assert "waiting for you" in text(at)
    assert first != second == kept.store.job(ME, second).id
    assert query(button(at, "Go on with it"), "job") == first


def test_an_old_address_leads_to_the_version_that_counts(opened: Open, kept: Book) -> None:
    old = on_record(kept)
    at = opened(review=old)
    area(at, "What exactly went wrong").set_value("Nobody rang back.")
    button(at, "Save my version")
    assert "Nobody rang back." in text(opened(review=old))


def test_a_review_is_erased_by_whoever_wrote_it(opened: Open, kept: Book) -> None:
    at = revealed(opened, kept)
    review_id = str(query(at, "review"))
    button(at, "Erase it")
    assert query(at, "review") is None
    with pytest.raises(NotFound):
        kept.store.review(ME, review_id)


def test_no_such_review_is_one_sentence(opened: Open) -> None:
    at = opened(review="01NOSUCHREVIEW")
    assert len(at.error) == 1
    with pytest.raises(NotFound):
        raise NotFound(at.error[0].value)


def test_similar_losses_stand_with_both_quotes(opened: Open, kept: Book) -> None:
    on_record(kept, NOTE.replace("Halden Cold Chain", "Pellworth Foods").replace("Dana", "Imogen"))
    at = opened(review=on_record(kept))
    assert "It has happened before" in text(at)
    assert "Pellworth Foods" in text(at)


def test_nothing_similar_is_said_calmly(opened: Open, kept: Book) -> None:
    assert "Nothing on record went this way" in text(opened(review=on_record(kept)))


def test_a_file_is_put_in_the_box_to_be_looked_over(opened: Open, kept: Book) -> None:
    at = opened()
    mail = next(SAMPLES.glob("*.eml"))
    at.file_uploader[0].upload(mail.name, mail.read_bytes()).run()
    assert not at.exception
    words = area(at, "Your notes").value
    assert "Subject:" in words
    job = kept.store.job(ME, str(query(button(at, "Review this deal"), "job")))
    assert (job.request["kind"], job.request["name"]) == ("eml", mail.name)


def test_a_file_that_cannot_be_read_is_told_and_nothing_is_lost(opened: Open) -> None:
    at = opened()
    area(at, "Your notes").set_value("half a thought").run()
    at.file_uploader[0].upload("photo.txt", b"\x89PNG\r\n\x1a\n\x00\x00" * 50).run()
    assert len(at.error) == 1
    assert area(at, "Your notes").value == "half a thought"


def test_on_a_full_disk_the_note_stays_in_the_box(opened: Open, kept: Book, fill_disk: Callable[[], None]) -> None:
    at = opened()
    kept.store.close()
    fill_disk()
    handed_in(at, NOTE * 60)
    assert "no space left" in at.error[0].value.casefold()
    assert area(at, "Your notes").value == NOTE * 60
    assert kept.store.count(ME) == 0


def test_quotes_bring_no_second_pair_of_marks(opened: Open, kept: Book) -> None:
    review_id = on_record(kept, NOTE, Given(account="Halden Cold Chain", stated='"too dear", Dana said'))
    shown = raw(opened("review", review=review_id))
    assert "Last moment to turn it" in shown
    assert "“&quot;" not in shown
    assert "“too dear" not in shown
    ledger = raw(opened("accounts", account="1"))
    assert "“&quot;" not in ledger
