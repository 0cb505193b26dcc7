"""The pack as JSON: the same parts in the same order, every quote with the review and line it comes from."""

from typing import Any

from app.prep.nouns import Pack, Section, plain


def document(pack: Pack) -> dict[str, Any]:
    """One JSON object."""
    return {
        "rep": pack.rep,
        "since": pack.since.isoformat(),
        "until": pack.until.isoformat(),
        "made": pack.made.isoformat(),
        "expires": pack.expires.isoformat(),
        "notice": pack.notice,
        "worded": pack.worded.model_dump(mode="json") if pack.worded else None,
        "won": pack.won,
        "lost": pack.lost,
        "unshared": pack.unshared,
        "reviews": list(pack.reviews),
        "sections": [_section(each) for each in pack.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    items = [item.model_dump(mode="json", exclude_defaults=True) for item in section.items]
    return {
        "key": section.key,
        "title": section.title,
        "edited": section.edited is not None,
        "worded": section.edited is None and bool(section.builtin),
        "text": plain(section),
        "items": items if section.edited is None else [],
    }
