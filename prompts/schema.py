"""What an answer must look like: the subset of JSON Schema that every endpoint understands, and reading a reply back.

The subset: one object, every field required (nullable, never optional), no extra fields, enums, bounded strings and
lists, at most three objects deep; no pattern, no format, no oneOf. Endpoints ignore the rest silently or refuse it.
"""

import json
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from prompts.errors import PromptError

T = TypeVar("T", bound=BaseModel)
Json = dict[str, Any]

MAX_DEPTH: Final = 3
MAX_STRING: Final = 400
"""Length of a string whose field sets none: a small model never stops inside an unbounded string."""
MAX_LIST: Final = 12
BOUNDS: Final = ("maxLength", "maxItems", "minItems", "minimum", "maximum")
_KEPT: Final = ("type", "enum", "description", *BOUNDS)


def strict_schema(returns: type[BaseModel], *, bounds: bool = True) -> Json:
    """The schema of `returns` in the common subset; `bounds=False` leaves lengths and ranges out.

    Raises:
        PromptError: `returns` nests objects more than three deep or has a field the subset cannot say.
    """
    raw = returns.model_json_schema()
    return _narrow(raw, raw.get("$defs", {}), returns.__name__, 0, bounds)


def _narrow(node: Json, defs: Json, where: str, depth: int, bounds: bool) -> Json:
    if "$ref" in node:
        node = {**defs[node["$ref"].rsplit("/", 1)[-1]], **{k: v for k, v in node.items() if k != "$ref"}}
    if "anyOf" in node:
        options = [_narrow(option, defs, where, depth, bounds) for option in node["anyOf"]]
        return _described(node, {"anyOf": options})
    if "const" in node:
        node = {"type": "string", **node, "enum": [node["const"]]}
    kind = node.get("type")
    if kind == "object":
        return _narrow_object(node, defs, where, depth + 1, bounds)
    if kind not in {"array", "string", "integer", "number", "boolean", "null"}:
        raise PromptError(f"{where}: endpoints cannot be asked for {node!r}. Use a plain field, an enum or a list.")
    kept: Json = {key: node[key] for key in _KEPT if key in node and (bounds or key not in BOUNDS)}
    if kind == "array":
        kept["items"] = _narrow(node.get("items", {}), defs, f"{where}[]", depth, bounds)
        if bounds:
            kept.setdefault("maxItems", MAX_LIST)
    if kind == "string" and bounds and "enum" not in kept:
        kept.setdefault("maxLength", MAX_STRING)
    return kept


def _narrow_object(node: Json, defs: Json, where: str, depth: int, bounds: bool) -> Json:
    if depth > MAX_DEPTH:
        raise PromptError(f"{where}: nests objects more than {MAX_DEPTH} deep. Flatten it.")
    fields = {
        name: _narrow(field, defs, f"{where}.{name}", depth, bounds)
        for name, field in node.get("properties", {}).items()
    }
    if not fields:
        raise PromptError(f"{where}: an object without named fields cannot be asked for. Name its fields.")
    return _described(
        node, {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    )


def _described(node: Json, narrowed: Json) -> Json:
    return {**narrowed, "description": node["description"]} if "description" in node else narrowed


def schema_text(returns: type[BaseModel]) -> str:
    """The schema as words for the prompt, for endpoints that do not enforce it."""
    schema = json.dumps(strict_schema(returns), ensure_ascii=False, separators=(",", ":"))
    return f"Answer with one JSON object and nothing else. It must fit this JSON Schema, with every field:\n{schema}"


def read_answer(text: str, returns: type[T], *, cut_off: bool = False) -> T:
    """The reply as an instance of `returns`.

    Over-long strings and lists are cut to their bound first: not every endpoint enforces lengths.

    Raises:
        ValueError: it does not fit; the message is one line, fit to be shown to the model.
    """
    if cut_off:
        raise ValueError("the answer was cut off before it was complete; write shorter strings")
    if not text.strip():
        raise ValueError("the answer was empty")
    value = _fit(first_object(text), strict_schema(returns))
    try:
        return returns.model_validate_json(json.dumps(value))
    except ValidationError as error:
        raise ValueError("; ".join(_complaints(error))) from error


def _complaints(error: ValidationError) -> list[str]:
    return [
        f"field {'.'.join(str(part) for part in complaint['loc']) or 'answer'!r}: {complaint['msg']}"
        for complaint in error.errors(include_url=False)[:5]
    ]


def first_object(text: str) -> Json:
    """The first JSON object in a reply that may have thoughts, prose or a code fence around it.

    Raises:
        ValueError: there is none.
    """
    body = text.rsplit("</think>", 1)[-1]
    for part in (body, body.partition("```")[2]):
        start = part.find("{")
        if start < 0:
            continue
        try:
            value, _ = json.JSONDecoder().raw_decode(part, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return value
    raise ValueError("the answer is not a JSON object")


def _fit(value: Any, schema: Json) -> Any:
    """`value` with its text cleaned and cut to the bounds of `schema`; what does not match is left to validation."""
    if "anyOf" in schema:
        schema = next((option for option in schema["anyOf"] if _is(value, option.get("type"))), {})
    if isinstance(value, str):
        return _cut(clean(value), schema.get("maxLength"))
    if isinstance(value, list):
        return [_fit(item, schema.get("items", {})) for item in value[: schema.get("maxItems")]]
    if isinstance(value, dict):
        fields = schema.get("properties", {})
        return {clean(str(name)): _fit(item, fields.get(name, {})) for name, item in value.items()}
    return value


def _is(value: Any, kind: Any) -> bool:
    names: dict[type, str] = {str: "string", list: "array", dict: "object"}
    return names.get(type(value), "") == str(kind)


def _cut(text: str, limit: int | None) -> str:
    if limit is None or len(text) <= limit:
        return text
    head = text[:limit]
    return head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head


def clean(text: str) -> str:
    """Text without NUL and lone surrogates, which neither HTTP nor PostgreSQL can carry."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
