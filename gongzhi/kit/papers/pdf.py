"""A paper as PDF, by WeasyPrint from the page that is printed. Nothing is fetched: neither network nor files.

WeasyPrint needs Pango, a library of the system, and 1.7 s to load: both only where a PDF is made.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import logging
import threading
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from gongzhi.core.errors import DomainError, Invalid
from gongzhi.kit.papers.page import style, to_html
from gongzhi.kit.papers.paper import Paper

if TYPE_CHECKING:
    from types import ModuleType

MOST_ROWS = 500  # about 3 s on a small machine
MOST_PAGE = 2_000_000  # characters and pictures of the page together
WAIT_SECONDS = 15
_one = threading.Lock()  # a PDF keeps a processor busy: one at a time in each process


class NoPdf(DomainError):
    """No PDF can be made on this machine."""


def to_pdf(paper: Paper) -> bytes:
    """The PDF. Raises NoPdf where Pango is missing, Invalid where the paper is too long (Word takes more)."""
    if paper.rows > MOST_ROWS:
        raise Invalid("A PDF has at most %(most)s rows. Take Word or Excel, or narrow the list.", most=MOST_ROWS)
    html = to_html(paper, screen=False)
    if len(html) > MOST_PAGE:
        raise Invalid("This paper is too long for PDF. Take Word instead.")
    made = _library()
    if not _one.acquire(timeout=WAIT_SECONDS):
        raise NoPdf(gettext_noop("Many PDFs are being made just now. Please try again in a minute."))
    try:
        page = made.HTML(string=html, base_url="", url_fetcher=_fetcher())
        sheet = made.CSS(string=style(), url_fetcher=_fetcher())
        return bytes(page.write_pdf(stylesheets=[sheet], presentational_hints=True))
    finally:
        _one.release()


def pdf_missing() -> str:
    """Why no PDF can be made here, in one line; empty where it can."""
    try:
        _library()
    except NoPdf as error:
        return str(error.__cause__ or error).splitlines()[0]
    return ""


def _library() -> ModuleType:
    try:
        with warnings.catch_warnings():  # without HarfBuzz-Subset it says so, and cuts fonts by fontTools: as good here
            warnings.simplefilter("ignore", DeprecationWarning)
            import weasyprint
    except OSError as error:  # what cffi says where Pango cannot be opened
        raise NoPdf(gettext_noop("PDF cannot be made on this machine: the library Pango is missing.")) from error
    if not _has_chinese():
        raise NoPdf(gettext_noop("PDF cannot be made on this machine: no Chinese font is installed."))
    from PIL import ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # weasyprint sets it for the whole process: cut photos would come in
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    return weasyprint  # type: ignore[no-any-return]


@cache
def _has_chinese() -> bool:
    """Whether fontconfig, which Pango asks, knows a font with Chinese: without one a PDF shows boxes for words."""
    try:
        lib = ctypes.CDLL(ctypes.util.find_library("fontconfig") or "libfontconfig.so.1")
    except OSError:
        return True  # a Pango without fontconfig asks the system itself (macOS, Windows)
    for name in ("FcNameParse", "FcObjectSetCreate", "FcFontList"):
        getattr(lib, name).restype = ctypes.c_void_p
    lib.FcFontList.argtypes = [ctypes.c_void_p] * 3
    pattern, objects = lib.FcNameParse(b":lang=zh-cn"), lib.FcObjectSetCreate()
    found = lib.FcFontList(None, pattern, objects)  # struct FcFontSet { int nfont; … }
    return bool(found) and ctypes.c_int.from_address(found).value > 0


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):  # type: ignore[misc]
        """Pictures that stand in the page itself, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith("data:image/png;base64,"):
                raise ValueError(f"refused: {url[:80]}")
            return super().fetch(url, headers)

    return Nothing(allowed_protocols=["data"])
