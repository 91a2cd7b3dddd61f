"""A photo that is not one, is cut off, is huge, is two files in one or a bomb: said beside the field, words kept."""

from __future__ import annotations

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongzhi.files.models import StoredFile
from tests.hostile.conftest import Browsers, picture

pytestmark = pytest.mark.django_db
WORDS = "锦桥路口的路灯不亮好几天了"


def _bomb() -> bytes:
    """A PNG of a few kilobytes that says it is 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + chunk(b"IEND", b"")
    )


BAD = {
    "words": b"this is not a photo" * 40,
    "page": b"<html><script>alert(1)</script></html>",
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "empty": b"",
    "cut": picture()[:200],
    "head-alone": b"\xff\xd8\xff\xe0",
    "large": b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024),
    "bomb": _bomb(),
}


@pytest.mark.parametrize("bad", BAD)
def test_it_is_said_and_the_words_stay(browsers: Browsers, city: object, bad: str) -> None:
    upload = SimpleUploadedFile("照片.jpg", BAD[bad], content_type="image/jpeg")
    answer = browsers["anonymous"].post("/report/", {"description": WORDS, "photo1": upload})
    page = answer.content.decode()
    assert answer.status_code in (200, 413, 422)
    assert 'id="id_photo1_error"' in page
    assert WORDS in page
    assert not StoredFile.objects.exists()


def test_two_files_in_one_become_a_picture_and_nothing_else(browsers: Browsers, city: object, link: str) -> None:
    evil = picture("blue") + b"PK\x03\x04<script>alert(1)</script>"
    upload = SimpleUploadedFile("a.jpg.html", evil, content_type="text/html")
    sent = browsers["anonymous"].post(link.replace("?", "/add/?"), {"words": "", "photo1": upload})
    assert sent.status_code == 302
    stored = StoredFile.objects.order_by("-id").first()
    assert stored is not None
    answer = browsers["anonymous"].get(link.replace("?", f"/photo/{stored.pk}/?"))
    assert answer["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"script" not in answer.content
    assert answer.content.endswith(b"\xff\xd9")
