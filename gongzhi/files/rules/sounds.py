"""What may be stored as recorded speech: the kind by its first bytes, no picture in it, how long it lasts. Pure.

Nothing is decoded: lengths are read out of the containers. Kinds: WebM and Ogg (browsers), MP4 audio (iPhones), MP3,
WAV, AMR (older phones).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from gongzhi.core.errors import Invalid

MOST_BYTES = 1024 * 1024
MOST_SECONDS = 60
_SLACK_SECONDS = 3.0  # a recorder stops a little late
ENDINGS = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/wav": "wav", "audio/amr": "amr"} | {
    "audio/mpeg": "mp3"
}  # of file names
OPUS_RATE = 48_000
AMR_FRAME_SECONDS = 0.02
_AMR_BYTES = (
    13,
    14,
    16,
    18,
    20,
    21,
    27,
    32,
    6,
    6,
    6,
    6,
    1,
    1,
    1,
    1,
)  # of a frame, by its mode
_AMR_WB_BYTES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 6, 6, 1, 1, 1, 1)
_MP3_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)  # MPEG 1 layer III
_MP3_KBPS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)  # MPEG 2 and 2.5


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound as it came: its kind, its length (None where the container does not say)."""

    mime: str
    seconds: float | None


def look(data: bytes) -> Sound:
    """The kind and the length. Raises Invalid (field `sound`) for other files, for films, for what is too long."""
    if len(data) > MOST_BYTES:
        raise Invalid("A recording may have at most %(most)s MB.", field="sound", most=1)
    found = _kind(data)
    if found is None:
        raise Invalid("This is no sound that can be played here. Record it on this page.", field="sound")
    if found.seconds is not None and found.seconds > MOST_SECONDS + _SLACK_SECONDS:
        raise Invalid("A recording may last at most %(most)s seconds.", field="sound", most=MOST_SECONDS)
    if found.seconds is not None and found.seconds < 0.5:
        raise Invalid("Nothing was recorded. Please speak again.", field="sound")
    return found


def _kind(data: bytes) -> Sound | None:
    if data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:64] and b"A_" in data[:4096]:
        return None if b"V_VP" in data or b"V_AV1" in data else Sound("audio/webm", _webm_seconds(data))
    if data.startswith(b"OggS") and (b"OpusHead" in data[:128] or b"\x01vorbis" in data[:128]):
        return None if b"\x80theora" in data[:512] else Sound("audio/ogg", _ogg_seconds(data))
    if data[4:8] == b"ftyp" and b"moov" in data and b"soun" in data:
        return None if b"vide" in data else Sound("audio/mp4", _mp4_seconds(data))
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return Sound("audio/wav", _wav_seconds(data))
    if data.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return Sound("audio/amr", _amr_seconds(data))
    if data.startswith(b"ID3") or (len(data) > 4 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2):
        return Sound("audio/mpeg", _mp3_seconds(data))
    return None


def _vint(data: bytes, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """A number of variable length of Matroska, and where it ends; (-1, end) for an unknown size."""
    first = data[at]
    length = 9 - first.bit_length() if first else 9
    if length > 8 or at + length > len(data):
        raise IndexError
    value = int.from_bytes(data[at : at + length], "big")
    if not keep_mark:
        mask = (1 << (7 * length)) - 1
        value &= mask
        if value == mask:
            return -1, at + length
    return value, at + length


_INTO = {0x18538067, 0x1549A966, 0x1F43B675, 0xA0}  # Segment, Info, Cluster, BlockGroup


def _webm_seconds(data: bytes) -> float | None:
    """The length that Info names; else the time of the last block, since recorders of browsers write as they go."""
    at, scale, named, cluster, last = 0, 1_000_000, None, 0, 0
    try:
        while at < len(data):
            element, at = _vint(data, at, keep_mark=True)
            size, at = _vint(data, at, keep_mark=False)
            if element in _INTO:
                continue
            body = data[at : at + size] if size >= 0 else b""
            if element == 0x2AD7B1:
                scale = int.from_bytes(body, "big")
            elif element == 0x4489:
                named = struct.unpack(">f" if size == 4 else ">d", body)[0]
            elif element == 0xE7:
                cluster = int.from_bytes(body, "big")
            elif element in (0xA3, 0xA1) and len(body) > 3:
                last = max(last, cluster + int.from_bytes(body[1:3], "big", signed=True))
            if size < 0:
                break
            at += size
    except (IndexError, struct.error):
        pass
    ticks = named or last
    return float(ticks) * scale / 1e9 if ticks else None


def _ogg_seconds(data: bytes) -> float | None:
    at = data.rfind(b"OggS")
    if at < 0 or at + 14 > len(data):
        return None
    granule: int = struct.unpack("<q", data[at + 6 : at + 14])[0]
    vorbis = data[:128].find(b"\x01vorbis")
    rate = int(struct.unpack("<I", data[vorbis + 12 : vorbis + 16])[0]) if vorbis >= 0 else OPUS_RATE
    return granule / rate if granule > 0 and rate else None


def _mp4_seconds(data: bytes) -> float | None:
    at = data.find(b"mvhd")
    try:
        wide = data[at + 4] == 1
        scale, length = struct.unpack(">IQ" if wide else ">II", data[at + (24 if wide else 16) :][: 12 if wide else 8])
    except (IndexError, struct.error):
        return None
    return float(length) / scale if at >= 0 and scale and length else None


def _wav_seconds(data: bytes) -> float | None:
    at = data.find(b"fmt ")
    try:
        rate = struct.unpack("<I", data[at + 16 : at + 20])[0]
    except struct.error:
        return None
    return len(data) / rate if at >= 0 and rate else None


def _amr_seconds(data: bytes) -> float:
    wide = data.startswith(b"#!AMR-WB\n")
    at, frames, sizes = (9, 0, _AMR_WB_BYTES) if wide else (6, 0, _AMR_BYTES)
    while at < len(data):
        at += sizes[(data[at] >> 3) & 0x0F]
        frames += 1
    return frames * AMR_FRAME_SECONDS


def _mp3_seconds(data: bytes) -> float | None:
    """By the rate of the first frame: what phones record has one rate."""
    at = 0
    if data.startswith(b"ID3") and len(data) > 10:
        at = 10 + sum((data[6 + i] & 0x7F) << (7 * (3 - i)) for i in range(4))
    found = re.compile(rb"\xff[\xe2-\xff]", re.DOTALL).search(data, at)
    if found is None or found.start() + 3 > len(data):
        return None
    head = data[found.start() :]
    table = _MP3_KBPS if (head[1] >> 3) & 3 == 3 else _MP3_KBPS_2
    kbps = table[head[2] >> 4]
    return (len(data) - found.start()) * 8 / (kbps * 1000) if kbps else None
