"""The pack as Markdown. Names and notes are data: no markup of theirs is kept."""

from app.prep.nouns import Item, Pack, Section, quoted, source
from app.wording import day


def markdown(pack: Pack) -> str:
    """One page, the notice first."""
    lines = [f"# 1:1 with {_safe(pack.rep)}", "", f"{day(pack.since)} to {day(pack.until)}. Made {day(pack.made)}.", ""]
    lines += [f"> {pack.foreword}", ""]
    lines += [_safe(pack.worded.told), ""] if pack.worded else []
    for section in pack.sections:
        lines += [f"## {_safe(section.title)}", "", *_section(section), ""]
    return "\n".join(lines).rstrip() + "\n"


def _section(section: Section) -> list[str]:
    if section.edited is not None:
        return [_safe(line) if line.strip() else "" for line in section.edited.splitlines()]
    return [line for item in section.items for line in _item(item)]


def _item(item: Item) -> list[str]:
    label = f"**{_safe(item.label)}.** " if item.label else ""
    if item.situation:
        head = f"- **Situation.** {_safe(item.situation)}"
        rest = [f"  **Behaviour.** {_safe(item.behaviour)}", f"  **Impact.** {_safe(item.impact)}"]
        lines = [head, *rest]
    else:
        lines = [f"- {label}{_safe(item.text)}".rstrip()]
    if item.quote:
        lines.append(f"  {_safe(quoted(item.quote.text))}{_safe_source(item)}")
    return [f"{line}  " if n < len(lines) - 1 else line for n, line in enumerate(lines)]


def _safe_source(item: Item) -> str:
    told = _safe(source(item))
    return f" {told}" if told else ""


def _safe(text: str) -> str:
    """One line; brackets and backticks could make a link or an image of somebody's words."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>!#|~" else c for c in " ".join(text.split()))
