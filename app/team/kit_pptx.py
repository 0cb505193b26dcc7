"""The story as slides: one thought a slide, large type, nothing that moves. What to say is in the speaker notes."""

import io
import re
import textwrap
from typing import TYPE_CHECKING, Any, Final

from app.team.kit import Kit, Part
from app.team.kit_markdown import FOOT

if TYPE_CHECKING:
    from pptx.slide import Slide

WIDE, HIGH = 13.333, 7.5
"""Inches of a slide, 16:9."""
LEFT, TEXT_WIDE = 1.0, 11.3
BODY_TOP, BODY_HIGH = 2.0, 4.7
SIZES: Final = (32, 28, 24, 20, 18)
"""Points to try, the largest first."""
_INK, _SOFT, _ACCENT, _PAPER = (42, 38, 34), (107, 98, 88), (47, 93, 80), (251, 248, 243)
_FONT: Final = "Georgia"
_GLYPH: Final = 0.6
"""Width of a letter as a share of its height: of DejaVu Serif, which stands in for Georgia where it is missing."""
_LEADING: Final = 1.35
_BETWEEN: Final = 0.75
"""Space after a paragraph, as a share of a line."""
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def kit_pptx(made: Kit) -> bytes:
    """A .pptx file of seven slides."""
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    deck.core_properties.title = _clean(made.title)
    deck.core_properties.author = "Lossbook"
    first = _slide(deck, FOOT[made.names])
    _text(first, (2.6, 1.4), [made.title], 44, _INK, title=True)
    _text(first, (4.1, 1.6), [made.under], 22, _SOFT)
    for part in made.parts:
        _part(deck, part)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def size_for(lines: tuple[str, ...]) -> int:
    """The largest type in which these lines fit the body."""
    return next((points for points in SIZES if height(lines, points) <= BODY_HIGH), SIZES[-1])


def height(lines: tuple[str, ...], points: int) -> float:
    """Inches these paragraphs need, counted with wide letters."""
    per_line = int(TEXT_WIDE * 72 / (points * _GLYPH))
    rows = sum(len(textwrap.wrap(line, per_line)) or 1 for line in lines)
    return (rows * _LEADING + (len(lines) - 1) * _BETWEEN) * points / 72


def _part(deck: Any, part: Part) -> None:
    slide = _slide(deck, part.say)
    _text(slide, (0.8, 0.9), [part.title], 28, _ACCENT, title=True)
    _text(slide, (BODY_TOP, BODY_HIGH), list(part.lines), size_for(part.lines), _INK, italic=part.quotes)


def _slide(deck: Any, say: str) -> "Slide":
    """One with a title and nothing else: the title is what a screen reader and the outline name it by."""
    slide: Slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _rgb(_PAPER)
    notes = slide.notes_slide.notes_text_frame
    assert notes is not None, "a new notes page has its text"
    notes.text = _clean(say)
    return slide


def _text(
    slide: Any,
    at: tuple[float, float],
    lines: list[str],
    points: int,
    color: tuple[int, int, int],
    *,
    title: bool = False,
    italic: bool = False,
) -> None:
    """A box from the left margin to the right one; `at` is (top, height) in inches."""
    from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
    from pptx.util import Inches, Pt

    box = slide.shapes.title if title else slide.shapes.add_textbox(0, 0, 0, 0)
    box.left, box.top, box.width, box.height = map(Inches, (LEFT, at[0], TEXT_WIDE, at[1]))
    frame = box.text_frame
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.line_spacing = 1.1
        paragraph.space_after = Pt(points * _BETWEEN)
        run = paragraph.add_run()
        run.text = _clean(line)
        run.font.name, run.font.size, run.font.italic = _FONT, Pt(points), italic
        run.font.color.rgb = _rgb(color)


def _rgb(color: tuple[int, int, int]) -> Any:
    from pptx.dml import color as colors

    made: Any = colors.RGBColor
    return made(*color)


def _clean(text: str) -> str:
    """Without characters that no XML document may hold."""
    return _CONTROL.sub("", text)
