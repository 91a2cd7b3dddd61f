"""Reads of requests. Staff reads start at `procedures.visible_to(actor)`; a resident's at the secret of the link."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.crypto import constant_time_compare

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import NotFound
from gongzhi.core.ids import moment_of
from gongzhi.disclosure import public as disclosure
from gongzhi.kit.crypto import link_secret
from gongzhi.kit.db.select import fetch, select
from gongzhi.kit.paging import Page, paged
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import rules
from gongzhi.requests.models import DISPUTE, Rating, Reporter, Request

NEAR_METRES = 200.0
NEAR_DAYS = 30
LEARN_FROM = 2000  # closed requests that the suggestion of types learns from
LEARN_SECONDS = 3600.0
_learnt: tuple[float, packs.Pack, packs.Index] | None = None  # (process time, pack, index)


def secret_of(reporter_id: int) -> str:
    """The secret in a reporter's link. Derived from the installation's key, so that nothing secret is stored."""
    return link_secret("requests.link", reporter_id, length=16)


def link_of(number: str, reporter_id: int) -> str:
    """The address of a reporter's own page, below the site's root."""
    return f"/r/{number}?k={secret_of(reporter_id)}"


def by_number(number: str, secret: str) -> Reporter:
    """The reporter who owns the link; raises NotFound for a wrong number or secret alike."""
    for reporter in (
        Reporter.objects.filter(request__number=number)
        .select_related("request__matter", "request__joined_to")
        .order_by("id")
    ):
        if constant_time_compare(secret_of(reporter.pk), secret):
            return reporter
    raise NotFound("There is no request under this link.")


def desk_link(number: str) -> str:
    """The address of the staff's page of a request, below the site's root."""
    return f"/desk/requests/{number}/"


def desk_address(matter_id: int) -> str | None:
    """The staff's page of a request, of a part of one or of a dispute; None where the matter is neither."""
    number = Request.objects.filter(pk=matter_id).values_list("number", flat=True).first()
    if number is not None:
        return desk_link(number)
    kinds = {procedures.PART: f"/desk/parts/{matter_id}/", DISPUTE: f"/desk/whistle/disputes/{matter_id}/"}
    kind = procedures.Matter.objects.filter(pk=matter_id, kind__in=list(kinds)).values_list("kind", flat=True).first()
    return kinds.get(kind or "")


def key_digest(scope: str, key: str) -> str:
    """The stored form of an idempotency key."""
    return hashlib.sha256(f"{scope}\0{key}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Near:
    """An open request near a point: what a stranger may see of it (no person, no exact house)."""

    matter_id: int
    number: str
    type_key: str
    title: str
    metres: int | None
    days: int
    likeness: float
    shown: str = ""  # the title where a stranger may read it, else what kind it is


# The newest so many are compared: in a storm of one type any of them will do. Plain SQL for both databases: it runs at
# every report, and a busy corner has many rows.
NEAR_OF_TYPE, NEAR_OF_ALL = 40, 200
_NEAR = """
SELECT r.matter_id, r.number, r.type_key, r.lon, r.lat, r.keep_private, m.title, r.description
FROM {rows} r JOIN procedures_matter m ON m.id = r.matter_id
WHERE r.lon >= %s AND r.lon <= %s AND r.lat >= %s AND r.lat <= %s
AND r.joined_to_id IS NULL AND m.state IN ('open', 'waiting')
ORDER BY r.matter_id DESC LIMIT {most}
"""
# PostgreSQL is made to go cell by cell: while it knows little of the table it would read all of the type instead.
_OF_TYPE = {
    "postgresql": """unnest(%s::bigint[]) c CROSS JOIN LATERAL (SELECT * FROM requests_request
WHERE near_cell = c AND type_key = %s AND created_at >= %s OFFSET 0)""",
    "sqlite": """(SELECT * FROM requests_request
WHERE near_cell IN (SELECT value FROM json_each(%s)) AND type_key = %s AND created_at >= %s)""",
}


def nearby(
    *,
    lon: float | None,
    lat: float | None,
    type_key: str = "",
    text: str = "",
    limit: int = 5,
    within_metres: float | None = None,
) -> list[Near]:
    """Open requests near a point, of the type where one is given, nearest and most alike first.

    Metres and days come from the type in the pack; without a type 200 m and 30 days; `within_metres` (at most 400)
    goes before both. One query.
    """
    if lon is None or lat is None:
        return []
    kind = packs.active().request_type(type_key) if type_key else None
    if kind is not None and kind.duplicates is None:
        return []  # the pack says that such requests are never the same
    metres = within_metres or (float(kind.duplicates.metres) if kind and kind.duplicates else NEAR_METRES)
    days = kind.duplicates.days if kind and kind.duplicates else NEAR_DAYS
    now = clock.now()
    west, south, east, north = rules.box_around(lon, lat, metres)
    ranges = rules.cell_ranges(lon, lat, metres)
    since = now - timedelta(days=days)
    cells: list[object]
    if type_key:
        each = [cell for first, last in ranges for cell in range(first, last + 1)]
        cells = [each if connection.vendor == "postgresql" else str(each), type_key, since]
        sql = _NEAR.format(rows=_OF_TYPE[connection.vendor], most=NEAR_OF_TYPE)
    else:
        cells = [*(cell for pair in ranges for cell in pair), since]
        either = " OR ".join(["near_cell BETWEEN %s AND %s"] * len(ranges))
        rows = f"(SELECT * FROM requests_request WHERE ({either}) AND created_at >= %s)"  # noqa: S608
        sql = _NEAR.format(rows=rows, most=NEAR_OF_ALL)
    pack = packs.active()
    own = rules.bigrams(text)
    found = []  # plain tuples: of many rows at a busy corner only a few are shown
    for row in select(sql, [*cells, west, east, south, north]):
        _pk, number, key, at_lon, at_lat, _private, title, words = row
        away = rules.metres_between(lon, lat, at_lon, at_lat)
        if away <= metres and not pack.request_type(key).private:
            said = words if words.startswith(title) else f"{title} {words}"  # most titles are the first words
            alike = rules.share_of(own, rules.bigrams(said)) if own else 0.0
            found.append((-round(alike, 1), round(away / 10) * 10, number, alike, row))
    found.sort(key=itemgetter(0, 1, 2))
    return [
        Near(pk, number, key, title, away, (now - moment_of(pk)).days, alike, _shown(title, key, private=bool(private)))
        for _, away, number, alike, (pk, _, key, _, _, private, title, _) in found[:limit]
    ]


def shown_title(request: Request) -> str:
    """The title where a stranger may read it, else what kind it is."""
    return _shown(request.matter.title, request.type_key, private=request.keep_private)


def _shown(title: str, type_key: str, *, private: bool) -> str:
    return packs.active().request_type(type_key).title if private or _tells_of_somebody(title) else title


@lru_cache(maxsize=2048)  # the same open requests stand beside every new one
def _tells_of_somebody(title: str) -> bool:
    return bool(disclosure.scan(title))


def words_for(reporter: Reporter, entry: procedures.Entry) -> str:
    """The public words of a step as this reporter reads them; what other residents wrote is nobody else's."""
    writer = entry.data.get("by", reporter.pk if reporter.first else 0)
    return "" if entry.actor_kind == "resident" and writer != reporter.pk else entry.public_text


def reporters_of(matter_id: int) -> Sequence[Reporter]:
    """All who reported or joined, the first one first."""
    return fetch(Reporter, "WHERE t.request_id = %s ORDER BY t.first DESC, t.id", [matter_id])


def suggest_types(text: str, limit: int = 3, *, learnt: bool = True) -> list[packs.Suggestion]:
    """The request types that the words point at, the likeliest first, with reasons (pack words and closed requests).

    `learnt=False`: the pack's words alone, the same at every time.
    """
    pack = packs.active()
    return packs.suggest(pack, text, index=_learnt_index(pack) if learnt else None, limit=limit)


def _learnt_index(pack: packs.Pack) -> packs.Index:
    """Over the pack's words and the latest closed requests, built anew every hour; only counts of pairs of
    characters are kept, no text."""
    global _learnt
    elapsed = time.monotonic()  # process time: what is kept here ages in it
    if _learnt is None or _learnt[1] is not pack or elapsed - _learnt[0] > LEARN_SECONDS:
        rows = Request.objects.exclude(ending="").filter(keep_private=False).order_by("-matter_id")
        closed = rows.values_list("type_key", "matter__title", "description")[:LEARN_FROM]
        _learnt = (elapsed, pack, packs.index_of(pack, [(key, f"{title} {words}") for key, title, words in closed]))
    return _learnt[2]


def forget_learnt() -> None:
    """Build the index anew at the next suggestion."""
    global _learnt
    _learnt = None


def reporter_by_phone(number: str, phone: str) -> Reporter | None:
    """The reporter of that request who gave this phone; None where the two do not belong together. Invalid (phone)."""
    plain = people.normalise_phone(phone)
    reporters = list(Reporter.objects.filter(request__number=number).order_by("id"))
    phones = people.phones_for_sending([r.person_id for r in reporters])
    return next((r for r in reporters if phones.get(r.person_id) == plain), None)


def own_report(person_ids: Sequence[int], *, number: str = "") -> Reporter | None:
    """The latest report of these persons that still runs; with a number that one, whatever its state."""
    rows = Reporter.objects.filter(person__in=person_ids).select_related("request__matter")
    rows = rows.filter(request__number=number) if number else rows.filter(request__matter__state__in=procedures.LIVE)
    return rows.order_by("-at", "-id").first()


def reported_by(person_id: int, *, after: str = "") -> Page[Reporter]:
    """What a person reported or joined, the latest first; a keyset page."""
    rows = Reporter.objects.filter(person_id=person_id).select_related("request__matter")
    return paged(rows, ("-at", "-id"), after=after, size=20)


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the requests that an actor sees, received in a span of time. Counts only, of no person."""

    received: int
    by_state: dict[str, int]
    by_light: dict[str, int]  # of those that are open
    by_ending: dict[str, int]
    by_channel: dict[str, int]
    by_type: dict[str, int]
    due: int  # ended, or past the promised moment
    answered: int  # of those received
    answered_due: int  # of those due
    late: int  # ended after the promised moment (of the last round), or past it and open
    reopened: int
    joined: int  # reporters beyond the first
    ratings: int
    stars: int  # in sum
    entered: int  # of those received, after the fact
    unlocated: int
    released: int


# Of a list that was taken over: answered elsewhere, and not reopened here.
CAME_IN_ENDED = Q(imported__isnull=False, round=1, answered_at__lte=F("created_at"))


def figures(actor: Actor, start: datetime, end: datetime) -> Figures:
    """Totals of the requests received in [start, end) that the actor sees. Nine queries, whatever the number.

    What came in from a list and was answered elsewhere is left out: no light is improved after the fact."""
    now = clock.now()
    seen = procedures.visible_to(actor).filter(kind="request").values("pk")
    rows = Request.objects.filter(matter__in=seen, created_at__gte=start, created_at__lt=end).exclude(CAME_IN_ENDED)
    over = Q(matter__closed_at__isnull=False) | Q(matter__due_at__lte=now)
    late = Q(matter__closed_at__gt=F("matter__due_at")) | Q(matter__closed_at=None, matter__due_at__lte=now)
    totals = rows.aggregate(
        received=Count("pk"),
        due=Count("pk", filter=over),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        answered_due=Count("pk", filter=over & Q(matter__ending__isnull=False)),
        late=Count("pk", filter=late),
        reopened=Count("pk", filter=Q(round__gt=1)),
        entered=Count("pk", filter=Q(reported_at__isnull=False)),
        unlocated=Count("pk", filter=Q(located=False)),
        released=Count("pk", filter=Q(released_at__isnull=False)),
    )
    rated = Rating.objects.filter(request__in=rows.values("pk")).aggregate(ratings=Count("pk"), stars=Sum("stars"))

    def split(field: str, among: QuerySet[Request]) -> dict[str, int]:
        return dict(among.order_by(field).values_list(field).annotate(Count("pk")))

    return Figures(
        **totals,
        by_state=split("matter__state", rows),
        by_light=split("matter__light", rows.filter(matter__state="open")),
        by_ending=split("ending", rows.exclude(ending="")),
        by_channel=split("channel", rows),
        by_type=split("type_key", rows),
        joined=Reporter.objects.filter(request__in=rows.values("pk"), first=False).count(),
        ratings=rated["ratings"],
        stars=rated["stars"] or 0,
    )


def late_of_import(run_id: int) -> tuple[int, int]:
    """Of what came in ended, with a promise: how many, and how many of them ended after the promised moment."""
    rows = Request.objects.filter(CAME_IN_ENDED, imported=run_id, matter__due_at__isnull=False)
    late = Count("pk", filter=Q(matter__closed_at__gt=F("matter__due_at")))
    found = rows.aggregate(ended=Count("pk"), late=late)
    return found["ended"], found["late"]
