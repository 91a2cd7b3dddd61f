"""`/desk/structure/tables/WHAT/PLACE.xlsx`: lists of a community as Excel tables, for who sees its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.access.public import actor_of
from gongzhi.core.errors import NotFound
from gongzhi.kit.excel import ROWS_MOST
from gongzhi.packs import public as packs
from gongzhi.places.public import Place
from gongzhi.structure.models import Agreement
from gongzhi.structure.queries import cobuilding, premises
from gongzhi.structure.views import shared
from gongzhi.structure.views.cobuilding import STATES
from gongzhi.structure.views.words import named_of

Sheet = tuple[str, Sequence[str], Sequence[int], Iterable[Sequence[Any]]]


@login_required
@require_safe
def export(request: HttpRequest, what: str, place_id: int) -> FileResponse:
    """One list. Raises NotFound, Forbidden."""
    build = BUILDERS.get(what)
    if build is None:
        raise NotFound("There is no such list.")
    actor = actor_of(request)
    title, heads, widths, rows = build(premises.community(place_id, actor))
    return shared.table(actor, title, heads, widths, rows)


def _agreements(place: Place) -> Sheet:
    heads = [
        _("No."), _("Agreement"), _("Kind of agreement"), _("Our side"), _("The unit"), _("Done together"),
        _("Signed on"), _("Runs from"), _("Runs until"), _("State"),
    ]  # fmt: skip
    found = Agreement.objects.filter(place=place.pk).select_related("body", "unit").order_by("-ends_on", "-id")
    rows = (
        [
            n, a.title, named_of("agreement_kinds", a.kind), a.body.name, a.unit.name,
            "、".join(named_of("together", k) for k in a.together), a.signed_on, a.starts_on, a.ended_on or a.ends_on,
            str(STATES[cobuilding.standing_of(a)][1]),
        ]
        for n, a in enumerate(found[: ROWS_MOST + 1], start=1)
    )  # fmt: skip
    title = _("Agreements of %(place)s") % {"place": place.name}
    return title, heads, (6, 30, 16, 24, 24, 36, 12, 12, 12, 16), rows


def _ties(place: Place) -> Sheet:
    titles = [packs.named(t) for t in packs.active().estate_ties]
    rows = (
        [n, r.place.name, *(f"{t.body.name}\n{t.words}" if t else "" for _title, t in r.ties)]
        for n, r in enumerate(cobuilding.estate_rows(place.pk), start=1)
    )
    title = _("Ties of the estates of %(place)s") % {"place": place.name}
    return title, [_("No."), _("Estate"), *titles], (6, 24, *(28,) * len(titles)), rows


def _estates(place: Place) -> Sheet:
    heads = [
        _("No."), _("Estate"), _("Developer"), _("Households planned"), _("Square metres due"), _("Handed over"),
        _("Stage reached"), _("Hand-over agreed for"), _("Missing"),
    ]  # fmt: skip
    rows = (
        [
            n, r.estate.name, r.estate.developer, r.estate.households, r.due, r.handed,
            named_of("estate_stages", r.reached[-1].stage) if r.reached else "", r.estate.expected_on, r.missing,
        ]
        for n, r in enumerate(premises.estates_of([place.pk]).get(place.pk, []), start=1)
    )  # fmt: skip
    title = _("Rooms due from new estates in %(place)s") % {"place": place.name}
    return title, heads, (6, 26, 26, 12, 14, 14, 18, 16, 12), rows


def _signs(place: Place) -> Sheet:
    heads = [_("No."), _("Kind of sign"), _("What it says"), _("Where it hangs"), _("There since")]
    rows: list[list[Any]] = [
        [n, named_of("sign_kinds", s.kind), s.words, s.where, s.since]
        for n, s in enumerate(premises.signs_of(place.pk), start=1)
    ]
    missing = premises.missing_signs_of([place.pk]).get(place.pk, [])
    rows += [["—", packs.named(k), _("Missing"), k.where, None] for k in missing]
    return _("Signs of %(name)s") % {"name": place.name}, heads, (6, 22, 36, 36, 12), rows


BUILDERS: dict[str, Callable[[Place], Sheet]] = {
    "agreements": _agreements, "estates": _estates, "signs": _signs, "ties": _ties,
}  # fmt: skip
