"""Reads of stored files. Who may is decided by the caller."""

from __future__ import annotations

import base64
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import content_disposition_header

from gongzhi.core.errors import NotFound
from gongzhi.files.models import StoredFile
from gongzhi.files.rules import documents, sounds
from gongzhi.kit import crypto


def path_of(sha256: str, thumb: bool = False) -> Path:
    """Where the bytes of a hash lie."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / (f"{sha256}.thumb" if thumb else sha256)


def get(file_id: int) -> StoredFile:
    """The row. Raises NotFound."""
    stored = StoredFile.objects.filter(pk=file_id).first()
    if stored is None:
        raise NotFound("There is no such file.")
    return stored


def files_of(about: int) -> list[StoredFile]:
    """The files attached to a matter, in the order in which they came."""
    return list(StoredFile.objects.filter(about=about).order_by("id"))


def read(file_id: int, thumb: bool = False) -> bytes:
    """The bytes. Raises NotFound, also where the file is missing on the disk."""
    try:
        return bytes_of(get(file_id), thumb)
    except FileNotFoundError:
        raise NotFound("There is no such file.") from None


def seal(data: bytes, file_id: int) -> bytes:
    """The bytes of a file sealed with the newest key, bound to its row."""
    return crypto.keyring().encrypt(base64.b64encode(data).decode(), aad=f"files_storedfile.bytes.{file_id}").encode()


def bytes_of(stored: StoredFile, thumb: bool = False) -> bytes:
    """What lies on the disk, opened where it is sealed. Raises FileNotFoundError, `crypto.CannotDecrypt`."""
    data = path_of(stored.sha256, thumb).read_bytes()
    if not stored.sealed_by:
        return data
    return base64.b64decode(crypto.keyring().decrypt(data.decode(), aad=f"files_storedfile.bytes.{stored.pk}"))


def _disposition(stored: StoredFile) -> str:
    if stored.mime.startswith("audio/"):
        return f'inline; filename="{stored.pk}.{sounds.ENDINGS[stored.mime]}"'
    if not stored.is_document:
        return f'inline; filename="{stored.pk}.jpg"'
    ending = ".pdf" if stored.mime == documents.MIME else ".xlsx"
    name = stored.name if stored.name.lower().endswith(ending) else f"{stored.pk}{ending}"
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def serve(stored: StoredFile, request: HttpRequest, *, thumb: bool = False) -> HttpResponse:
    """The answer of a view that has checked who may: never sniffed, never run, kept by this browser alone."""
    tag = f'"{stored.sha256[:32]}{"t" if thumb else ""}"'
    response: HttpResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        try:
            response = HttpResponse(bytes_of(stored, thumb), content_type=stored.mime)
        except FileNotFoundError:
            raise NotFound("There is no such file.") from None
        response["Content-Disposition"] = _disposition(stored)
    response["ETag"] = tag
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
