"""The pack as a Word document, in plain styles that a manager can go on writing in."""

import io
import re
from typing import TYPE_CHECKING, Final

from app.prep.nouns import Item, Pack, Section, quoted, source
from app.wording import day

if TYPE_CHECKING:
    from docx.document import Document

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def word(pack: Pack) -> bytes:
    """A .docx file."""
    import docx
    from docx.shared import Pt

    made = docx.Document()
    made.core_properties.title = _clean(f"1:1 with {pack.rep}")
    made.core_properties.author = "Lossbook"
    made.core_properties.comments = pack.notice
    made.styles["Normal"].font.size = Pt(10.5)
    made.add_heading(_clean(f"1:1 with {pack.rep}"), level=0)
    made.add_paragraph(f"{day(pack.since)} to {day(pack.until)}. Made {day(pack.made)}.")
    made.add_paragraph(pack.foreword, style="Intense Quote")
    if pack.worded:
        made.add_paragraph(_clean(pack.worded.told))
    made.sections[0].footer.paragraphs[0].text = pack.foreword
    for section in pack.sections:
        made.add_heading(_clean(section.title), level=1)
        _section(made, section)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _section(made: "Document", section: Section) -> None:
    from docx.shared import Pt

    if section.edited is not None:
        for part in section.edited.split("\n\n"):
            made.add_paragraph(_clean(part.strip()))
        return
    for number, item in enumerate(section.items):
        if item.situation and number:
            made.paragraphs[-1].paragraph_format.space_after = Pt(14)  # else it reads as the item before's
        _item(made, item)


def _item(made: "Document", item: Item) -> None:
    if item.situation:
        for label, text in (("Situation", item.situation), ("Behaviour", item.behaviour), ("Impact", item.impact)):
            _labelled(made, label, text, joined=label != "Impact" or bool(item.quote))
    elif item.label or item.text:
        _labelled(made, item.label, item.text, joined=bool(item.quote))
    if item.quote:
        said = made.add_paragraph(style="Quote")
        said.add_run(_clean(quoted(item.quote.text)))
        said.add_run(_clean(source(item))).italic = False


def _labelled(made: "Document", label: str, text: str, joined: bool) -> None:
    line = made.add_paragraph()
    line.paragraph_format.keep_with_next = joined
    if label:
        line.add_run(_clean(f"{label}. ")).bold = True
    line.add_run(_clean(text))


def _clean(text: str) -> str:
    """Without characters that no XML document may hold."""
    return _CONTROL.sub("", text)
