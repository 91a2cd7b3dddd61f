"""What may be stored as a photo, and how it is made harmless. Pure: bytes in, bytes out.

The picture is decoded and written anew, so nothing of the sent file but its pixels survives: no EXIF, no position,
no second file hidden behind the first.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongzhi.core.errors import Invalid

if TYPE_CHECKING:  # at run time where a photo comes: 7 MB of a worker that sees none
    from PIL import Image

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000  # a 50-megapixel camera; above it, decoding costs more memory than a worker has
MOST_SIDE_PX = 2048
THUMB_SIDE_PX = 320
MIME = "image/jpeg"
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


@dataclass(frozen=True, slots=True)
class Photo:
    """A clean JPEG, its thumbnail, its size in pixels."""

    jpeg: bytes
    thumb: bytes
    width: int
    height: int


def is_photo(head: bytes) -> bool:
    """Whether the first bytes are those of a photo, of a phone's own format too."""
    return head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")) or head[4:8] == b"ftyp"


def sniff(head: bytes) -> str:
    """The format by its first bytes: JPEG, PNG or WEBP. Raises Invalid, with help where a phone's format is meant."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        raise Invalid(
            "This phone format (HEIC) cannot be read here. Choose “Most compatible” in the camera's settings, "
            "or send a screenshot of the photo.",
            field="photo",
        )
    raise Invalid("This is not a photo. Please choose a JPEG, PNG or WebP picture.", field="photo")


def clean(data: bytes) -> Photo:
    """The photo, turned upright, at most 2048 px wide and high, without any metadata. Raises Invalid."""
    from PIL import Image, UnidentifiedImageError

    if len(data) > MOST_BYTES:
        raise too_big()
    kind = sniff(data[:16])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=[kind]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise Invalid("This picture has too many pixels. Please send a smaller one.", field="photo")
                picture = _decode(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid("This picture has too many pixels. Please send a smaller one.", field="photo") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError):
        raise Invalid("This picture is damaged or not complete. Please send it again.", field="photo") from None
    thumb = picture.copy()
    thumb.thumbnail((THUMB_SIDE_PX, THUMB_SIDE_PX))
    return Photo(_jpeg(picture, 82), _jpeg(thumb, 75), picture.width, picture.height)


def too_big() -> Invalid:
    """The refusal of a file over the limit."""
    return Invalid("A photo may have at most %(most)s MB.", field="photo", most=MOST_BYTES // 1024 // 1024)


def _decode(opened: Image.Image) -> Image.Image:
    from PIL import Image, ImageOps

    opened.draft("RGB", (MOST_SIDE_PX, MOST_SIDE_PX))  # a JPEG is decoded small at once
    opened.load()
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((MOST_SIDE_PX, MOST_SIDE_PX))
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        layered = upright.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    flat = Image.new("RGB", upright.size)
    flat.paste(upright.convert("RGB"))
    return flat


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
