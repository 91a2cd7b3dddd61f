"""What may come in as a photo, and what is left of it; attaching; serving; clearing away."""

from __future__ import annotations

import io
import os
import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.files import public as files
from gongzhi.files.models import StoredFile
from gongzhi.files.queries import path_of

MAKER, ORIENTATION, GPS, POSITION = 0x010F, 0x0112, 0x8825, 2


@pytest.fixture(autouse=True)
def _home(settings, tmp_path: Path, db: None) -> None:  # type: ignore[no-untyped-def]
    settings.FILES_ROOT = tmp_path / "files"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    image = Image.new("RGBA" if kind in {"PNG", "WEBP"} else "RGB", size, (200, 30, 30))
    image.paste((30, 30, 200), (0, 0, size[0] // 2, size[1]))  # blue on the left
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def with_exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[MAKER] = "SECRETPHONE"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[POSITION] = (26.0, 34.0, 12.0)
    return picture(exif=exif.tobytes(), comment=b"SECRETCOMMENT")


def stored_bytes(file: StoredFile, thumb: bool = False) -> Image.Image:
    return Image.open(io.BytesIO(files.read(file.pk, thumb)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_comes_in_as_jpeg(kind: str) -> None:
    file = files.accept_image(SimpleUploadedFile("../../井盖.png", picture(kind)), actor=ANONYMOUS)
    image = stored_bytes(file)
    assert (image.format, image.size, file.mime, file.name) == ("JPEG", (60, 40), "image/jpeg", "井盖.png")


def test_nothing_of_the_sent_file_but_pixels_is_left() -> None:
    file = files.accept_image(with_exif(1), actor=ANONYMOUS)
    for thumb in (False, True):
        raw = files.read(file.pk, thumb)
        assert b"Exif" not in raw
        assert b"SECRET" not in raw
        assert not dict(Image.open(io.BytesIO(raw)).getexif())


def test_it_stands_upright() -> None:
    image = stored_bytes(files.accept_image(with_exif(6), actor=ANONYMOUS))
    assert image.size == (40, 60)
    red, _, blue = image.convert("RGB").getpixel((20, 5))  # left became top
    assert blue > red


def test_large_becomes_small() -> None:
    file = files.accept_image(picture(size=(5000, 2500)), actor=ANONYMOUS)
    assert (file.width, file.height) == (2048, 1024)
    assert max(stored_bytes(file, thumb=True).size) == 320


def bomb() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a few kilobytes."""

    def chunk(tag: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"\0" * 3_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a photo"),
        (b"hello", "not a photo"),
        (b"GIF89a" + b"\0" * 50, "not a photo"),
        (b"%PDF-1.7 ...", "not a photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a photo"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
        (picture()[:300], "damaged"),
        (b"\xff\xd8\xff" + b"x" * 400, "damaged"),
        (picture("PNG")[:60], "damaged"),
        (bomb(), "too many pixels"),
        (picture() + b"\0" * (20 * 1024 * 1024), "at most 10 MB"),
    ],
    ids=["empty", "text", "gif", "pdf", "svg", "heic", "cut", "fake", "cut-png", "bomb", "20-MB"],
)
def test_what_is_no_photo(data: bytes, words: str) -> None:
    for upload in (data, SimpleUploadedFile("a.jpg", data)):
        with pytest.raises(Invalid, match=words) as refused:
            files.accept_image(upload, actor=ANONYMOUS)
        assert refused.value.field == "photo"
    assert not StoredFile.objects.exists()


def test_a_second_file_behind_the_picture_is_gone() -> None:
    file = files.accept_image(picture() + b"PK\x03\x04<script>alert(1)</script>", actor=ANONYMOUS)
    assert b"script" not in files.read(file.pk)


def test_attach_once_and_to_one_matter() -> None:
    one, two = (files.accept_image(picture(size=(n, 20)), actor=ANONYMOUS) for n in (20, 30))
    for _ in range(2):
        assert [f.pk for f in files.attach([two.pk, one.pk], about=7)] == [one.pk, two.pk]
    assert [f.pk for f in files.files_of(7)] == [one.pk, two.pk]
    with pytest.raises(Conflict):
        files.attach([one.pk], about=8)
    with pytest.raises(NotFound):
        files.attach([12345], about=7)


def test_served_private_and_never_sniffed() -> None:
    file = files.accept_image(picture(), actor=ANONYMOUS)
    answer = files.serve(file, RequestFactory().get("/x"))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert "private" in answer["Cache-Control"]
    assert answer.content == files.read(file.pk)
    assert files.serve(file, RequestFactory().get("/x", headers={"If-None-Match": answer["ETag"]})).status_code == 304


def test_what_nobody_attached_is_cleared_away(manual_clock: clock.ManualClock) -> None:
    kept, left = (files.accept_image(picture(size=(n, 20)), actor=ANONYMOUS) for n in (20, 30))
    files.attach([kept.pk], about=7)
    assert files.sweep_orphans() == 0
    manual_clock.advance(timedelta(hours=25))
    past = manual_clock().timestamp() - 25 * 3600
    for file in (kept, left):
        os.utime(path_of(file.sha256), (past, past))
    assert files.sweep_orphans() == 1
    assert path_of(kept.sha256).exists()
    assert not path_of(left.sha256).exists()
    assert not path_of(left.sha256, thumb=True).exists()
    with pytest.raises(NotFound):
        files.read(left.pk)


def test_what_was_discarded_at_once_leaves_the_disk_within_a_day(
    manual_clock: clock.ManualClock, django_capture_on_commit_callbacks: Any
) -> None:
    kept, gone = (files.accept_image(picture(size=(n, 20)), actor=ANONYMOUS) for n in (20, 30))
    files.attach([kept.pk], about=7)
    files.attach([gone.pk], about=8)
    part = path_of(kept.sha256).parent / "tmp1a2b3c"  # of a process that was killed
    part.write_bytes(b"half")
    came = manual_clock().timestamp()
    for path in (path_of(f.sha256, thumb) for f in (kept, gone) for thumb in (False, True)):
        os.utime(path, (came, came))
    os.utime(part, (came, came))
    manual_clock.advance(timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        files.discard(8)
    assert path_of(gone.sha256).exists()  # the same photo may be on its way
    assert sum(_hours(manual_clock, 23)) == 0
    assert sum(_hours(manual_clock, 25)) == 3
    left = [p for p in path_of(kept.sha256).parents[2].rglob("*") if p.is_file()]
    assert sorted(left) == [path_of(kept.sha256), path_of(kept.sha256, thumb=True)]


def _hours(manual_clock: clock.ManualClock, count: int) -> Iterator[int]:
    """The sweep of so many hours."""
    for _ in range(count):
        yield files.sweep_bytes()
        manual_clock.advance(timedelta(hours=1))


def test_bytes_sent_again_meanwhile_stay(manual_clock: clock.ManualClock) -> None:
    old = files.accept_image(picture(), actor=ANONYMOUS)
    past = manual_clock().timestamp() - 25 * 3600
    os.utime(path_of(old.sha256), (past, past))
    manual_clock.advance(timedelta(hours=25))
    files.attach([files.accept_image(picture(), actor=ANONYMOUS).pk], about=7)
    assert files.sweep_orphans() == 1
    assert path_of(old.sha256).exists()
