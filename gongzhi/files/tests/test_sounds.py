"""Recorded speech: known by its bytes, no film, no longer than a minute."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from gongzhi.access.public import ANONYMOUS
from gongzhi.core.errors import Invalid
from gongzhi.files import public as files
from gongzhi.files.models import StoredFile
from gongzhi.files.queries import path_of
from gongzhi.files.rules.sounds import look
from gongzhi.kit import crypto
from tests.hostile.conftest import picture


def wav(seconds: float, rate: int = 8000) -> bytes:
    """Silence of one channel, 8 bits."""
    data = b"\x80" * int(rate * seconds)
    head = (
        b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, rate, 1, 8)
    )
    return head + b"data" + struct.pack("<I", len(data)) + data


def amr(seconds: float) -> bytes:
    return b"#!AMR\n" + (b"\x3c" + bytes(31)) * int(seconds * 50)


def ogg(seconds: float) -> bytes:
    head = b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(11)
    return head + b"OggS\0\x04" + struct.pack("<q", int(seconds * 48000)) + bytes(12)


def mp4(seconds: int, handler: bytes = b"soun") -> bytes:
    movie = struct.pack(">4sIIIII", b"mvhd", 0, 0, 0, 1000, seconds * 1000)
    return b"\0\0\0\x18ftypM4A \0\0\0\0" + b"moov" + movie + b"hdlr" + bytes(8) + handler + bytes(20)


def webm(seconds: int) -> bytes:
    """As a browser writes it: no duration, sizes unknown, one block each second."""
    head = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm" + b"\x18\x53\x80\x67\x01" + b"\xff" * 7
    track = b"\x16\x54\xae\x6b\x88" + b"\x86\x86A_OPUS"
    blocks = b"".join(b"\xa3\x85\x81" + struct.pack(">h", n * 1000) + b"\x80\0" for n in range(1, min(seconds, 30) + 1))
    late = b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + b"\xe7\x83" + struct.pack(">I", seconds * 1000)[1:]
    return (
        head + track + b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7 + b"\xe7\x81\0" + blocks + late + b"\xa3\x85\x81\0\0\x80\0"
    )


@pytest.mark.parametrize(
    ("data", "mime"),
    [
        (wav(9), "audio/wav"),
        (amr(9), "audio/amr"),
        (ogg(9), "audio/ogg"),
        (mp4(9), "audio/mp4"),
        (webm(9), "audio/webm"),
    ]
    + [(b"\xff\xfb\x50\xc4" + bytes(9 * 64_000 // 8 - 4), "audio/mpeg")],
)
def test_kind_and_length_are_read_from_the_bytes(data: bytes, mime: str) -> None:
    found = look(data)
    assert found.mime == mime
    assert found.seconds is not None
    assert abs(found.seconds - 9) < 0.5


@pytest.mark.parametrize("data", [wav(70), amr(70), ogg(70), mp4(70), webm(70)])
def test_more_than_a_minute_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match="60"):
        look(data)


@pytest.mark.parametrize(
    "data", [b"", b"text", b"\xff\xd8\xff\xe0", wav(0.1), mp4(9, b"vide soun"), bytes(1024 * 1024 + 1)]
)
def test_what_is_no_speech_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        look(data)


def on_disk() -> list[bytes]:
    return [p.read_bytes() for p in Path(settings.FILES_ROOT).rglob("*") if p.is_file()]


@pytest.fixture
def shelf(tmp_path: Path, settings: Any) -> Any:
    settings.FILES_ROOT = tmp_path
    return settings


@pytest.mark.django_db
def test_speech_lies_sealed_and_is_read_as_it_came(shelf: Any) -> None:
    said = wav(2)
    first, seconds = files.accept_sound(said, actor=ANONYMOUS)
    second, _seconds = files.accept_sound(said, actor=ANONYMOUS)
    assert seconds == 2
    assert files.read(first.pk) == files.read(second.pk) == said
    assert first.sha256 != second.sha256  # that it is the same speech does not show
    assert [data[:3] for data in on_disk()] == [b"v1$"] * 2
    assert not any(data.startswith(b"RIFF") for data in on_disk())
    StoredFile.objects.filter(pk=second.pk).update(sha256=first.sha256)  # moved to another row
    with pytest.raises(crypto.CannotDecrypt):
        files.read(second.pk)


@pytest.mark.django_db
def test_new_keys_take_over_and_what_lay_in_clear_is_sealed(shelf: Any) -> None:
    index, old, new = (crypto.new_line(*a) for a in (("i", crypto.INDEX), ("k1", crypto.AES), ("k2", crypto.SM4)))
    shelf.FIELD_KEYS = f"{old}\n{index}"
    sealed, _seconds = files.accept_sound(wav(2), actor=ANONYMOUS)
    photo = files.accept_image(picture(), actor=ANONYMOUS)
    clear = StoredFile(sha256=hashlib.sha256(wav(3)).hexdigest(), mime="audio/wav", bytes=len(wav(3)))
    clear.save(force_insert=True)
    path_of(clear.sha256).parent.mkdir(parents=True)
    path_of(clear.sha256).write_bytes(wav(3))
    shelf.FIELD_KEYS = f"{new}\n{old}\n{index}"
    assert (files.reseal(limit=1), files.reseal(), files.reseal()) == (1, 1, 0)
    shelf.FIELD_KEYS = f"{new}\n{index}"  # the old key is thrown away
    assert (files.read(sealed.pk), files.read(clear.pk)) == (wav(2), wav(3))
    assert not any(data.startswith(b"RIFF") for data in on_disk())
    assert len([d for d in on_disk() if d.startswith(b"v1$k2$")]) == 2
    assert files.read(photo.pk)[:2] == b"\xff\xd8"


@pytest.mark.django_db(transaction=True)
def test_what_is_discarded_is_gone_from_the_disk_at_once(shelf: Any) -> None:
    stored, _seconds = files.accept_sound(wav(2), actor=ANONYMOUS)
    files.attach([stored.pk], about=7)
    assert files.discard(7) == 1
    assert on_disk() == []
