"""What may be stored as a document (PDF), and how it is made harmless. Pure: bytes in, bytes out.

The file is opened, everything that could act (scripts, attached files, programs, forms that send) is refused, and its
pages alone are written anew: no catalog, no metadata, no earlier revisions, nothing behind the end.
`python -m gongzhi.files.rules.documents` does it in a process of its own, with little memory and time: what is built
to exhaust a reader exhausts that process.
"""

from __future__ import annotations

import io
import json
import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongzhi.core.errors import Invalid

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 200
MOST_OBJECTS = 100_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_PIXELS = 100_000_000  # of one picture
MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 20
MOST_WORDS = 500_000  # of a text
MIME = "application/pdf"
_ACTS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/RichMediaExecute",
    "/Movie", "/Sound",
}  # fmt: skip
_KEYS = {"/JS", "/JavaScript", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/AA"}
_TYPES = {"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"}


@dataclass(frozen=True, slots=True)
class Document:
    """A clean PDF and how many pages it has."""

    pdf: bytes
    pages: int


def is_pdf(head: bytes) -> bool:
    """Whether the first bytes are a PDF's."""
    return head.startswith(b"%PDF-")


def clean(data: bytes) -> Document:
    """The pages of a PDF, written anew. Raises Invalid (field `photo`) in words for a person."""
    if len(data) > MOST_BYTES:
        raise too_big()
    if not is_pdf(data[:8]):
        raise neither()
    if b"%%EOF" not in data[-2048:]:
        raise _damaged()
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), root_object_recovery_limit=100, xref_stream_maximum_entries=MOST_OBJECTS)
        if reader.is_encrypted:
            raise Invalid("This PDF has a password. Please save it without one.", field="photo")
        pages = len(reader.pages)
        if not 1 <= pages <= MOST_PAGES:
            raise Invalid("A PDF may have at most %(most)s pages.", field="photo", most=MOST_PAGES)
        _examine(reader)
        writer = PdfWriter()
        for page in reader.pages:
            for key in ("/AA", "/Metadata", "/PieceInfo", "/Thumb", "/StructParents"):
                page.pop(key, None)
            writer.add_page(page)
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
        _examine(PdfReader(io.BytesIO(out.getvalue())))
    except Invalid:
        raise
    except RecursionError:
        raise too_much() from None
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, OSError,
            NotImplementedError, zlib.error, OverflowError):  # fmt: skip
        raise _damaged() from None
    return Document(out.getvalue(), pages)


def words(pdf: bytes) -> str:
    """The words of a clean PDF's pages, as far as they are text; empty where they cannot be read."""
    from pypdf import PdfReader

    try:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)[:MOST_WORDS]
    except Exception:  # noqa: BLE001 - a page that cannot be read is looked at by a person
        return ""


def too_big() -> Invalid:
    """The refusal of a file over the limit."""
    return Invalid("A file may have at most %(most)s MB.", field="photo", most=MOST_BYTES // 1024 // 1024)


def neither() -> Invalid:
    """The refusal of another kind of file."""
    return Invalid("This is neither a photo (JPEG, PNG, WebP) nor a PDF.", field="photo")


def too_much() -> Invalid:
    """The refusal of a file that costs its readers too much."""
    return Invalid("This PDF is too large when it is opened. Please scan it again, smaller.", field="photo")


def _damaged() -> Invalid:
    return Invalid("This PDF is damaged or not complete. Please save or scan it again.", field="photo")


def _active() -> Invalid:
    return Invalid(
        "This PDF holds programs, forms or other files. Please print it to a new PDF, or send a scan.", field="photo"
    )


def _examine(reader: PdfReader) -> None:
    """Look at every object that a viewer can reach. Raises Invalid."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    looked, unpacked = 0, 0
    while waiting:
        found = waiting.pop()
        looked += 1
        if looked > 20 * MOST_OBJECTS or len(seen) > MOST_OBJECTS:
            raise too_much()
        if isinstance(found, IndirectObject):
            if (found.idnum, found.generation) not in seen:
                seen.add((found.idnum, found.generation))
                waiting.append(found.get_object())
        elif isinstance(found, ArrayObject):
            waiting.extend(found)
        elif isinstance(found, DictionaryObject):
            _harmless(found)
            if isinstance(found, StreamObject):
                unpacked += _unpacked(found, MOST_UNPACKED - unpacked)
            waiting.extend(found.values())


def _harmless(found: Any) -> None:
    """Refuse a dictionary that acts, or holds another file, or a picture beyond measure."""
    names = {key: _of(found, key) for key in ("/S", "/Type", "/Subtype")}
    if found.keys() & _KEYS or names["/S"] in _ACTS or names["/Type"] in _TYPES or names["/Subtype"] in _TYPES:
        raise _active()
    width, height = _of(found, "/Width"), _of(found, "/Height")
    if isinstance(width, int) and isinstance(height, int) and width * height > MOST_PIXELS:
        raise too_much()


def _of(found: Any, key: str) -> Any:
    """A value of a dictionary, also where it stands elsewhere in the file."""
    value = found.get(key)
    return value.get_object() if hasattr(value, "get_object") else value


def _unpacked(stream: Any, most: int) -> int:
    """How many bytes a packed stream becomes, counted without keeping them. Raises Invalid past `most`."""
    named = _of(stream, "/Filter")
    chain = named if isinstance(named, list) else [] if named is None else [named]
    filters = [str(f.get_object()) for f in chain]
    packing = [f for f in filters if f in ("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL")]
    if len(packing) > 1 or len(filters) > 3:
        raise too_much()
    if not filters or filters[0] not in ("/FlateDecode", "/Fl"):
        return 0
    opened, rest, number = zlib.decompressobj(), bytes(stream._data), 0
    while rest and not opened.eof:
        number += len(opened.decompress(rest, 1 << 20))
        rest = opened.unconsumed_tail
        if number > most:
            raise too_much()
    return number


def _main() -> None:
    """Read a PDF from the standard input; write a line of JSON, then the clean PDF."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    except (ImportError, ValueError, OSError):  # not on this system: the time limit of the caller holds
        pass
    if sys.argv[1:] == ["words"]:
        sys.stdout.buffer.write(words(sys.stdin.buffer.read(2 * MOST_BYTES)).encode("utf-8", "replace"))
        return
    try:
        made = clean(sys.stdin.buffer.read(MOST_BYTES + 1))
    except Invalid as error:
        sys.stdout.write(json.dumps({"refused": error.message, "params": dict(error.params)}) + "\n")
    else:
        sys.stdout.write(json.dumps({"pages": made.pages}) + "\n")
        sys.stdout.flush()
        sys.stdout.buffer.write(made.pdf)


if __name__ == "__main__":
    _main()
