"""One 1:1 pack: read, rewritten part by part, taken along as Markdown or Word."""

import datetime as dt
from typing import Final

import streamlit as st

from app import deps
from app.prep.keeping import kept_pack, read, rewrite
from app.prep.nouns import Item, Key, Pack, Section, plain, source
from app.widgets import places
from app.widgets.escape import html
from app.widgets.note import quoted
from app.widgets.page import heading, notice, pending_error, safely, section
from app.widgets.prep_wording import wording
from app.wording import day

_OPEN: Final = "prep.open"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def pack(pack_id: int) -> None:
    """The whole page."""
    store, viewer = deps.store(), deps.viewer()
    found = read(kept_pack(store, viewer, pack_id, _today()))
    store.looked(viewer, found.reviews, "prep")
    st.page_link(places.PREP, label="All packs", icon=":material/arrow_back:")
    heading(f"1:1 with {found.rep}", f"{day(found.since)} to {day(found.until)}.")
    pending_error()
    notice(found.foreword)
    wording(pack_id, found, _today())
    _take_along(pack_id, found)
    for each in found.sections:
        _section(pack_id, each)


def _today() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 - the reader's own day


def _take_along(pack_id: int, found: Pack) -> None:
    from app.prep import markdown, word

    name = f"1-1 {found.rep} {found.made}"
    with st.container(horizontal=True):
        st.download_button("Word", word(found), f"{name}.docx", _WORD, key="prep.word", on_click="ignore")
        st.download_button("Markdown", markdown(found), f"{name}.md", "text/markdown", key="prep.md", on_click="ignore")
        st.button("Throw away", key="prep.drop", type="tertiary", on_click=_drop, args=(pack_id,))


def _section(pack_id: int, part: Section) -> None:
    section(part.title)
    if st.session_state.get(_OPEN) == part.key:
        _edit(pack_id, part)
        return
    st.html(section_html(part))
    with st.container(horizontal=True):
        st.button("Edit", key=f"prep.edit:{part.key}", type="tertiary", on_click=_begin, args=(part,))
        if part.edited is not None:
            st.button(
                "Back to what Lossbook wrote",
                key=f"prep.back:{part.key}",
                type="tertiary",
                on_click=_write,
                args=(pack_id, part.key, True),
            )


def _edit(pack_id: int, part: Section) -> None:
    st.text_area(f"Your words for “{part.title}”", key=_field(part.key), height=260)
    with st.container(horizontal=True):
        st.button("Save", key=f"prep.save:{part.key}", type="primary", on_click=_write, args=(pack_id, part.key))
        st.button("Leave as it was", key=f"prep.leave:{part.key}", type="tertiary", on_click=_close)


def section_html(part: Section) -> str:
    """What it says, escaped."""
    if part.edited is not None:
        paragraphs = "".join(f"<p>{html(text)}</p>" for text in part.edited.split("\n") if text.strip())
        return f'<div class="lb-answer">{paragraphs}</div>'
    return f'<ul class="lb-quotes">{"".join(f"<li>{_item(item)}</li>" for item in part.items)}</ul>'


def _item(item: Item) -> str:
    if item.situation:
        told = (("Situation", item.situation), ("Behaviour", item.behaviour), ("Impact", item.impact))
        words = "".join(f"<div><dt>{label}</dt><dd>{html(text)}</dd></div>" for label, text in told)
        head = f'<dl class="lb-facts lb-tight">{words}</dl>'
    else:
        label = f"<strong>{html(item.label)}.</strong> " if item.label else ""
        head = f"<p>{label}{html(item.text)}</p>"
    if not item.quote:
        return head
    return f'{head}<p class="lb-words">{quoted(item.quote.text)}<span class="lb-by">{html(source(item))}</span></p>'


def _field(key: Key) -> str:
    return f"prep.words:{key}"


@safely
def _begin(part: Section) -> None:
    st.session_state[_OPEN] = part.key
    st.session_state[_field(part.key)] = plain(part)


@safely
def _close() -> None:
    st.session_state.pop(_OPEN, None)


@safely
def _write(pack_id: int, key: Key, back: bool = False) -> None:
    text = None if back else str(st.session_state.get(_field(key)) or "").strip()
    rewrite(deps.store(), deps.viewer(), pack_id, key, text, _today())
    _close()


@safely
def _drop(pack_id: int) -> None:
    deps.store().drop_pack(deps.viewer(), pack_id, _today())
    places.stay()
