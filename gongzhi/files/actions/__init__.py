"""Take in, attach and clear away files."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
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
from gongzhi.core.errors import Conflict, Invalid, NotFound
from gongzhi.files.models import StoredFile
from gongzhi.files.queries import bytes_of, path_of, read, seal
from gongzhi.files.rules import documents, photos, sounds, workbooks
from gongzhi.kit import crypto

ORPHAN_HOURS = 24
_HOME = str(Path(__file__).parents[3])
_BARE = {"PYTHONPATH": _HOME, "PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1"}  # no keys


def accept_image(upload: File[bytes] | IO[bytes] | bytes, *, actor: Actor, name: str = "") -> StoredFile:
    """Store a photo as a clean JPEG with a thumbnail; not yet attached to anything.

    `upload` is what a form gives, an open file or bytes. Raises Invalid (field `photo`) with words for a person.
    """
    data = _bounded(upload)
    photo = photos.clean(data)
    sha256 = hashlib.sha256(photo.jpeg).hexdigest()
    _put(path_of(sha256), photo.jpeg)
    _put(path_of(sha256, thumb=True), photo.thumb)
    return StoredFile.objects.create(
        sha256=sha256,
        mime=photos.MIME,
        bytes=len(photo.jpeg),
        width=photo.width,
        height=photo.height,
        name=_plain_name(name or str(getattr(upload, "name", "") or "")),
        by_person_id=actor.person_id,
    )


def accept_document(upload: File[bytes] | IO[bytes] | bytes, *, actor: Actor, name: str = "") -> StoredFile:
    """Store evidence: a photo as `accept_image` does, or a PDF of which the pages alone are kept; not yet attached.

    A PDF is opened in a process of its own. Raises Invalid (field `photo`) with words for a person.
    """
    name = _plain_name(name or str(getattr(upload, "name", "") or ""))
    data = _bounded(upload)
    if photos.is_photo(data[:16]):
        return accept_image(data, actor=actor, name=name)
    if not documents.is_pdf(data[:8]):
        raise documents.neither()
    made = _apart(data)
    sha256 = hashlib.sha256(made.pdf).hexdigest()
    _put(path_of(sha256), made.pdf)
    return StoredFile.objects.create(
        sha256=sha256, mime=documents.MIME, bytes=len(made.pdf), name=name, by_person_id=actor.person_id
    )


def accept_sound(upload: File[bytes] | IO[bytes] | bytes, *, actor: Actor) -> tuple[StoredFile, int]:
    """Store recorded speech, sealed, and its length in seconds (0: the container does not say); not yet attached.

    At most a minute and 1 MB; no name is kept. Raises Invalid (field `sound`) with words for a person.
    """
    data = _bounded(upload)
    found = sounds.look(data)
    stored = StoredFile(mime=found.mime, bytes=len(data), name="", by_person_id=actor.person_id)
    _seal(stored, data)
    stored.save(force_insert=True)
    return stored, round(found.seconds or 0)


def _seal(stored: StoredFile, data: bytes) -> None:
    """Put the bytes on the disk sealed with the newest key, and say so in the row (which the caller writes)."""
    sealed = seal(data, stored.pk)
    stored.sha256, stored.sealed_by = hashlib.sha256(sealed).hexdigest(), crypto.keyring().prefix
    _put(path_of(stored.sha256), sealed)


def reseal(limit: int = 50) -> int:
    """Sweep: recordings that an older key sealed, or that lie in clear from before, are sealed with the newest one; how
    many. Any number of workers may run it. Raises `crypto.CannotDecrypt` (a key is missing)."""
    old = StoredFile.objects.filter(mime__startswith="audio/").exclude(sealed_by=crypto.keyring().prefix)
    done = 0
    for row in list(old.order_by("id")[:limit]):
        before = row.sha256
        try:
            _seal(row, bytes_of(row))
        except FileNotFoundError:
            continue  # it was deleted a moment ago
        mine = StoredFile.objects.filter(pk=row.pk, sha256=before)
        won = mine.update(sha256=row.sha256, sealed_by=row.sealed_by)
        _drop(before if won else row.sha256)
        done += won
    return done


def _drop(sha256: str) -> None:
    """Remove bytes that no row has; those of a sealed file are nobody else's."""
    if not StoredFile.objects.filter(sha256=sha256).exists():
        path_of(sha256).unlink(missing_ok=True)


def accept_open(upload: File[bytes] | IO[bytes] | bytes, *, actor: Actor, name: str = "") -> StoredFile:
    """Store what is to be published: as `accept_document`, or a workbook (.xlsx) of which the values alone are kept;
    `words_of` reads what stands in it. Raises Invalid (field `photo`)."""
    name = _plain_name(name or str(getattr(upload, "name", "") or ""))
    data = _bounded(upload)
    if not workbooks.is_workbook(data[:8]):
        return accept_document(data, actor=actor, name=name)
    xlsx = workbooks.clean(data).xlsx
    sha256 = hashlib.sha256(xlsx).hexdigest()
    _put(path_of(sha256), xlsx)
    return StoredFile.objects.create(
        sha256=sha256, mime=workbooks.MIME, bytes=len(xlsx), name=name, by_person_id=actor.person_id
    )


def words_of(stored: StoredFile) -> str:
    """The words in a stored file, as far as they can be read: of a picture none. Raises NotFound."""
    if not stored.is_document:
        return ""
    data = read(stored.pk)
    return workbooks.clean(data).text if stored.mime == workbooks.MIME else _words_apart(data)


def _words_apart(pdf: bytes) -> str:
    """The words of a clean PDF, read in a process of its own; empty where that takes too much."""
    call = [sys.executable, "-P", "-m", documents.__name__, "words"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            call, input=pdf, capture_output=True, timeout=2 * documents.MOST_SECONDS, check=True, env=_BARE
        )
    except subprocess.SubprocessError:
        return ""
    return done.stdout.decode("utf-8", "replace")


def _apart(data: bytes) -> documents.Document:
    """`documents.clean` in a process that may use little memory and time."""
    call = [sys.executable, "-P", "-m", documents.__name__]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            call, input=data, capture_output=True, timeout=2 * documents.MOST_SECONDS, check=True, env=_BARE
        )
        told, pdf = done.stdout.split(b"\n", 1)
        said = json.loads(told)
    except (subprocess.SubprocessError, ValueError):
        raise documents.too_much() from None
    if "refused" in said:
        raise Invalid(said["refused"], field="photo", **said["params"])
    return documents.Document(pdf, said["pages"])


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
    for sha256 in sorted({r.sha256 for r in rows if r.sealed_by}):
        transaction.on_commit(partial(_drop, sha256))
    for sha256 in sorted({r.sha256 for r in rows if not r.sealed_by}):
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
    if is_old(target):
        target.unlink(missing_ok=True)
        path_of(sha256, thumb=True).unlink(missing_ok=True)


def is_old(path: Path) -> bool:
    """Whether a file is there and was written more than a day ago."""
    try:
        return clock.now().timestamp() - path.stat().st_mtime > ORPHAN_HOURS * 3600
    except FileNotFoundError:
        return False


def _bounded(upload: File[bytes] | IO[bytes] | bytes) -> bytes:
    if isinstance(upload, bytes):
        return upload
    data = upload.read(photos.MOST_BYTES + 1)
    if len(data) > photos.MOST_BYTES:
        raise photos.too_big()
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
