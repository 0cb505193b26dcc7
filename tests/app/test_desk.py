"""What a rep does with one note: repeatable steps, and corrections that keep the machine's version."""

from app import desk
from ingest.book import Book
from ingest.pipeline import review
from ingest.read import read_text
from ingest.records import Debrief, Given, Person, Quote, Reading, Viewer
from tests.app.notes import SILENCE

ME = Viewer(name="Me", all=True)


def reading(book: Book) -> Reading:
    *_, last = review(read_text(SILENCE), book, Given(), "builtin", book.known(ME))
    assert last.reading
    return last.reading


def test_a_job_is_put_on_record_once(book: Book) -> None:
    job_id = desk.start(book, ME, read_text(SILENCE), Given(account="Brackwater", stated="Price"))
    job = book.store.claim()
    assert job
    assert desk.given_of(job).stated == "Price"
    assert desk.reading_of(job) is None
    book.store.finish(job_id, {"reading": reading(book).model_dump(mode="json")})
    job = book.store.job(ME, job_id)
    found = desk.reading_of(job)
    assert desk.is_over(job)
    assert found
    first = desk.put_on_record(book, ME, job, found, Debrief(reason="slow"))
    assert desk.put_on_record(book, ME, job, found, Debrief()) == first
    stored = book.store.review(ME, first)
    assert stored.account == "Brackwater"
    assert stored.debrief == Debrief(reason="slow")


def test_another_cause_sorts_the_quotes_again_and_brings_its_own_coaching(book: Book) -> None:
    old = book.store.review(ME, book.record(ME, reading(book), Given()))
    assert old.diagnosis.evidence
    other = "trust_risk" if old.diagnosis.cause != "trust_risk" else "no_access"
    new = book.store.review(ME, desk.correct(book, ME, old, {"cause": other, "contributing": ()}))
    assert new.diagnosis.evidence == ()
    assert set(old.diagnosis.evidence) <= set(new.diagnosis.counter_evidence)
    assert new.diagnosis.why == ()
    assert new.coaching != old.coaching
    assert new.machine == old.diagnosis
    assert book.store.review(ME, old.id).diagnosis == old.diagnosis


def test_a_small_correction_leaves_the_rest(book: Book) -> None:
    old = book.store.review(ME, book.record(ME, reading(book), Given()))
    new = book.store.review(ME, desk.correct(book, ME, old, {"competitor": "Routely"}, account="Brackwater Escalators"))
    assert new.diagnosis.competitor == "Routely"
    assert new.account == "Brackwater Escalators"
    assert new.coaching == old.coaching
    assert new.diagnosis.evidence == old.diagnosis.evidence


def test_a_cause_nobody_could_change_has_no_last_moment_and_an_unclear_one_no_company(book: Book) -> None:
    first = book.store.review(ME, book.record(ME, reading(book), Given()))
    quote = first.diagnosis.evidence[0]
    moment = {"quote": quote.model_dump(include=set(Quote.model_fields)), "signal": "They went quiet."}
    old = book.store.review(ME, desk.correct(book, ME, first, {"recoverable": moment, "contributing": ("outsold",)}))
    assert old.diagnosis.recoverable
    nobody = book.store.review(ME, desk.correct(book, ME, old, {"control": "nobody"}))
    assert nobody.diagnosis.recoverable is None
    assert nobody.diagnosis.contributing == ("outsold",)
    unclear = book.store.review(ME, desk.correct(book, ME, nobody, {"cause": "unknown", "confidence": "low"}))
    assert unclear.diagnosis.contributing == ()


def test_people_are_one_a_line() -> None:
    before = (Person(name="Imogen", role=None, side="buyer"),)
    people = desk.people_as("Imogen, operations\n\n  Gerald \n, nobody", before)
    assert people == (
        Person(name="Imogen", role="operations", side="buyer"),
        Person(name="Gerald", role=None, side="unknown"),
    )


def test_a_stated_reason_in_new_words_is_looked_up_again() -> None:
    assert desk.stated_as("  ", None) is None
    said = desk.stated_as("Price", None)
    assert said is not None
    assert desk.stated_as("Price", said) is said
