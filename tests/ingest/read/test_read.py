"""Every kind of file, made here, read into a note."""

import io
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from docx import Document

from ingest.read import read_bytes, read_file, read_text


def test_pasted_text_is_kept_as_given() -> None:
    text = "Line one\r\n  Line two\twith a tab \n\nمرحبا 👋 fin\r\n"
    note = read_text(text, date(2026, 3, 1))
    assert (note.text, note.kind, note.written) == (text, "paste", date(2026, 3, 1))


def test_unusable_characters_are_replaced_one_for_one() -> None:
    given = "price\x00 was\x1b fine\ud800 she said\x0c\ttab\r\n"
    note = read_text(given)
    assert note.text == "price\ufffd was\ufffd fine\ufffd she said\ufffd\ttab\r\n"
    assert len(note.text) == len(given)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Preis für Müller war zu hoch".encode(), "Preis für Müller war zu hoch"),
        ("\ufeffPreis für Müller".encode(), "Preis für Müller"),
        ("Preis für Müller".encode("utf-16"), "Preis für Müller"),
        ("Preis für Müller".encode("utf-16-le"), "Preis für Müller"),
        ("Preis für Müller – “zu hoch”".encode("cp1252"), "Preis für Müller – “zu hoch”"),
        ("Müller läßt grüßen, Größe ändern".encode() + b"\xff", "Müller läßt grüßen, Größe ändern\ufffd"),
        (b"caf\x81 au lait", "caf\ufffd au lait"),
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    assert read_bytes("note.txt", data).text == text


def test_line_ends_of_a_text_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "call.md"
    path.write_bytes(b"# Hollis\r\n\r\n- lost to price\r\n")
    note = read_file(path)
    assert (note.text, note.kind, note.name) == ("# Hollis\r\n\r\n- lost to price\r\n", "md", "call.md")


def _docx() -> bytes:
    document = Document()
    document.add_heading("Hollis Freight - lost", 1)
    document.add_paragraph("Dana said the board cut the line.")
    document.add_paragraph("we never met finance", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row, (label, value) in zip(table.rows, [("Stage", "Closed Lost"), ("Lost reason", "Price")], strict=True):
        row.cells[0].text, row.cells[1].text = label, value
    wide = document.add_table(rows=1, cols=3)
    for cell, text in zip(wide.rows[0].cells, ["a", "b", "c"], strict=True):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_document_with_lists_and_tables_in_their_order() -> None:
    note = read_bytes("Review.docx", _docx())
    assert note.text.splitlines() == [
        "Hollis Freight - lost",
        "Dana said the board cut the line.",
        "- we never met finance",
        "Stage: Closed Lost",
        "Lost reason: Price",
        "a | b | c",
    ]
    assert note.kind == "docx"
    assert note.written is None  # the template's own day is nobody's writing day


def test_word_document_under_another_name_is_still_one() -> None:
    assert read_bytes("notes.txt", _docx()).kind == "docx"


def test_word_document_tells_when_it_was_saved() -> None:
    from datetime import datetime

    document = Document(io.BytesIO(_docx()))
    document.core_properties.modified = datetime(2026, 2, 3, 4, 5)  # noqa: DTZ001 - python-docx keeps naive UTC
    out = io.BytesIO()
    document.save(out)
    assert read_bytes("a.docx", out.getvalue()).written == date(2026, 2, 3)
    assert read_bytes("a.docx", out.getvalue(), date(2026, 2, 9)).written == date(2026, 2, 9)


def _mail(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    return mail


def test_mail_headers_are_decoded_and_the_date_is_the_note_s_day() -> None:
    mail = _mail(
        From="Jörg Größe <j@kunde.example>",
        To="Ana <ana@wir.example>",
        Date="Tue, 03 Mar 2026 23:30:00 -0800",
        Subject="Re: Angebot für Lüftung",
    )
    mail.set_content("Leider nein.\n\n> Am 1.3. schrieb Ana:\n> Anbei das Angebot.\n")
    note = read_bytes("a.eml", mail.as_bytes())
    assert note.text == (
        "From: Jörg Größe <j@kunde.example>\nTo: Ana <ana@wir.example>\nDate: Tue, 03 Mar 2026 23:30:00 -0800\n"
        "Subject: Re: Angebot für Lüftung\n\nLeider nein.\n\n> Am 1.3. schrieb Ana:\n> Anbei das Angebot."
    )
    assert note.written == date(2026, 3, 3)


def test_mail_with_both_kinds_takes_the_plain_one_and_leaves_attachments_out() -> None:
    mail = _mail(From="a@b.example", Subject="x")
    mail.set_content("We went with Kestrel.")
    mail.add_alternative("<p>We went with <b>Kestrel</b>.</p>", subtype="html")
    mail.add_attachment(b"%PDF-1.4 secret", maintype="application", subtype="pdf", filename="quote.pdf")
    mail.add_attachment("attached text", filename="a.txt")
    assert read_bytes("a.eml", mail.as_bytes()).text.endswith("\n\nWe went with Kestrel.")


def test_mail_with_only_html_becomes_text() -> None:
    mail = _mail(From="a@b.example", Subject="x")
    mail.set_content(
        "<html><head><style>p{color:red}</style><title>no</title></head><body><p>Hi Tom,</p><p>We&nbsp;passed &amp; "
        "moved on.<br>Sorry.</p><ul><li>too dear</li></ul><blockquote><p>Any news?</p></blockquote>"
        "<script>alert(1)</script><img src='http://track.example/x.png'></body></html>",
        subtype="html",
    )
    body = read_bytes("a.eml", mail.as_bytes()).text.split("\n\n", 1)[1]
    assert [row for row in body.splitlines() if row.strip("> ")] == [
        "Hi Tom,",
        "We passed & moved on.",
        "Sorry.",
        "- too dear",
        "> Any news?",
    ]


def test_mail_forwarded_as_an_attachment_is_read_too() -> None:
    inner = _mail(From="Dana <dana@buyer.example>", Subject="No from us")
    inner.set_content("The board said no.")
    mail = _mail(From="Tom <tom@us.example>", Subject="Fwd: No from us")
    mail.set_content("for the file")
    mail.add_attachment(inner)
    text = read_bytes("a.eml", mail.as_bytes()).text
    assert "for the file" in text
    assert "From: Dana <dana@buyer.example>" in text
    assert text.endswith("The board said no.")


def test_mail_in_another_charset_or_with_a_wrong_one() -> None:
    raw = b"From: a@b.example\r\nSubject: x\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nPreis f\xfcr uns zu hoch\r\n"
    assert read_bytes("a.eml", raw).text.endswith("Preis für uns zu hoch")
    assert read_bytes("a.eml", raw.replace(b"iso-8859-1", b"x-nonsense")).text.endswith("Preis für uns zu hoch")
    assert read_bytes("a.eml", raw.replace(b"Subject: x", b"Date: someday")).written is None


ZOOM = b"""WEBVTT

1
00:00:00.000 --> 00:00:06.500
Priya: Thanks for coming.

2
00:00:06.800 --> 00:00:13.200
Priya: Where are we?

NOTE a comment

3
00:00:13.500 --> 00:00:21.000
Marcus Webb: We went with &quot;Kestrel&quot;,
they were <i>faster</i>.
"""


def test_zoom_transcript_joins_the_cues_of_a_speaker() -> None:
    note = read_bytes("call.vtt", ZOOM)
    assert note.text == (
        'Priya: Thanks for coming. Where are we?\nMarcus Webb: We went with "Kestrel", they were faster.'
    )
    assert note.kind == "vtt"
    assert read_bytes("call.txt", ZOOM).kind == "vtt"


@pytest.mark.parametrize("end", [b"</v>", b""])
def test_teams_voice_tags_closed_or_not(end: bytes) -> None:
    data = (
        b"\xef\xbb\xbfWEBVTT\r\n\r\n00:00:05.000 --> 00:00:12.000\r\n<v Dana Whitlock>Too dear once\r\nfees were added."
        + end
    )
    data += b"\r\n\r\n00:00:12.000 --> 00:00:13.000\r\n<v Tom>Right." + end
    assert read_bytes("t.vtt", data).text == "Dana Whitlock: Too dear once fees were added.\nTom: Right."


def test_srt_without_blank_rows_and_names_only_when_they_change() -> None:
    data = b"1\n00:00:01,200 --> 00:00:06,000\nTom: Hello.\n2\n00:00:06,400 --> 00:00:12,500\nHow are you?\n\n3\n00:00:13,000 --> 00:00:14,000\nAna: Well, it's a no.\n"
    assert read_bytes("c.srt", data).text == "Tom: Hello. How are you?\nAna: Well, it's a no."
