"""Fireflies: a transcript with `sentences`, as its API gives it; they are null until it is ready."""

from typing import Any

from ingest.read.calls.turns import Call, day_in, domains_of, objects, rows_of, text_in


def fireflies(document: Any) -> list[Call] | None:
    """Calls, None when it is not Fireflies'."""
    if isinstance(document, dict) and isinstance(document.get("data"), dict):
        inner = document["data"]
        document = inner.get("transcripts") or inner.get("transcript") or document
    if isinstance(document, list):
        ours = [each for each in document if isinstance(each, dict) and "sentences" in each]
        return [_call(each) for each in ours] if ours else None
    if not isinstance(document, dict) or "sentences" not in document:
        return None
    return [_call(document)]


def _call(transcript: dict[str, Any]) -> Call:
    said = [
        (
            text_in(each.get("speaker_name")) or f"Speaker {each.get('speaker_id', 0)}",
            text_in(each.get("text")) or text_in(each.get("raw_text")),
        )
        for each in objects(transcript.get("sentences"))
    ]
    return Call(
        str(transcript.get("id") or ""),
        rows_of(said),
        day_in(transcript.get("date")),
        "fireflies",
        title=text_in(transcript.get("title")),
        outside=_outside(transcript),
    )


def _outside(transcript: dict[str, Any]) -> tuple[str, ...]:
    """None where nobody says who invited."""
    ours = domains_of([transcript.get("host_email"), transcript.get("organizer_email")])
    invited = transcript.get("participants")
    return tuple(each for each in domains_of(invited if isinstance(invited, list) else []) if ours and each not in ours)
