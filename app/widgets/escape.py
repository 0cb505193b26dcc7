"""The one way words of a note, a model or a rep reach a screen.

`html` is for st.html, `plain` for labels and messages, which Streamlit reads as Markdown. Markdown images would fetch
an address without a click, so nothing is ever handed over unescaped.
"""

import re
from html import escape
from typing import Final

# Direction overrides can make a line read differently from what it says.
_OVERRIDES: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&@])")


def html(text: object) -> str:
    """Text for an element or a double-quoted attribute of st.html."""
    return escape(_OVERRIDES.sub("", str(text)), quote=True)


def plain(text: object) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(_OVERRIDES.sub("", str(text)).split()))
