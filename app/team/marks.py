"""Words of notes in somebody else's markup: nothing of theirs becomes a link, an image or a mention."""

from typing import Final

_MARKS: Final = "\\`*_[]<>!#|~"
_SLACK: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("*", "∗"), ("`", "'"), ("~", "∼"))


def safe(text: str) -> str:
    """One line that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in _MARKS else c for c in " ".join(text.split()))


def slack(text: str) -> str:
    """One line that a Slack-style webhook shows as it is."""
    line = " ".join(text.split())
    for mark, instead in _SLACK:
        line = line.replace(mark, instead)
    return line
