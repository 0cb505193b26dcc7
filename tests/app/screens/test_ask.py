"""The Ask screen: a conversation with sources, candidates to click, nothing unescaped."""

from streamlit.testing.v1 import AppTest

from ingest.book import Book
from ingest.records import Given
from prompts.scripted import ScriptedModel
from tests.app.screens.conftest import NOTE, Open, button, on_record, raw, text

OTHER = """Halden Facilities - lost to Kestrel, 12/01/2026
- Ruth: "the board said <img src=x onerror=alert(1)> no ![x](https://evil.example/a.png)"
- come back in May
"""


def ask(at: AppTest, question: str) -> AppTest:
    at.chat_input[0].set_value(question).run()
    assert not at.exception
    return at


def test_an_empty_home_says_where_to_begin(opened: Open) -> None:
    shown = text(opened("ask"))
    assert "Nothing is on record yet." in shown


def test_an_example_is_answered_with_its_sources(opened: Open, kept: Book) -> None:
    review_id = on_record(kept, NOTE, Given(account="Halden Cold Chain"))
    at = button(opened("ask"), "What happened last time with Halden Cold Chain?")
    assert "Halden Cold Chain, the one round on record" in text(at)
    assert '<a class="lb-cite" href="#lb-source-0-1"' in raw(at)
    assert 'id="lb-source-0-1"' in raw(at)
    links = [link.proto.query_string for link in at.get("page_link")]
    assert any(review_id in link for link in links)


def test_a_follow_up_keeps_the_account_and_start_over_forgets(opened: Open, kept: Book) -> None:
    on_record(kept, NOTE, Given(account="Halden Cold Chain"))
    at = ask(opened("ask"), "What happened last time with Halden Cold Chain?")
    at = ask(at, "and before that?")
    assert "There is no earlier round with Halden Cold Chain on record." in text(at)
    at = button(at, "Start over")
    assert "no earlier round" not in text(at)


def test_candidates_are_buttons(opened: Open, kept: Book) -> None:
    on_record(kept, NOTE, Given(account="Halden Cold Chain"))
    on_record(kept, OTHER, Given(account="Halden Facilities"))
    at = ask(opened("ask"), "What happened with Halden?")
    assert "Which one do you mean" in text(at)
    at = button(at, "Halden Facilities")
    assert "Halden Facilities, the one round on record" in text(at)


def test_notes_and_questions_are_shown_as_plain_text(opened: Open, kept: Book) -> None:
    on_record(kept, OTHER, Given(account="Halden Facilities"))
    at = ask(opened("ask"), "What did the board say at Halden Facilities? <script>alert(2)</script>")
    assert "<img" not in raw(at)
    assert "<script" not in raw(at)
    assert "&lt;img" in raw(at)


def test_a_source_opens_the_note_at_its_line(opened: Open, kept: Book) -> None:
    review_id = on_record(kept, NOTE, Given(account="Halden Cold Chain"))
    at = opened("review", review=review_id, line="2")
    assert 'id="lb-asked"' in raw(at)
    assert "The line the answer stands on" in text(at)
    plain = opened("review", review=review_id, line="999")
    assert "lb-asked" not in raw(plain)


def test_the_script_that_shows_the_line_holds_nothing_of_the_note(opened: Open, kept: Book) -> None:
    review_id = on_record(kept, NOTE, Given(account="Halden Cold Chain"))
    at = opened("review", review=review_id, line="2")
    scripts = [each.proto.body for each in at.main.get("html") if each.proto.unsafe_allow_javascript]
    assert len(scripts) == 1
    assert not any(words in scripts[0] for words in ("Routely", "Dana", "Halden", review_id))
    again = at.run()
    assert [each.proto.body for each in again.main.get("html") if each.proto.unsafe_allow_javascript] == scripts


def test_an_answer_of_a_language_model_says_so(opened: Open, kept: Book) -> None:
    on_record(kept, NOTE, Given(account="Halden Cold Chain"))
    claims = {"claims": [{"text": "Dana rang twice and nobody called back.", "passages": [4]}]}
    kept.__dict__["_chosen"] = ScriptedModel({"ask": [claims, {"claims": []}]})
    object.__setattr__(kept.settings, "model", "scripted:test")
    at = ask(opened("ask"), "Who at Halden Cold Chain was promised a call on Wednesday?")
    assert "Dana rang twice and nobody called back." in text(at)
    assert "every sentence was held against its sources" in text(at)
    at = ask(at, "What colour is the van of Halden Cold Chain?")
    assert "do not say" in text(at)
    assert "found no line that says it" in text(at)
