import json
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from prompts.errors import PromptError
from prompts.schema import clean, first_object, read_answer, strict_schema


class Person(BaseModel):
    name: str = Field(max_length=40)
    role: Literal["champion", "buyer"] | None = None


class Reading(BaseModel):
    """How it went."""

    why: str = Field(max_length=200, min_length=3, pattern="^x")
    people: list[Person] = Field(max_length=4)
    note: str = "none"
    lines: list[int]
    score: float = Field(ge=0, le=1)
    kind: Literal["one"]


def every_node(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for item in node for found in every_node(item)]
    if isinstance(node, dict):
        return [node, *(found for value in node.values() for found in every_node(value))]
    return []


def test_the_schema_keeps_to_what_every_endpoint_knows() -> None:
    schema = strict_schema(Reading)
    text = json.dumps(schema)
    for word in ("$ref", "$defs", "pattern", "format", "default", "title", "oneOf", "minLength", "const"):
        assert f'"{word}"' not in text
    for node in every_node(schema):
        if node.get("type") == "object":
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False
        if node.get("type") == "string":
            assert "maxLength" in node or "enum" in node
        if node.get("type") == "array":
            assert "maxItems" in node
    assert schema["properties"]["people"]["items"]["properties"]["role"] == {
        "anyOf": [{"enum": ["champion", "buyer"], "type": "string"}, {"type": "null"}]
    }
    assert schema["properties"]["kind"] == {"type": "string", "enum": ["one"]}


def test_bounds_can_be_left_out() -> None:
    text = json.dumps(strict_schema(Reading, bounds=False))
    for word in ("maxLength", "maxItems", "minimum", "maximum"):
        assert word not in text


def test_a_schema_that_endpoints_cannot_follow_is_refused_while_developing() -> None:
    class Deep4(BaseModel):
        x: str

    class Deep3(BaseModel):
        down: Deep4

    class Deep2(BaseModel):
        down: Deep3

    class Deep1(BaseModel):
        down: Deep2

    class Loose(BaseModel):
        anything: dict[str, str]

    class Whatever(BaseModel):
        anything: Any

    strict_schema(Deep2)
    with pytest.raises(PromptError, match=r"Deep1\.down\.down\.down: nests objects more than 3 deep"):
        strict_schema(Deep1)
    with pytest.raises(PromptError, match=r"Loose\.anything"):
        strict_schema(Loose)
    with pytest.raises(PromptError, match=r"Whatever\.anything"):
        strict_schema(Whatever)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        'Sure. {"a": 1} Done.',
        '```json\n{"a": 1}\n```',
        '<think>{x}</think> {"a": 1}',
        '{oops} ```{"a": 1}```',
    ],
)
def test_the_object_is_found_whatever_is_around_it(text: str) -> None:
    assert first_object(text) == {"a": 1}


@given(st.text(max_size=200))
def test_no_reply_can_do_more_than_be_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_answer(text, Reading)


@given(st.text(alphabet=st.characters(), max_size=50))
def test_clean_text_can_be_sent_and_stored(text: str) -> None:
    cleaned = clean(text)
    assert "\0" not in cleaned
    cleaned.encode("utf-8")


def test_deep_nesting_in_a_reply_is_refused() -> None:
    with pytest.raises(ValueError, match="not a JSON object"):
        first_object('{"a":' * 100_000)
