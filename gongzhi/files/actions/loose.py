"""Bytes on the disk that no row has: discarded within a day of their coming, or left by a process that was killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from gongzhi.core import clock
from gongzhi.files.actions import is_old
from gongzhi.files.models import StoredFile

SHARES = 256  # first folders, by two digits of the hash
A_RUN = 11  # of them: run every hour, each is seen every day
_ASKED = 500  # hashes in one question


def sweep_bytes(limit: int = 10_000) -> int:
    """Sweep, hourly: delete old bytes without a row from this hour's share of the folders; how many files. Any number
    of workers may run it."""
    hour = int(clock.now().timestamp() // 3600)
    shares = sorted((hour * A_RUN + n) % SHARES for n in range(A_RUN))
    old = [path for share in shares for path in _old(Path(settings.FILES_ROOT) / f"{share:02x}")]
    deleted = 0
    for begin in range(0, min(len(old), limit), _ASKED):
        some = old[begin : begin + _ASKED]
        known = set(StoredFile.objects.filter(sha256__in={p.stem for p in some}).values_list("sha256", flat=True))
        for path in some:
            if path.stem not in known and is_old(path):  # again: it may have been sent once more just now
                path.unlink(missing_ok=True)
                deleted += 1
    return deleted


def _old(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*/*")) if is_old(path)) if folder.exists() else iter(())
