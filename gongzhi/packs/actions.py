"""Installing a pack."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.db import transaction

from gongzhi.packs import queries
from gongzhi.packs.loader import BadPack, Mistake, load
from gongzhi.packs.models import PackRevision
from gongzhi.packs.schema import Pack


def install(pack: str | Path | Pack) -> int:
    """Store the pack (a folder, a shipped name, or a loaded one) whole and make it the one in force; its revision id.

    The same content is stored once. Raises `BadPack` where the folder has mistakes or is only inherited from.
    """
    parsed = pack if isinstance(pack, Pack) else load(pack)
    if parsed.abstract:
        raise BadPack([Mistake(f"{parsed.name}/pack.yaml", 1, "abstract", "abstract_pack")])
    body = parsed.model_dump(mode="json")
    digest = hash_of(body)
    with transaction.atomic():
        PackRevision.objects.filter(in_force=True).exclude(hash=digest).update(in_force=False)
        changed = PackRevision.objects.filter(hash=digest).update(in_force=True)
        if not changed:
            PackRevision.objects.create(hash=digest, name=parsed.name, body=body, in_force=True)
        revision_id = PackRevision.objects.values_list("id", flat=True).get(hash=digest)
        transaction.on_commit(queries.forget)
    queries.remember(revision_id, parsed)
    queries.forget()
    return revision_id


def hash_of(body: object) -> str:
    """SHA-256 (hex) of the canonical JSON of a pack."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
