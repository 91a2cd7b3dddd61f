"""Take in, attach and clear away files."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO

from django.core.files.base import File
from django.db import transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, NotFound
from gongzhi.files import rules
from gongzhi.files.models import StoredFile
from gongzhi.files.queries import path_of

ORPHAN_HOURS = 24


def accept_image(upload: File[bytes] | IO[bytes] | bytes, *, actor: Actor, name: str = "") -> StoredFile:
    """Store a photo as a clean JPEG with a thumbnail; not yet attached to anything.

    `upload` is what a form gives, an open file or bytes. Raises Invalid (field `photo`) with words for a person.
    """
    data = _bounded(upload)
    photo = rules.clean(data)
    sha256 = hashlib.sha256(photo.jpeg).hexdigest()
    _put(path_of(sha256), photo.jpeg)
    _put(path_of(sha256, thumb=True), photo.thumb)
    return StoredFile.objects.create(
        sha256=sha256,
        mime=rules.MIME,
        bytes=len(photo.jpeg),
        width=photo.width,
        height=photo.height,
        name=_plain_name(name or str(getattr(upload, "name", "") or "")),
        by_person_id=actor.person_id,
    )


def attach(file_ids: Iterable[int], *, about: int, by_person: int | None = None) -> list[StoredFile]:
    """Bind files to a matter; doing it again changes nothing. Raises NotFound, Conflict (bound to another matter).

    `by_person`: whose they are, where nobody was signed in when they were taken in.
    """
    ids = sorted(set(file_ids))
    if not ids:
        return []
    with transaction.atomic():
        if by_person is not None:
            StoredFile.objects.filter(pk__in=ids, about=None, by_person=None).update(by_person=by_person)
        StoredFile.objects.filter(pk__in=ids, about=None).update(about=about)
        found = list(StoredFile.objects.filter(pk__in=ids).order_by("id"))
        if len(found) != len(ids):
            raise NotFound("There is no such file.")
        if any(f.about != about for f in found):
            raise Conflict("This file already belongs to something else.")
    return found


def discard(about: int) -> int:
    """Delete the photos of a matter for good; how many. Bytes that another photo shares stay."""
    rows = list(StoredFile.objects.filter(about=about).order_by("id"))
    StoredFile.objects.filter(pk__in=[r.pk for r in rows]).delete()
    for sha256 in sorted({r.sha256 for r in rows}):
        if not StoredFile.objects.filter(sha256=sha256).exists():
            transaction.on_commit(partial(_unlink, sha256))
    return len(rows)


def sweep_orphans(limit: int = 200) -> int:
    """Delete files that nobody attached within a day, with their bytes; returns the number of rows.

    Any number of workers may run it: a row is deleted only while it is still unattached.
    """
    before = clock.now() - timedelta(hours=ORPHAN_HOURS)
    old = StoredFile.objects.filter(about=None, created_at__lt=before).order_by("id").values_list("id", "sha256")
    deleted = 0
    for file_id, sha256 in list(old[:limit]):
        count, _ = StoredFile.objects.filter(pk=file_id, about=None).delete()
        deleted += bool(count)
        if count and not StoredFile.objects.filter(sha256=sha256).exists():
            _unlink(sha256)
    return deleted


def _unlink(sha256: str) -> None:
    """Remove bytes, unless somebody sent the same photo just now and the row is not yet to be seen."""
    target = path_of(sha256)
    try:
        age_seconds = clock.now().timestamp() - target.stat().st_mtime
    except FileNotFoundError:
        return
    if age_seconds > ORPHAN_HOURS * 3600:
        target.unlink(missing_ok=True)
        path_of(sha256, thumb=True).unlink(missing_ok=True)


def _bounded(upload: File[bytes] | IO[bytes] | bytes) -> bytes:
    if isinstance(upload, bytes):
        return upload
    data = upload.read(rules.MOST_BYTES + 1)
    if len(data) > rules.MOST_BYTES:
        raise rules.too_big()
    return bytes(data)


def _put(target: Path, data: bytes) -> None:
    """Write whole or not at all (two uploads of the same photo do not meet), and always: it is new again."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fd, part = tempfile.mkstemp(dir=target.parent)
    with os.fdopen(fd, "wb") as out:
        out.write(data)
    Path(part).replace(target)


def _plain_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:120]
