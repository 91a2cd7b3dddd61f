"""The pack in force and earlier revisions, cached in the process."""

from __future__ import annotations

import time

from django.conf import settings

from gongzhi.core.errors import NotFound
from gongzhi.packs.models import PackRevision
from gongzhi.packs.schema import Pack

_RECHECK_SECONDS = 5.0
_revisions: dict[int, Pack] = {}
_active: tuple[float, int] | None = None  # (process time of the look-up, revision id)


def active_revision_id() -> int:
    """The id of the revision in force; looked up at most every 5 seconds a process. `NotFound` before any install."""
    global _active
    elapsed = time.monotonic()  # process time, not the clock of the world: a story's clock may stand still
    if _active is not None and elapsed - _active[0] < getattr(settings, "PACK_RECHECK_SECONDS", _RECHECK_SECONDS):
        return _active[1]
    found = PackRevision.objects.filter(in_force=True).values_list("id", flat=True).first()
    if found is None:
        raise NotFound("No pack is installed yet.")
    _active = (elapsed, found)
    return found


def active() -> Pack:
    """The pack in force."""
    return revision(active_revision_id())


def revision(revision_id: int) -> Pack:
    """The pack as installed under that id; `NotFound` where there is none."""
    pack = _revisions.get(revision_id)
    if pack is None:
        body = PackRevision.objects.filter(pk=revision_id).values_list("body", flat=True).first()
        if body is None:
            raise NotFound("There is no such revision of the pack.")
        pack = _revisions[revision_id] = Pack.model_validate(body)
    return pack


def remember(revision_id: int, pack: Pack) -> None:
    """Keep a pack just installed, so that it is not parsed again."""
    _revisions[revision_id] = pack


def forget() -> None:
    """Look the pack in force up again at the next call (after an install; between tests)."""
    global _active
    _active = None
