"""Alarms of the decision table, and putting a changed one into force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden
from gongzhi.ledger import public as ledger
from gongzhi.notices import public as notices
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.requests import events
from gongzhi.requests.models import Request, RouteAlarm
from gongzhi.requests.policies import filed
from gongzhi.requests.queries.routing import Posts, Routed, routed

ERRORS_LAST = timedelta(days=1)  # a line that erred and did not err again is taken as mended
Key = tuple[str, str, int]  # line, what, area


def line_id(rule: str, kinds: Iterable[str]) -> str:
    """How alarms name a line: by its key; what goes by type, by the posts of the types."""
    return rule if rule != packs.BY_TYPE else f"{rule}:{'+'.join(kinds)}"[:200]


def alarm_at_once(found: Routed) -> None:
    """A request came in and the table erred or pointed at nobody: say so now, in its transaction."""
    what = "error" if found.error else "nobody"
    area = _area(found.about.place_id, found.about.ancestors)
    _settle({(line_id(found.rule, found.kinds), what, area): (1, found.error[:200])}, clear=False)


def follow(matter_id: int, actor: Actor) -> None:
    """A request got another type or place: its trace says who is to get it now, and what was said before; whoever
    follows what comes in is told."""
    request = Request.objects.select_related("matter").get(pk=matter_id)
    found = routed(request)
    if found is None:
        return
    before = {name: request.route[name] for name in ("rule", "to") if name in request.route}
    trace = found.trace(packs.active_revision_id()) | ({"was": before} if before else {})
    Request.objects.filter(pk=matter_id).update(route=trace)
    if found.error or found.post_id is None:
        alarm_at_once(found)
    filed(request, found.asked, actor)


def _area(place_id: int, ancestors: tuple[int, ...]) -> int:
    return ancestors[-2] if len(ancestors) > 1 else place_id


def check_routes(limit: int) -> int:
    """Ask every line for every grid, for what holds grids, and for the unlocated: does somebody get it? (worker).

    What is wrong is kept and told to the administrators once; what was mended is cleared. How many alarms changed."""
    pack = packs.installed()
    return 0 if pack is None else _settle(_wrong(pack), clear=True)


def route_alarms() -> list[dict[str, str | int]]:
    """What is wrong with the table in force, looked at now; nothing is written."""
    pack = packs.installed()
    wrong = _wrong(pack) if pack is not None else {}
    names = {pk: place.name for pk, place in places.get_many(area for _rule, _what, area in wrong).items()}
    return [
        {"rule": rule, "what": what, "area": names.get(area, ""), "number": number, "detail": detail}
        for (rule, what, area), (number, detail) in sorted(wrong.items())
    ]


def _wrong(pack: packs.Pack) -> dict[Key, tuple[int, str]]:
    """(line, what, area) → (places, detail) of everything that is wrong now."""
    posts, found = Posts(), dict[Key, tuple[int, str]]()
    counts: dict[Key, int] = defaultdict(int)
    spots = [spot.pk for spot in places.of_kinds(("grid",))]
    places.know(spots)
    grids = [places.ancestors(pk) for pk in spots]
    around = {path[-2]: path[:-1] for path in grids if len(path) > 1}
    if not grids:
        return {}
    everywhere = [*grids, *(around[pk] for pk in sorted(around))]
    codes = places.by_codes({code for line in pack.routing for code in line.places})
    own = dict.fromkeys(kind.routes_to for kind in pack.request_types)
    for kinds in own:
        _look(posts, line_id(packs.BY_TYPE, kinds), kinds, everywhere, counts)
    levels = {level.key: level.kind for level in pack.levels}
    for line in pack.routing:
        lost = [code for code in line.places if code not in codes]
        if lost:
            found[line.key, "unknown", 0] = (len(lost), ", ".join(lost)[:200])
        within = {codes[code].pk for code in line.places if code in codes}
        paths = everywhere if not line.places else [p for p in everywhere if within.intersection(p)]
        if line.places and within and not paths:  # it lies above or beside the grids: ask there
            paths = [places.ancestors(pk) for pk in sorted(within)]
        if line.levels:
            wanted = {levels[name] for name in line.levels}
            kept = places.get_many({p[-1] for p in paths})
            paths = [p for p in paths if p[-1] in kept and kept[p[-1]].kind in wanted]
        _look(posts, line.key, line.to, paths, counts)
    return found | {key: (number, "") for key, number in counts.items()}


def _look(
    posts: Posts, rule: str, kinds: tuple[str, ...], paths: list[tuple[int, ...]], counts: dict[Key, int]
) -> None:
    for path in paths:
        post_id = posts.nearest(kinds, path)
        if post_id is None or post_id in posts.unanswered:
            counts[rule, "nobody" if post_id is None else "vacant", _area(path[-1], path)] += 1


@transaction.atomic
def _settle(wrong: dict[Key, tuple[int, str]], *, clear: bool) -> int:
    """Write what is wrong and was not known, tell the administrators, clear (`clear`) what is mended."""
    now = clock.now()
    known = {(a.rule, a.what, a.area_id): a for a in RouteAlarm.objects.filter(cleared_at=None).order_by("id")}
    fresh = [
        RouteAlarm(rule=rule, what=what, area_id=area, number=number, detail=detail)
        for (rule, what, area), (number, detail) in sorted(wrong.items())
        if (rule, what, area) not in known
    ]
    RouteAlarm.objects.bulk_create(fresh, ignore_conflicts=True)
    ours = RouteAlarm.objects.filter(pk__in=[a.pk for a in fresh])  # without those that another worker wrote just now
    told = sorted(ours.values_list("pk", flat=True)) if fresh else []
    changed = len(told)
    for key, (number, detail) in wrong.items():
        if (alarm := known.get(key)) is not None and (alarm.number != number or not clear):
            RouteAlarm.objects.filter(pk=alarm.pk).update(number=number, detail=detail, seen_at=now)
    if clear:
        mended = [
            a.pk for key, a in known.items()
            if key not in wrong and (a.what != "error" or a.seen_at < now - ERRORS_LAST)
        ]  # fmt: skip
        changed += RouteAlarm.objects.filter(pk__in=mended).update(cleared_at=now)
    if told:
        _tell(told[0], len(told))
    return changed


def administrators() -> list[int]:
    """The persons who hold a post that may change the pack."""
    kinds = {k.key for k in packs.active().post_kinds if Permission.PACK_INSTALL in k.permissions}
    return sorted(set(orgs.persons_in(p.post_id for p in orgs.held_posts() if p.kind in kinds).values()))


def _tell(alarm_id: int, number: int) -> None:
    def words() -> str:
        said = ngettext(
            "Dispatch: %(n)s line of the decision table errs or points at nobody.",
            "Dispatch: %(n)s lines of the decision table err or point at nobody.",
            number,
        )
        return said % {"n": number} + _("Look at the page “Dispatch”.")

    notices.tell(administrators(), words, key=f"route-alarm-{alarm_id}", about=alarm_id)


def may_change(actor: Actor) -> bool:
    """Whether one of the actor's posts may change the table."""
    return any(Permission.PACK_INSTALL in p.permissions for p in actor.posts)


def put_in_force(changed: packs.Pack, *, actor: Actor, looked: int, elsewhere: int) -> int:
    """Make the pack with the changed table the one in force; the ledger keeps what the dry run said. Its revision id.

    Raises Forbidden."""
    held = next((p for p in actor.posts if Permission.PACK_INSTALL in p.permissions), None)
    if held is None:
        raise Forbidden("Your posts do not allow this here.", permission=Permission.PACK_INSTALL)
    before = packs.active_revision_id()
    with transaction.atomic():
        revision_id = packs.install(changed)
        ledger.record(
            events.ROUTED_ANEW,
            stream=held.body_id,
            actor=actor,
            codes={"from": before, "to": revision_id, "lines": len(changed.routing), "looked": looked,
                   "elsewhere": elsewhere},
        )  # fmt: skip
    return revision_id


def desk_address(alarm_id: int) -> str | None:
    """The page of the table, for messages about an alarm."""
    return "/desk/routing/" if RouteAlarm.objects.filter(pk=alarm_id).exists() else None
