"""How keys of the pack, hours and bodies are said on the pages of structure."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.structure.forms.fields import WEEKDAYS
from gongzhi.structure.models.premises import OpenHours


def named_of(items: str, key: str) -> str:
    """The title of an item of one of the pack's lists; its key where the pack in force does not know it any more."""
    found = next((i for i in getattr(packs.active(), items) if i.key == key), None)
    return packs.named(found) if found is not None else key


def body_names(ids: Iterable[int]) -> dict[int, str]:
    """Names of bodies. One query."""
    wanted = sorted(set(ids))
    return dict(orgs.Body.objects.filter(pk__in=wanted).values_list("id", "name")) if wanted else {}


def hours_words(row: OpenHours) -> str:
    """When something is open, in a few words."""
    if row.opens is None or row.closes is None:
        return _("by the working calendar")
    days = dict(WEEKDAYS)
    return f"{'、'.join(str(days[d]) for d in row.days)} {row.opens:%H:%M}-{row.closes:%H:%M}"
