"""The pack in force and earlier revisions, cached in the process."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.translation import get_language

from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.packs.models import PackRevision
from gongzhi.packs.rules import Index, Suggestion, Words, build_index
from gongzhi.packs.rules import suggest as suggest_by
from gongzhi.packs.schema import Pack, WayOut

OTHER = "other"  # the request type of every pack for what fits nowhere
_RECHECK_SECONDS = 5.0
_revisions: dict[int, Pack] = {}
_indexes: dict[int, tuple[Pack, Index]] = {}
_active: tuple[float, int] | None = None  # (process time of the look-up, revision id)


def named(item: object) -> str:
    """The title of a part of a pack, or of what was made from one, as pages show it: in English where the reader's
    language is English and the pack has an English one. What is kept or sent takes `title`."""
    title_en = getattr(item, "title_en", "")
    if title_en and (get_language() or "").startswith("en"):
        return str(title_en)
    return str(getattr(item, "title", item))


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


def installed() -> Pack | None:
    """The pack in force; None before any install (sweeps of a new installation have nothing to do)."""
    try:
        return active()
    except NotFound:
        return None


def revision(revision_id: int) -> Pack:
    """The pack as installed under that id; `NotFound` where there is none."""
    pack = _revisions.get(revision_id)
    if pack is None:
        body = PackRevision.objects.filter(pk=revision_id).values_list("body", flat=True).first()
        if body is None:
            raise NotFound("There is no such revision of the pack.")
        pack = _revisions[revision_id] = Pack.model_validate(body)
    return pack


def disclosed_since() -> dict[str, date]:
    """Since when each class of disclosure has been in the rules here, by its key: what went before is not owed."""
    rows = PackRevision.objects.order_by("-created_at", "-id").values_list("created_at", "body__disclosures")
    return {item["key"]: clock.local(at).date() for at, items in rows for item in items or ()}


def remember(revision_id: int, pack: Pack) -> None:
    """Keep a pack just installed, so that it is not parsed again."""
    _revisions[revision_id] = pack


def forget() -> None:
    """Look the pack in force up again at the next call (after an install; between tests)."""
    global _active
    _active = None


def index_of(pack: Pack, closed: Iterable[tuple[str, str]] = ()) -> Index:
    """An index over the pack's words and (type key, text) of the installation's closed requests; keep it a while."""
    types = [
        Words(t.key, t.keywords, f"{t.title} {t.description} {' '.join(t.keywords)}")
        for t in pack.request_types
        if t.key != OTHER
    ]
    return build_index(types, closed)


def suggest(pack: Pack, text: str, *, index: Index | None = None, limit: int = 3) -> list[Suggestion]:
    """The request types that a text points at, the likeliest first, each with the words that say so.

    Without `index` one over the pack's words alone is used, built once a process.
    """
    if index is None:
        kept = _indexes.get(id(pack))
        if kept is None or kept[0] is not pack:
            if len(_indexes) > 8:
                _indexes.clear()
            kept = _indexes[id(pack)] = (pack, index_of(pack))
        index = kept[1]
    return suggest_by(index, text, limit)


def ways_out(pack: Pack, text: str) -> list[WayOut]:
    """What the text speaks of that is not handled here (emergencies first): say where to go, keep no file."""
    found = [w for w in pack.ways_out if any(word in text for word in w.words)]
    return sorted(found, key=lambda w: not w.emergency)
