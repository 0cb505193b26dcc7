"""Everything about one person as a file to hand over: JSON for a program, Markdown for the person."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.store.about import About

NOT_IN_IT = (
    "Not in it: the lines and vectors that are made from these notes, model files, log files, files of the home "
    "(rejects, counts of what was removed), sign-in, and backups; 1:1 packs that others prepared about this person, "
    "that have expired, or about somebody who no longer reports to them. Of notes by others: only lines of the latest "
    "version, and only of notes that the one who asked may see; not the commitments, debriefs and cards beside them. A "
    "nickname or a misspelt name is not found."
)
NOT_FOR_OTHERS = (
    "Asked for by somebody else: only reviews that they may see are in it, and no drafts, jobs or 1:1 packs. The "
    "person gets all of it by asking themselves."
)


def archive(about: "About", made: dt.datetime) -> bytes:
    """A zip with `about.json` and `about.md`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("about.json", json.dumps(document(about, made), ensure_ascii=False, indent=1))
        file.writestr("about.md", page(about, made))
    return target.getvalue()


def document(about: "About", made: dt.datetime) -> dict[str, Any]:
    """All of it as JSON can hold it."""
    mentions = [{**asdict(each), "happened": each.happened.isoformat()} for each in about.mentions]
    return {
        "person": about.name,
        "made": made.isoformat(timespec="seconds"),
        "not_in_it": _left_out(about),
        "tables": dict(about.tables),
        "mentions": mentions,
    }


def page(about: "About", made: dt.datetime) -> str:
    """The same to be read."""
    counts = [f"- {table}: {len(rows)}" for table, rows in about.tables.items()]
    counts.append(f"- lines of other notes that name them: {len(about.mentions)}")
    parts = [f"# What Lossbook holds about {about.name}", f"Made on {made:%d %B %Y, %H:%M} UTC.", "\n".join(counts)]
    parts += [_left_out(about), *_person(about), *_reviews(about), *_named(about)]
    return "\n\n".join(parts) + "\n"


def _left_out(about: "About") -> str:
    return NOT_IN_IT if about.whole else f"{NOT_IN_IT} {NOT_FOR_OTHERS}"


def _person(about: "About") -> Iterator[str]:
    for row in about.tables.get("users", []):
        said = [f"- {name}: {row[name]}" for name in ("name", "role", "active", "email") if row[name] is not None]
        yield "## The person\n\n" + "\n".join(said)
    for table in ("drafts", "packs", "jobs"):
        for row in about.tables.get(table, []):
            yield f"## From {table}\n\n{_quoted(json.dumps(row, ensure_ascii=False))}"


def _reviews(about: "About") -> Iterator[str]:
    texts = {row["id"]: row["text"] for row in about.tables.get("notes", [])}
    for row in about.tables.get("reviews", []):
        yield f"## {row['account']}, {row['happened']}"
        reason = f"Reason given: {row['stated_text']}." if row["stated_text"] else ""
        shared = {"private": "nobody", "manager": "their manager", "team": "everybody here"}[row["shared"]]
        verdict = f"Outcome {row['outcome']}, cause {row['cause']}: {row['mechanism']}"
        yield f"{verdict} {reason} Shared with {shared}."
        yield _quoted(texts.get(row["note_id"], ""))
        said = [
            *(f"- {each['text']} ({each['status']})" for each in _of(about, "commitments", row)),
            *(f"- {_words(each['body'])}" for each in _of(about, "debriefs", row)),
        ]
        if said:
            yield "Their own words:\n\n" + "\n".join(said)


def _named(about: "About") -> Iterator[str]:
    if about.mentions:
        yield "## In notes of others"
    for each in about.mentions:
        yield f"{each.account}, {each.happened}, noted by {each.rep}:\n\n{_quoted(each.text)}"


def _of(about: "About", table: str, review: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in about.tables.get(table, []) if row["review_id"] == review["first_id"]]


def _words(body: Any) -> str:
    said = body if isinstance(body, dict) else {}
    answers = [f"{question} {answer}" for question, answer in said.get("answers") or ()]
    return " / ".join(filter(None, [said.get("reason"), said.get("learn"), said.get("differently"), *answers]))


def _quoted(text: str) -> str:
    """As a code block: nothing in a note becomes formatting."""
    return "\n".join(f"    {line}" for line in text.splitlines()) or "    (empty)"
