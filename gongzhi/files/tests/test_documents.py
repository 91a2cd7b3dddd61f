"""Evidence in PDF: the pages alone are kept; what could act, exhaust or break is refused in plain words."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from gongzhi.access.public import ANONYMOUS
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.files import public as files
from gongzhi.files.rules import documents
from gongzhi.files.tests.test_accept import picture

N = NameObject


@pytest.fixture
def home(settings, tmp_path: Path, db: None) -> None:  # type: ignore[no-untyped-def]
    settings.FILES_ROOT = tmp_path / "files"


def pdf(change: Callable[[PdfWriter], object] | None = None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _n in range(pages):
        writer.add_blank_page(200, 300)
    writer.add_metadata({"/Author": "SECRETAUTHOR", "/Title": "收据"})
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def annotated(action: DictionaryObject, *, apart: bool = False) -> Callable[[PdfWriter], object]:
    """A link on the first page that does `action`; `apart`: the kind of it stands elsewhere in the file."""

    def change(writer: PdfWriter) -> None:
        if apart:
            action[N("/S")] = writer._add_object(action["/S"])
        link = DictionaryObject({N("/Type"): N("/Annot"), N("/Subtype"): N("/Link"), N("/A"): action})
        link[N("/Rect")] = ArrayObject([NumberObject(n) for n in (0, 0, 10, 10)])
        writer.pages[0][N("/Annots")] = ArrayObject([writer._add_object(link)])

    return change


def launch() -> DictionaryObject:
    return DictionaryObject({N("/S"): N("/Launch"), N("/F"): TextStringObject("cmd.exe")})


def content(stream: DecodedStreamObject | EncodedStreamObject) -> Callable[[PdfWriter], object]:
    def change(writer: PdfWriter) -> None:
        writer.pages[0][N("/Contents")] = writer._add_object(stream)

    return change


@cache
def packed() -> bytes:
    """300 MB of nothing in 300 KB."""
    made = zlib.compressobj(9)
    return b"".join([*(made.compress(bytes(1 << 20)) for _n in range(300)), made.flush()])


def bomb(layers: int = 1) -> Callable[[PdfWriter], object]:
    data = packed()
    for _n in range(layers - 1):
        data = zlib.compress(data, 9)
    stream = EncodedStreamObject()
    stream._data = data
    stream[N("/Filter")] = ArrayObject([N("/FlateDecode")] * layers) if layers > 1 else N("/FlateDecode")
    return content(stream)


def huge_picture(writer: PdfWriter) -> None:
    image = DecodedStreamObject()
    image.update({N("/Type"): N("/XObject"), N("/Subtype"): N("/Image")})
    image.update({N("/Width"): NumberObject(100_000), N("/Height"): NumberObject(100_000)})
    found = DictionaryObject({N("/Im"): writer._add_object(image)})
    writer.pages[0][N("/Resources")] = DictionaryObject({N("/XObject"): found})


def script(writer: PdfWriter) -> None:
    action = DictionaryObject({N("/S"): N("/JavaScript"), N("/JS"): TextStringObject("app.alert(1)")})
    writer._root_object[N("/OpenAction")] = writer._add_object(action)


def xfa(writer: PdfWriter) -> None:
    writer._root_object[N("/AcroForm")] = DictionaryObject({N("/XFA"): TextStringObject("<xdp/>")})


def on_opening_a_page(writer: PdfWriter) -> None:
    writer.pages[0][N("/AA")] = DictionaryObject({N("/O"): launch()})


ACTIVE = "programs, forms or other files"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "script": (lambda: pdf(script), ACTIVE),
    "script-of-a-link": (lambda: pdf(annotated(DictionaryObject({N("/JS"): N("/x")}))), ACTIVE),
    "attached": (lambda: pdf(lambda w: w.add_attachment("a.exe", b"MZ")), ACTIVE),
    "launch": (lambda: pdf(annotated(launch())), ACTIVE),
    "launch-apart": (lambda: pdf(annotated(launch(), apart=True)), ACTIVE),
    "submit": (lambda: pdf(annotated(DictionaryObject({N("/S"): N("/SubmitForm")}))), ACTIVE),
    "xfa": (lambda: pdf(xfa), ACTIVE),
    "page-action": (lambda: pdf(on_opening_a_page), ACTIVE),
    "password": (lambda: pdf(lambda w: w.encrypt("secret", algorithm="RC4-128")), "password"),
    "no-password-but-encrypted": (lambda: pdf(lambda w: w.encrypt("", "owner", algorithm="RC4-128")), "password"),
    "truncated": (lambda: pdf()[:-300], "damaged"),
    "cut-in-the-middle": (lambda: pdf()[:300] + b"\n%%EOF", "damaged"),
    "no-pdf": (lambda: b"MZ" + bytes(500), "neither"),
    "only-a-head": (lambda: b"%PDF-1.7\n%%EOF", "damaged"),
    "too-many-pages": (lambda: pdf(pages=documents.MOST_PAGES + 1), "pages"),
    "too-big": (lambda: b"%PDF-1.7" + bytes(documents.MOST_BYTES), "MB"),
    "bomb": (lambda: pdf(bomb()), "too large when it is opened"),
    "bomb-in-a-bomb": (lambda: pdf(bomb(2)), "too large when it is opened"),
    "huge-picture": (lambda: pdf(huge_picture), "too large when it is opened"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_could_do_harm_is_refused(name: str) -> None:
    data, words = HOSTILE[name]
    with pytest.raises(Invalid) as refused:
        documents.clean(data())
    assert words in str(refused.value)
    assert refused.value.field == "photo"


def test_the_pages_alone_are_kept() -> None:
    made = documents.clean(pdf(content(_text()), pages=3))
    read = PdfReader(io.BytesIO(made.pdf))
    assert (made.pages, len(read.pages)) == (3, 3)
    assert b"SECRETAUTHOR" not in made.pdf
    assert not read.metadata or "/Author" not in read.metadata
    assert b"BT (kept) Tj ET" in read.pages[0].get_contents().get_data()  # type: ignore[union-attr]
    with contextlib.suppress(Invalid):  # a second file behind the first
        assert b"JavaScript" not in documents.clean(pdf(script) + pdf(pages=2)).pdf
    link = DictionaryObject({N("/S"): N("/URI"), N("/URI"): TextStringObject("https://example.org")})
    assert documents.clean(pdf(annotated(link))).pages == 1  # links may stay


def _text() -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(b"BT (kept) Tj ET")
    return made


def test_a_pdf_is_stored_and_given_out_as_a_file(home: None) -> None:
    upload = SimpleUploadedFile("../../收据 18号.pdf", pdf())
    stored = files.accept_document(upload, actor=ANONYMOUS)
    assert (stored.mime, stored.name, stored.is_document, stored.width) == (
        "application/pdf",
        "收据 18号.pdf",
        True,
        None,
    )
    answer = files.serve(stored, RequestFactory().get("/"))
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%94%B6")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Type"] == "application/pdf"
    assert PdfReader(io.BytesIO(answer.content)).pages
    with pytest.raises(NotFound):
        files.serve(stored, RequestFactory().get("/"), thumb=True)
    photo = files.accept_document(SimpleUploadedFile("a.pdf", picture()), actor=ANONYMOUS)  # what it is, not its name
    assert (photo.mime, photo.is_document) == ("image/jpeg", False)
    with pytest.raises(Invalid, match="neither"):
        files.accept_document(b"PK\x03\x04" + bytes(99), actor=ANONYMOUS, name="a.docx")


@pytest.mark.parametrize("name", ["script", "bomb", "truncated"])
def test_uploads_are_opened_in_a_process_apart(home: None, name: str) -> None:
    data, words = HOSTILE[name]
    with pytest.raises(Invalid) as refused:
        files.accept_document(SimpleUploadedFile("a.pdf", data()), actor=ANONYMOUS)
    assert words in str(refused.value)


def test_a_process_that_is_killed_is_a_refusal(home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_SECONDS", 0)
    with pytest.raises(Invalid) as refused:
        files.accept_document(SimpleUploadedFile("a.pdf", pdf()), actor=ANONYMOUS)
    assert "too large" in str(refused.value)
