"""What a paste would become: proposals a line, open requests that say the same, batches taken in before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from gongzhi.access.public import Actor
from gongzhi.channels.models import Batch, Origin
from gongzhi.channels.queries.places import named_in, spots_in
from gongzhi.channels.rules.chats import Said, chatter
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

LOOKED = 400  # the newest open requests of the place that lines are compared with
SAME_WORDS = 0.8  # from this share of the words on it is the same whatever its type


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one line probably is: `act` is take, merge, join or leave; `same_as` an open request's number."""

    said: Said
    act: str
    type_key: str
    where: str
    same_as: str = ""
    same_title: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    number: str
    title: str
    type_key: str
    days: int
    words: frozenset[str]


def propose(said: list[Said], topic: str, place_id: int, actor: Actor) -> list[Proposal]:
    """A proposal for each line; a person decides. Three queries, however many lines."""
    spots, known = spots_in(place_id), _open(place_id, actor)
    pack = packs.active()
    found = []
    for line in said:
        words = f"{topic}：{line.words}" if topic and len(line.words) < 6 else line.words
        line = Said(line.alias, words, line.at, line.room, line.follows)
        kinds = requests.suggest_types(words, limit=1)
        type_key = kinds[0].key if kinds else ""
        same = _same(words, type_key, known, pack)
        act = "leave" if chatter(line.words) else "merge" if line.follows is not None else "join" if same else "take"
        where = " ".join(filter(None, (named_in(words, spots), line.room)))
        found.append(Proposal(line, act, type_key, where, same.number if same else "", same.title if same else ""))
    return found


def _open(place_id: int, actor: Actor) -> list[_Open]:
    """The newest open requests there that the actor sees."""
    matters = procedures.visible_to(actor).filter(places.inside([place_id], "place__"), state__in=procedures.LIVE)
    rows = requests.Request.objects.filter(matter__in=matters, joined_to=None).select_related("matter")
    now = clock.now()
    return [
        _Open(r.number, r.matter.title, r.type_key, (now - r.created_at).days,
              requests.bigrams(f"{r.matter.title} {r.description}"))
        for r in rows.order_by("-created_at", "-pk")[:LOOKED]
    ]  # fmt: skip


def _same(words: str, type_key: str, known: list[_Open], pack: packs.Pack) -> _Open | None:
    """The open request that says the same: of its type within the type's days and half of the words, as the desk's own
    look for duplicates has it, or nearly the same words."""
    own = requests.bigrams(words)
    best: tuple[float, _Open] | None = None
    for one in known:
        share = requests.share_of(own, one.words)
        bounds = pack.request_type(type_key).duplicates if type_key and one.type_key == type_key else None
        near = bounds is not None and one.days <= bounds.days and share >= requests.WORDS_ALONE
        if (near or share >= SAME_WORDS) and (best is None or share > best[0]):
            best = (share, one)
    return best[1] if best else None


def batch_of(batch_id: int, actor: Actor) -> tuple[Batch, list[tuple[Origin, requests.Request]]]:
    """A batch and the requests that came of it, for who took it in. Raises NotFound."""
    batch = Batch.objects.select_related("place").filter(pk=batch_id, post__in=actor.post_ids).first()
    if batch is None:
        raise NotFound("There is nothing here that you took in.")
    origins = {o.pk: o for o in Origin.objects.filter(batch=batch)}
    rows = requests.Request.objects.filter(pk__in=list(origins)).select_related("matter").order_by("pk")
    return batch, [(origins[r.pk], r) for r in rows]


def batches_of(actor: Actor) -> list[Batch]:
    """What the actor's posts took in during the last thirty days, the newest first."""
    since = clock.now() - timedelta(days=30)
    rows = Batch.objects.filter(post__in=actor.post_ids, at__gte=since).select_related("place")
    return list(rows.order_by("-at")[:10])
