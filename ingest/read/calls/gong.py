"""Gong: /v2/calls/transcript, with the parties of /v2/calls/extensive when they are in the file."""

from typing import Any

from ingest.read.calls.turns import Call, day_in, domains_of, objects, rows_of, text_in


def gong(document: Any) -> list[Call] | None:
    """Calls, None when it is not Gong's. Speakers are joined to the parties; one without a name is 'Speaker 2'."""
    if not isinstance(document, dict):
        return None
    transcripts = objects(document.get("callTranscripts"))
    if not transcripts and "transcript" in document and "callId" in document:
        transcripts = [document]
    if not transcripts:
        return [] if "callTranscripts" in document else None
    about = {str(_meta(call).get("id") or call.get("callId") or ""): call for call in objects(document.get("calls"))}
    return [_call(each, about.get(str(each.get("callId")), {}), document) for each in transcripts]


def _call(transcript: dict[str, Any], about: dict[str, Any], document: dict[str, Any]) -> Call:
    parties = [party for place in (transcript, about, document) for party in objects(place.get("parties"))]
    names = {
        str(party["speakerId"]): text_in(party.get("name") or party.get("emailAddress"))
        for party in parties
        if party.get("speakerId") is not None
    }
    said: list[tuple[float, str, str]] = []
    numbered: dict[str, str] = {}
    for monologue in objects(transcript.get("transcript")):
        speaker = str(monologue.get("speakerId") or "")
        who = names.get(speaker) or numbered.setdefault(speaker, f"Speaker {len(numbered) + 1}")
        said += [(_start(each), who, text_in(each.get("text"))) for each in objects(monologue.get("sentences"))]
    # Seconds or milliseconds: the order is the same.
    said.sort(key=lambda each: each[0])
    meta = _meta(about)
    day = day_in(meta.get("started") or meta.get("scheduled") or transcript.get("started"))
    return Call(
        str(transcript.get("callId") or ""),
        rows_of((who, text) for _, who, text in said),
        day,
        "gong",
        _account(about),
        text_in(meta.get("title")),
        domains_of(party.get("emailAddress") for party in parties if party.get("affiliation") == "External"),
    )


def _account(about: dict[str, Any]) -> str | None:
    """Name of the CRM account the call is about."""
    for system in objects(about.get("context")):
        for found in objects(system.get("objects")):
            if found.get("objectType") == "Account":
                names = [field.get("value") for field in objects(found.get("fields")) if field.get("name") == "Name"]
                return next((text_in(name) for name in names if text_in(name)), None)
    return None


def _meta(call: dict[str, Any]) -> dict[str, Any]:
    meta = call.get("metaData")
    return meta if isinstance(meta, dict) else call


def _start(sentence: dict[str, Any]) -> float:
    try:
        return float(sentence.get("start") or 0)
    except (TypeError, ValueError):
        return 0.0
