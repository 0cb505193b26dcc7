"""Momentum: a list of what was said, each with its speaker and the speaker's company."""

from typing import Any

from ingest.read.calls.turns import Call, objects, rows_of, text_in


def momentum(document: Any) -> list[Call] | None:
    """The call, None when it is not Momentum's."""
    if isinstance(document, dict) and isinstance(document.get("transcript"), list):
        document = document["transcript"]
    said = objects(document)
    if not said or not all("text" in each and "speaker" in each for each in said):
        return None
    return [Call("", rows_of((_name(each["speaker"]), text_in(each["text"])) for each in said), None, "momentum")]


def _name(speaker: Any) -> str:
    return text_in(speaker.get("name")) if isinstance(speaker, dict) else text_in(speaker)
