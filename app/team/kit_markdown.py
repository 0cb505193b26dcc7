"""The story as a page. Names and notes are data: no markup of theirs is kept."""

from app.team.kit import Kit
from app.team.marks import safe


def kit_markdown(made: Kit) -> str:
    """Title, six short parts, and what to say in each."""
    lines = [f"# {safe(made.title)}", "", safe(made.under), ""]
    for part in made.parts:
        lines += [f"## {safe(part.title)}", ""]
        for text in part.lines:
            lines += [f"> {safe(text)}" if part.quotes else safe(text), ""]
        lines += [f"*To say: {safe(part.say)}*", ""]
    return "\n".join([*lines, FOOT[made.names], ""])


FOOT = {
    True: "Names stand in it as they are: its rep agreed to that.",
    False: "Names that are on record were replaced. Read it once before you show it: a note can name people in ways "
    "nobody foresees.",
}
"""By whether names stay."""
