"""What is not a note gets one sentence that names it and says what to do next."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.read import read_bytes, read_file, read_text
from ingest.read.encoding import clean, decode
from prompts.errors import NoteError


@pytest.mark.parametrize("text", ["", "   \n\t ", "\ufeff \n"])
def test_empty(text: str) -> None:
    with pytest.raises(NoteError, match=r"is empty|holds no words"):
        read_text(text)


def test_one_word_is_quoted_back() -> None:
    with pytest.raises(NoteError, match=r"holds one word, 'Price'.*Add a sentence"):
        read_text(" Price! ")


def test_punctuation_only() -> None:
    with pytest.raises(NoteError, match="holds no words"):
        read_text("--- ... !!!")


@pytest.mark.parametrize("text", ["no budget", "彼らは価格が高すぎると言いました。", "ราคาแพงเกินไปสำหรับเรา"])
def test_short_but_enough(text: str) -> None:
    assert read_text(text).text == text


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"%PDF-1.7\n" + b"\x00\x01" * 50, "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a PNG picture"),
        (b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 50, "a sound or video file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "an old Word, Excel or Outlook file"),
        (b"{\\rtf1\\ansi some text}", "a rich-text"),
        (bytes(range(256)) * 8, "a binary file"),
    ],
)
def test_binary_names_the_file_and_what_it_looks_like(data: bytes, looks_like: str) -> None:
    with pytest.raises(NoteError) as caught:
        read_bytes("call.txt", data)
    message = str(caught.value)
    assert "'call.txt'" in message
    assert looks_like in message
    assert ".docx" in message


def _zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (_zip("xl/workbook.xml"), "an Excel workbook"),
        (_zip("ppt/presentation.xml"), "a PowerPoint deck"),
        (_zip("readme.txt"), "a compressed archive"),
        (b"PK\x03\x04" + bytes(range(200)), "a damaged Word file"),
    ],
)
def test_other_archives(data: bytes, looks_like: str) -> None:
    with pytest.raises(NoteError, match=looks_like):
        read_bytes("deal.docx", data)


@pytest.mark.parametrize("data", [_zip("word/document.xml"), _zip("word/other.xml"), b"just some plain text here"])
def test_damaged_word_files(data: bytes) -> None:
    with pytest.raises(NoteError, match=r"damaged Word file"):
        read_bytes("deal.docx", data)


def test_word_file_that_unpacks_to_too_much() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 61_000_000)
    with pytest.raises(NoteError, match=r"61\.0 MB, and 60 MB is the most"):
        read_bytes("bomb.docx", out.getvalue())


def test_transcript_without_cues_and_mail_without_words() -> None:
    with pytest.raises(NoteError, match=r"'a.vtt' has no cues"):
        read_bytes("a.vtt", b"WEBVTT\n\nnothing here at all\n")
    with pytest.raises(NoteError, match="no text that can be read"):
        read_bytes("a.eml", b"From: a@b.example\nContent-Type: image/png\n\nxxxx")


def test_size_limits_name_the_size() -> None:
    assert len(read_text("lost on price. " * 66_667).text) > 1_000_000
    with pytest.raises(NoteError, match=r"2\.1 MB, and 2 MB is the most"):
        read_text("a b" * 700_000)
    with pytest.raises(NoteError, match=r"big\.txt"):
        read_bytes("big.txt", b"word " * 1_000_000)


def test_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NoteError, match=r"cannot be opened: No such file"):
        read_file(tmp_path / "missing.txt")
    with pytest.raises(NoteError, match="cannot be opened"):
        read_file(tmp_path)
    with pytest.raises(NoteError, match="cannot be opened"):
        read_file("bad\x00name.txt")


@given(st.binary(max_size=400))
def test_decoding_never_raises(data: bytes) -> None:
    assert isinstance(decode(data), str)


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_cleaning_keeps_every_offset(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    cleaned.encode()
    assert all(new in (old, "\ufffd") for old, new in zip(text, cleaned, strict=True))


@given(st.binary(max_size=600), st.sampled_from(["a.eml", "a.vtt", "a.srt", "a.docx", "a.txt", "a.md", "a"]))
def test_any_upload_is_a_note_or_a_sentence(data: bytes, name: str) -> None:
    try:
        note = read_bytes(name, data)
    except NoteError as error:
        sentence = str(error)
    else:
        sentence = note.text.split("\n")[0]
    assert "\n" not in sentence
