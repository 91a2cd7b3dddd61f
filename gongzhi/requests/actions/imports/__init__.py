"""Import of requests from tables (C1): start, check, confirm, write in one transaction; by page and by command."""

from gongzhi.requests.actions.imports.prepare import CHANNEL, Options, Prepared
from gongzhi.requests.actions.imports.runs import (
    check,
    confirm,
    drop,
    forget_files,
    importing,
    perform,
    start,
    sweep,
)
from gongzhi.requests.actions.imports.store import error_file, findings_of, progress_of

__all__ = [
    "CHANNEL",
    "Options",
    "Prepared",
    "check",
    "confirm",
    "drop",
    "error_file",
    "findings_of",
    "forget_files",
    "importing",
    "perform",
    "progress_of",
    "start",
    "sweep",
]
