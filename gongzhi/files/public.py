"""The door of `files`."""

from gongzhi.files.actions import accept_document, accept_image, attach, discard, sweep_orphans
from gongzhi.files.models import StoredFile
from gongzhi.files.queries import files_of, get, read, serve

__all__ = [
    "StoredFile",
    "accept_document",
    "accept_image",
    "attach",
    "discard",
    "files_of",
    "get",
    "read",
    "serve",
    "sweep_orphans",
]
