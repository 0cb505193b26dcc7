"""A real client starts the real server and calls its tools over stdin and stdout."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent

from app import assistant
from app.reviewing import review_note
from ingest.book import Book
from ingest.read import read_text
from ingest.records import Given
from tests.app.notes import INJECTION, SECURITY, SECURITY_AGAIN, SILENCE
from tests.conftest import ROOT

TOOLS = {"review_notes", "what_happened", "check_open_deal", "coaching_prep"}
T = TypeVar("T")
Calls = list[tuple[str, dict[str, Any]]]


def talk(home: Path, work: Callable[[Client], Awaitable[T]], *args: str) -> T:
    environment = {**os.environ, "LOSSBOOK_HOME": str(home), "LOSSBOOK_MODEL": "none", "LOSSBOOK_REP": "Maya Lindqvist"}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "app", "mcp", *args], env=environment, cwd=str(ROOT)
    )

    async def run() -> T:
        async with Client(server, read_timeout_seconds=60) as client:
            return await work(client)

    return asyncio.run(run())


def call(home: Path, calls: Calls, *args: str) -> list[CallToolResult]:
    async def work(client: Client) -> list[CallToolResult]:
        return [await client.call_tool(name, given) for name, given in calls]

    return talk(home, work, *args)


def text(result: CallToolResult) -> str:
    block = result.content[0]
    assert isinstance(block, TextContent)
    return block.text


@pytest.fixture
def recorded(book: Book) -> Book:
    for note, account, rep in (
        (SECURITY, "Nordlund Medical", "Maya Lindqvist"),
        (SILENCE, "Brackwater Lifts", "Maya Lindqvist"),
        (SECURITY_AGAIN, "Mwangi Cold Stores", "Tomas Okafor"),
    ):
        review_note(book, read_text(note), Given(account=account, rep=rep), "builtin", save=True)
    return book


def test_the_tools_say_what_they_are_for(home: Path) -> None:
    async def work(client: Client) -> dict[str, Any]:
        return {tool.name: tool for tool in (await client.list_tools()).tools}

    tools = talk(home, work)
    assert set(tools) == TOOLS
    assert all(tool.description and tool.title for tool in tools.values())
    writes = {name for name, tool in tools.items() if not tool.annotations.read_only_hint}
    assert writes == {"review_notes"}


def test_a_review_is_recorded_only_when_asked(home: Path, book: Book) -> None:
    shown, kept = call(
        home, [("review_notes", {"notes": SECURITY}), ("review_notes", {"notes": SECURITY, "record": True})]
    )
    assert not shown.is_error
    assert not kept.is_error
    assert shown.structured_content["review_id"] is None
    assert shown.structured_content["cause"] == "trust_risk"
    assert [row.id for row in book.store.recent(book.viewer)] == [kept.structured_content["review_id"]]
    for quote in kept.structured_content["evidence"]:
        assert SECURITY[quote["start"] : quote["end"]] == quote["text"]


def test_what_happened_is_answered_with_sources(home: Path, recorded: Book) -> None:
    answer, missing = call(
        home,
        [
            ("what_happened", {"question": "What happened last time with Nordlund Medical?"}),
            ("what_happened", {"question": "What happened last time?", "account": "Zebedee Motors"}),
        ],
    )
    assert answer.structured_content["kind"] in ("record", "answer")
    assert {cited["account"] for cited in answer.structured_content["citations"]} == {"Nordlund Medical"}
    assert "Nordlund" in text(answer)
    assert "Sources" in text(answer)
    assert missing.structured_content["kind"] == "no_record"


def test_that_two_names_are_read_as_one_firm_stands_in_what_an_assistant_reads(home: Path, recorded: Book) -> None:
    given = Given(account="Nordlund Medical Ltd (North)", rep="Maya Lindqvist")
    review_note(recorded, read_text(SILENCE), given, "builtin", save=True)
    (answer,) = call(home, [("what_happened", {"question": "What happened last time with Nordlund Medical?"})])
    assert text(answer).startswith(
        "Read together, as they look like one firm: Nordlund Medical and Nordlund Medical Ltd"
    )


def test_an_open_deal_meets_the_loss_that_went_the_same_way(home: Path, recorded: Book) -> None:
    notes = "Call with Quillon. Their infosec sent a security questionnaire three weeks ago; we have not answered it. "
    notes += "No pen test to show them, no ISO 27001 certificate. She cannot sign without it, she says."
    (found,) = call(home, [("check_open_deal", {"notes": notes, "account": "Quillon"})])
    assert found.structured_content["similar"][0]["account"] in ("Nordlund Medical", "Mwangi Cold Stores")
    assert "Then:" in text(found)
    assert recorded.store.count(recorded.viewer) == 3


def test_as_another_rep_it_says_nothing_of_what_is_private(home: Path, recorded: Book) -> None:
    asked: Calls = [
        ("what_happened", {"question": "What happened last time with Nordlund Medical?"}),
        ("check_open_deal", {"notes": SECURITY, "account": "Quillon"}),
        ("coaching_prep", {"rep": "Maya Lindqvist"}),
    ]
    answers = call(home, asked, "--as", "Tomas Okafor")
    said = " ".join(f"{text(each)} {each.structured_content}" for each in answers)
    assert answers[0].structured_content["kind"] == "no_record"
    assert "Sanna" not in said
    assert "Brackwater" not in said
    assert answers[2].is_error
    assert "only their manager of record can" in said


def test_what_cannot_be_done_is_one_sentence(home: Path) -> None:
    empty, wrong = call(home, [("review_notes", {"notes": " "}), ("check_open_deal", {"notes": SECURITY, "top": 0})])
    assert empty.is_error
    assert "\n" not in text(empty)
    assert wrong.is_error
    assert text(wrong) == "'top' is 0, which does not fit: give a whole number from 1 to 20, and call it again."


def test_arguments_that_do_not_fit_are_told_with_what_to_give(home: Path) -> None:
    calls: Calls = [
        ("what_happened", {}),
        ("what_happened", {"question": ["x" * 5_000]}),
        ("review_notes", {"notes": SECURITY, "date": "soon", "record": "perhaps"}),
        ("coaching_prep", {"rep": "Nobody Known"}),
    ]
    missing, long, two, unknown = call(home, calls)
    assert text(missing) == "what_happened needs 'question': give the question as text, and call it again."
    assert len(text(long)) < 200
    assert "'date' is 'soon'" in text(two)
    assert "2026-03-31" in text(two)
    assert "'record' is 'perhaps', which does not fit: give true or false" in text(two)
    assert "'Nobody Known'" in text(unknown)
    for each in (missing, long, two, unknown):
        assert each.is_error
        assert not any(word in text(each) for word in ("pydantic", "validation", "input_value", "\n"))


def test_every_argument_of_a_tool_has_its_words(home: Path) -> None:
    async def work(client: Client) -> set[str]:
        found = await client.list_tools()
        return {name for tool in found.tools for name in tool.input_schema["properties"]}

    assert talk(home, work) == set(assistant._WANTED)


def test_a_note_that_gives_orders_is_only_quoted(home: Path) -> None:
    (found,) = call(home, [("review_notes", {"notes": INJECTION})])
    assert found.structured_content["outcome"] != "won"
    assert found.structured_content["engine"] == "builtin"
