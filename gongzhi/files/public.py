"""The door of `files`."""

from gongzhi.files.actions import (
    accept_document,
    accept_image,
    accept_open,
    accept_sound,
    attach,
    discard,
    reseal,
    sweep_orphans,
    words_of,
)
from gongzhi.files.actions.loose import sweep_bytes
from gongzhi.files.models import StoredFile
from gongzhi.files.queries import files_of, get, read, serve

__all__ = [
    "StoredFile",
    "accept_document",
    "accept_image",
    "accept_open",
    "accept_sound",
    "attach",
    "discard",
    "files_of",
    "get",
    "read",
    "reseal",
    "serve",
    "sweep_bytes",
    "sweep_orphans",
    "words_of",
]
