"""Fathom: a recording with its transcript. Its own summary is left out: it is not what anybody said."""

from typing import Any

from ingest.read.calls.turns import Call, day_in, domains_of, objects, rows_of, text_in


def fathom(document: Any) -> list[Call] | None:
    """Calls, None when it is not Fathom's."""
    if isinstance(document, dict) and isinstance(document.get("items"), list):
        document = document["items"]
    recordings = [document] if isinstance(document, dict) else objects(document)
    ours = [each for each in recordings if "recording_id" in each or "recording_start_time" in each]
    return [_call(each) for each in ours] if ours else None


def _call(recording: dict[str, Any]) -> Call:
    said = [(_name(each.get("speaker")), text_in(each.get("text"))) for each in objects(recording.get("transcript"))]
    return Call(
        str(recording.get("recording_id") or ""),
        rows_of(said),
        day_in(recording.get("recording_start_time") or recording.get("created_at")),
        "fathom",
        _account(recording),
        text_in(recording.get("meeting_title")) or text_in(recording.get("title")),
        domains_of(
            each.get("email") for each in objects(recording.get("calendar_invitees")) if each.get("is_external") is True
        ),
    )


def _account(recording: dict[str, Any]) -> str | None:
    matches = recording.get("crm_matches")
    companies = objects(matches.get("companies")) if isinstance(matches, dict) else []
    return next((text_in(each.get("name")) for each in companies if text_in(each.get("name"))), None)


def _name(speaker: Any) -> str:
    if isinstance(speaker, dict):
        return text_in(speaker.get("display_name")) or text_in(speaker.get("matched_calendar_invitee_email"))
    return text_in(speaker)
