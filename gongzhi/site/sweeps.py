"""What the worker does: every context's sweep, by name. Wired here, because only the site knows everyone."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from gongzhi.kit.worker import Sweep

# name, door, function(limit) -> int, seconds between runs
_SWEEPS: tuple[tuple[str, str, str, float], ...] = (
    ("clocks", "gongzhi.procedures.public", "run_ticks", 5),
    ("messages", "gongzhi.notices.public", "deliver_due", 2),
    ("absences", "gongzhi.orgs.public", "run_absences", 30),
    ("field-keys", "gongzhi.people.public", "rotate_contacts", 600),
    ("codes", "gongzhi.people.public", "sweep_codes", 3600),
    ("throttles", "gongzhi.people.public", "sweep_throttles", 3600),
    ("ledger", "gongzhi.ledger.public", "sequence", 2),
    ("ledger-days", "gongzhi.ledger.public", "close_days", 60),
    ("files", "gongzhi.files.public", "sweep_orphans", 3600),
)


def all_sweeps() -> list[Sweep]:
    """The sweeps of the contexts that are there, in the order in which they run."""
    found = []
    for name, door, function, every in _SWEEPS:
        run = _function(door, function)
        if run is not None:
            found.append(Sweep(name, run, every))
    return found


def _function(door: str, function: str) -> Callable[[int], int] | None:
    if find_spec(door) is None:
        return None
    target = getattr(import_module(door), function, None)
    return None if target is None else (lambda limit: int(target(limit=limit) or 0))
