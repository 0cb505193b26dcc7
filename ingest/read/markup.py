"""HTML mail to plain text: blocks become rows, quoted blocks keep their '>', nothing is fetched or shown."""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "hr",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
        "pre",
    ]
)
_DROPPED = frozenset(["script", "style", "head", "title", "template", "svg"])


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[str] = []
        self.row = ""
        self.dropped = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self.dropped += 1
        elif tag in _BLOCKS:
            self.end_row(blank=tag in ("p", "hr", "table"))
            self.quoted += tag == "blockquote"
            self.row = "- " if tag == "li" else ""
        elif tag in ("td", "th") and self.row.strip():
            self.row += " | "

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self.dropped = max(0, self.dropped - 1)
        elif tag in _BLOCKS and tag != "br":
            self.end_row(blank=tag == "p")
            self.quoted = max(0, self.quoted - (tag == "blockquote"))

    def handle_data(self, data: str) -> None:
        if not self.dropped:
            self.row += re.sub(r"\s+", " ", data)

    def end_row(self, blank: bool = False) -> None:
        row = self.row.replace("\xa0", " ").strip()
        if row:
            self.rows.append("> " * self.quoted + row)
        if blank and self.rows and self.rows[-1].strip("> "):
            self.rows.append("> " * self.quoted)
        self.row = ""


def html_to_text(html: str) -> str:
    """Return the words a reader of the mail would see."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    parser.end_row()
    return "\n".join(row.rstrip() for row in parser.rows).strip("\n")
