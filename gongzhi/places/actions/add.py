"""Add a place to the tree."""

from __future__ import annotations

import re
from datetime import date

from django.db import IntegrityError, transaction

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.core.ids import new_id
from gongzhi.places.actions import shared
from gongzhi.places.actions.geometry import columns_of, point_columns, write_tiles
from gongzhi.places.models import Place
from gongzhi.places.queries import tree
from gongzhi.places.rules import names, paths, shapes

_CODE = re.compile(r"[0-9A-Za-z-]{0,32}")
_DEEPEST = 16


def add_place(
    *,
    kind: str,
    name: str,
    actor: Actor,
    parent_id: int | None = None,
    code: str = "",
    starts_on: date | None = None,
    lon: float | None = None,
    lat: float | None = None,
    geometry: object = None,
    address: str = "",
) -> Place:
    """A new place below `parent_id` (None: a root, by the system only), from a day (default: today).

    `geometry` is GeoJSON (WGS 84). Raises Forbidden, NotFound (parent), Invalid (field named).
    """
    if parent_id is None:
        shared.require_root(actor)
        above: tuple[int, ...] = ()
        district = code[:6] if len(code) >= 6 else ""
    else:
        parent = tree.get(parent_id)
        shared.require_edit(actor, kind, parent.ancestors)
        above, district = parent.ancestors, district_of(code, parent.home_district)
    name = checked_name(name)
    if not _CODE.fullmatch(code):
        raise Invalid("A code has letters, digits and hyphens, at most 32.", field="code")
    if code and Place.objects.filter(code=code, ends_on=None).exists():
        raise Invalid("Another place already has the code %(code)s.", field="code", code=code)
    if len(above) >= _DEEPEST:
        raise Invalid("The tree is too deep here.", field="parent")
    shape = shapes.from_geojson(geometry) if geometry is not None else None
    new = new_id()
    values = (
        {**columns_of(shape, kind), **point_columns(lon, lat, kind)}
        if lon is not None or lat is not None
        else columns_of(shape, kind)
    )
    place = Place(
        id=new,
        code=code,
        kind=kind,
        parent_id=parent_id,
        path=paths.join((*above, new)),
        starts_on=starts_on or clock.today(),
        address=address.strip()[:200],
        home_district=district,
        **name_columns(name, code, address.strip()[:200]),
        **values,
    )
    try:
        with transaction.atomic():
            place.save(force_insert=True)
            write_tiles(place.pk, shape)
            shared.note(
                shared.ADDED,
                stream=new,
                actor=actor,
                codes={"kind": kind, "code": code, "parent": parent_id, "from": place.starts_on.isoformat()},
                texts={"name": name},
            )
    except IntegrityError:
        raise Invalid("Another place already has the code %(code)s.", field="code", code=code) from None
    return place


def checked_name(name: str) -> str:
    """The trimmed name. Raises Invalid: empty, over 80 characters, nothing to read in it."""
    name = " ".join(name.split())
    if not name or len(name) > 80 or not any(c.isalnum() for c in name):
        raise Invalid("A name has 1 to 80 characters.", field="name")
    return name


def name_columns(name: str, code: str, address: str) -> dict[str, str]:
    """The columns that follow from the name."""
    keys = names.keys(name)
    return {
        "name": name,
        "pinyin": keys.pinyin,
        "initials": keys.initials,
        "search": names.haystack(name, keys.pinyin, keys.initials, code, address),
    }


def district_of(code: str, inherited: str) -> str:
    """Six digits of the county: from the parent, else from the place's own code."""
    if inherited and not inherited.endswith("00"):
        return inherited
    return code[:6] if len(code) >= 6 and code[:6].isdigit() else inherited
