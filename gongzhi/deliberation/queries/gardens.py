"""Gardens: which there are, what each needs, got and used, who may run it; the pack's rules for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from gongzhi.access.public import Actor, HeldPost, Permission, may, post_for, scopes
from gongzhi.core.errors import NotFound
from gongzhi.deliberation.models import Garden, Gift, Need, Pledge, Spending
from gongzhi.deliberation.rules.gardens import GardenState, GiftState, Kind, PledgeState, plain
from gongzhi.files import public as files
from gongzhi.kit.crypto import link_secret
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places


def rules() -> packs.Gardens:
    """What the pack says of gardens. Raises NotFound where its document does not speak of them."""
    found = packs.active().gardens
    if found is None:
        raise NotFound("The rules in force do not speak of this.")
    return found


def titles(items: Iterable[packs.Item]) -> dict[str, str]:
    """Key → title in the reader's language."""
    return {i.key: packs.named(i) for i in items}


def secret_of(row_id: int) -> str:
    """The secret in the link of who gave or adopted, derived from the installation's key: nothing secret is stored."""
    return link_secret("deliberation.garden", row_id)


def is_own(row: Any, secret: str, person_id: int | None) -> bool:
    """Whether this is who gave or adopted: by the link, or signed in."""
    by_link = bool(secret) and constant_time_compare(secret_of(row.pk), secret)
    return by_link or (person_id is not None and row.person_id == person_id)


def places_of(levels: Iterable[str]) -> list[tuple[int, str]]:
    """The places of these levels of the pack."""
    kinds = [level.kind for level in packs.active().levels if level.key in set(levels)]
    return [(p.pk, p.name) for p in places.of_kinds(kinds)] if kinds else []


def may_run(actor: Actor, place_id: int) -> bool:
    """Whether the actor runs gardens and talks here: `topic:run`."""
    return may(actor, Permission.TOPIC_RUN, places.ancestors(place_id))


def runner(actor: Actor, place_id: int) -> HeldPost:
    """The post by which the actor does so. Raises Forbidden."""
    return post_for(actor, Permission.TOPIC_RUN, places.ancestors(place_id))


def get(garden_id: int, actor: Actor) -> Garden:
    """A garden for who runs it. Raises NotFound."""
    found = Garden.objects.filter(pk=garden_id).select_related("place", "post", "topic__matter").first()
    if found is None or not may_run(actor, found.place_id):
        raise NotFound("There is no such garden.")
    return found


def public(garden_id: int) -> Garden:
    """A garden that stands in public. Raises NotFound."""
    rules()
    rows = Garden.objects.exclude(state=GardenState.PLANNED)
    found = rows.filter(pk=garden_id).select_related("place", "post", "topic__matter").first()
    if found is None:
        raise NotFound("There is no such garden.")
    return found


def narrowed(
    rows: QuerySet[Garden], *, text: str = "", place_id: int | None = None, state: str = ""
) -> QuerySet[Garden]:
    """Rows of a list, narrowed as its form says."""
    for word in text.split()[:4]:
        rows = rows.filter(Q(title__icontains=word) | Q(where__icontains=word) | Q(words__icontains=word))
    if place_id is not None:
        rows = rows.filter(place__path__startswith=places.get(place_id).path)
    return rows.filter(state=state) if state else rows


def listed() -> QuerySet[Garden]:
    """The gardens that stand in public."""
    return Garden.objects.exclude(state=GardenState.PLANNED).select_related("place")


def of_area(actor: Actor) -> QuerySet[Garden]:
    """The gardens of the places for which the actor holds `topic:run`."""
    where = Q(pk__in=[])
    for place in sorted(scopes(actor, Permission.TOPIC_RUN)):
        where |= Q(place__path__startswith=places.get(place).path)
    return Garden.objects.filter(where).select_related("place")


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need as pages show it; amounts in words with their unit. `short`: hundredths still looked for."""

    need: Need
    kind: str
    unit: str
    wanted: str
    pledged: str
    received: str
    used: str
    left: str
    short: int
    agrees: bool  # what was received is the sum of the gifts, what was used of the spendings


def kind_words() -> dict[str, str]:
    """Money, goods, labour."""
    return {Kind.MONEY: _("Money"), Kind.GOODS: _("Goods"), Kind.LABOUR: _("Labour")}


def unit_of(need: Need) -> str:
    """Yuan, hours, or the unit of the goods."""
    if need.kind == Kind.MONEY:
        return _("yuan")
    if need.kind == Kind.LABOUR:
        return _("hours")
    return titles(rules().units).get(need.unit, need.unit)


def amount_words(need: Need, amount: int) -> str:
    """Like "1500 yuan"."""
    return f"{plain(amount)} {unit_of(need)}"


def needs(garden: Garden) -> list[NeedRow]:
    """What the garden needs, with what was offered, received and used. Four queries."""
    rows = list(Need.objects.filter(garden=garden).order_by("id"))
    offered = dict(
        Pledge.objects.filter(garden=garden).exclude(state=PledgeState.WITHDRAWN).order_by()
        .values_list("need").annotate(n=Sum("amount"))
    )  # fmt: skip
    came = dict(
        Gift.objects.filter(pledge__garden=garden, state=GiftState.CONFIRMED).order_by()
        .values_list("pledge__need").annotate(n=Sum("amount"))
    )  # fmt: skip
    went = dict(
        Spending.objects.filter(need__garden=garden, struck_at=None).order_by()
        .values_list("need").annotate(n=Sum("amount"))
    )  # fmt: skip
    kinds = kind_words()
    return [
        NeedRow(
            n, kinds[n.kind], unit_of(n), amount_words(n, n.wanted), amount_words(n, offered.get(n.pk, 0)),
            amount_words(n, n.received), amount_words(n, n.used), amount_words(n, n.received - n.used),
            max(0, n.wanted - offered.get(n.pk, 0)),
            came.get(n.pk, 0) == n.received and went.get(n.pk, 0) == n.used,
        )
        for n in rows
    ]  # fmt: skip


def name_of(row: Any, *, staff: bool = False) -> str:
    """Who gave or adopted, as pages show it: the name with consent; staff see an organisation's all the same."""
    if row.name and (row.shown or staff):
        return str(row.name)
    return "" if staff and row.person_id is not None else _("Anonymous")


def given(garden: Garden) -> list[dict[str, Any]]:
    """What came in, in the order in which it came: never by amount, and never who gave nothing. 200 at most."""
    givers = titles(rules().givers)
    rows = Gift.objects.filter(pledge__garden=garden, state=GiftState.CONFIRMED).select_related("pledge__need")
    return [
        {
            "gift": g, "name": name_of(g.pledge), "giver": givers.get(g.pledge.giver, ""),
            "what": g.pledge.need.title, "amount": amount_words(g.pledge.need, g.amount),
        }
        for g in rows.order_by("on", "id")[:200]
    ]  # fmt: skip


def spendings(garden: Garden, *, struck: bool = False) -> list[dict[str, Any]]:
    """What was used, with its vouchers. Two queries."""
    rows = Spending.objects.filter(need__garden=garden).select_related("need").order_by("on", "id")
    if not struck:
        rows = rows.filter(struck_at=None)
    found = list(rows[:200])
    shown: dict[int, list[files.StoredFile]] = defaultdict(list)
    for stored in files.StoredFile.objects.filter(about__in=[s.pk for s in found]).order_by("id"):
        shown[stored.about or 0].append(stored)
    return [{"row": s, "amount": amount_words(s.need, s.amount), "files": shown[s.pk]} for s in found]


def members(garden: Garden) -> list[dict[str, Any]]:
    """The preparatory group: posts with who holds them, volunteers who agreed to be named."""
    rows = list(garden.members.order_by("id"))
    labels = orgs.post_labels([m.post_id for m in rows if m.post_id])
    return [{"row": m, "name": labels.get(m.post_id, "") if m.post_id else m.name, "task": m.task} for m in rows]


def is_open(need: NeedRow) -> bool:
    """Whether something of it is still looked for."""
    return need.short > 0
