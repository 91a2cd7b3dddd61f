"""The public notice of a grid as a paper: name, map, who answers for it, by which phone."""

from __future__ import annotations

import io
import re

from django.utils.translation import gettext as _

from gongzhi.access.public import Actor
from gongzhi.core import clock
from gongzhi.kit.papers import Paper, Picture, Section, Table
from gongzhi.places import public as places
from gongzhi.structure.queries import grids
from gongzhi.structure.queries.grid_notice import HEIGHT, WIDTH, Notice, notice_of
from gongzhi.structure.views.paper_sheets import Built

_SCALE = 3  # dots to a unit of the map: about 370 to an inch on 130 mm
_RING = re.compile(r"M([^Z]+)Z")


def notice(grid_id: int, actor: Actor) -> Built:
    """The notice of one grid, for who sees its community. Raises NotFound."""
    grid = places.get(grid_id)
    grids.community_for(grids.community_of(grid.pk).pk, actor)
    found = notice_of(grid)
    row = found.row
    names = "、".join(found.buildings)
    facts = [(_("Place"), f"{found.community.name} · {row.kind.title}")]
    if row.square_metres:
        facts.append((_("Area (m²)"), str(row.square_metres)))
    facts.append((_("Buildings"), str(len(found.buildings)) + (f"：{names}" if names and not found.marks else "")))
    staff = [[s.title, "、".join(s.names) or _("vacant at present"), "、".join(s.phones)] for s in found.staff]
    sections = [Section("", tables=[Table([_("Post"), _("Name"), _("Work phone")], staff, (34, 33, 33))])]
    if found.paths:
        legend = "　".join(f"{n} {name}" for n, (_x, _y, name) in enumerate(found.marks, start=1))
        words = _("Map of %(name)s") % {"name": row.place.name}
        sections.append(Section("", [legend] if legend else [], picture=Picture(picture(found), words, 130)))
    if found.phone:
        sections.append(Section("", [_("Telephone of the community: %(phone)s") % {"phone": found.phone}]))
    paper = Paper(row.place.name, facts=facts, sections=sections, by=found.community.name, day=clock.today())
    return Built(paper, found.community.pk)


def picture(found: Notice) -> bytes:
    """The map as PNG: the grid, its neighbours' borders, its buildings numbered as in the legend."""
    from PIL import Image, ImageDraw, ImageFont

    made = Image.new("RGB", (int(WIDTH) * _SCALE, int(HEIGHT) * _SCALE), "white")
    pen = ImageDraw.Draw(made)
    for path, own in found.paths:
        for ring in _RING.findall(path):
            points = [tuple(float(n) * _SCALE for n in point.split()) for point in ring.split("L")]
            if own:
                pen.polygon(points, fill="#dbe9f8")
            pen.line([*points, points[0]], fill="#0b3d75" if own else "#777777", width=3 * _SCALE if own else _SCALE)
    font = ImageFont.load_default(13 * _SCALE)
    for number, (x, y, _name) in enumerate(found.marks, start=1):
        at, size = (x * _SCALE, y * _SCALE), 4 * _SCALE
        box = (at[0] - size, at[1] - size, at[0] + size, at[1] + size)
        pen.ellipse(box, fill="white", outline="black", width=_SCALE)
        pen.text((at[0] + 2 * size, at[1]), str(number), fill="black", font=font, anchor="lm")
    pen.rectangle((0, 0, made.width - 1, made.height - 1), outline="#777777", width=_SCALE)
    out = io.BytesIO()
    made.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()
