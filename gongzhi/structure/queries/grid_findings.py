"""What a grid lacks: people, ground, a Party body."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.places.public import Place
from gongzhi.structure.queries.chains import consent_kinds
from gongzhi.structure.queries.grid_kinds import AreaKind, Overview, Row, Staff
from gongzhi.structure.rules import grids as rules


class Held:
    """The posts and Party bodies of a community, read once."""

    def __init__(self, community: Place, kinds: list[AreaKind]) -> None:
        pack = packs.active()
        needed = {key for k in kinds for key in k.posts} - consent_kinds()  # neighbours stand in the chain alone
        self._kinds = {k.key: k for k in pack.post_kinds if k.key in needed}
        self._community = community
        self._posts: dict[tuple[int, str], list[orgs.PostSeats]] = {}
        found = orgs.posts_within(community.pk, sorted(needed)) if needed else []
        self._paths = {p.pk: p.ancestors for p in places.get_many(p.place_id for p in found).values()}
        for post in found:
            self._posts.setdefault((post.place_id, post.kind), []).append(post)
        self._below: dict[tuple[int, str], list[orgs.PostSeats]] = {}
        for post in found:
            for above in self._paths[post.place_id][:-1]:
                self._below.setdefault((above, post.kind), []).append(post)
        party = sorted({k.party for k in kinds if k.party})
        self._party: dict[int, list[str]] = {}
        for body in orgs.bodies_within(community.pk, party) if party else []:
            self._party.setdefault(body.place_id, []).append(body.name)

    def staff_of(self, grid: Place, kind: AreaKind) -> list[Staff]:
        return [self._one(grid, key, key == kind.head) for key in kind.posts if key in self._kinds]

    def _one(self, grid: Place, key: str, head: bool) -> Staff:
        kind = self._kinds[key]
        for where, posts in (
            ("own", self._posts.get((grid.pk, key))),
            ("below", self._below.get((grid.pk, key))),
            ("shared", self._posts.get((self._community.pk, key))),
        ):
            if posts and not (head and where != "own"):
                return Staff(kind.title, kind.held_by, where, tuple(posts), head)
        return Staff(kind.title, kind.held_by, "", (), head)

    def party_of(self, grid: Place) -> list[str]:
        return self._party.get(grid.pk, [])


def compare(made: Overview, outlines: dict[int, Any]) -> None:
    rows = {r.place.pk: r for r in made.rows}
    names = {pk: r.place.name for pk, r in rows.items()}
    common: dict[int, list[str]] = {}
    whole = outlines.get(made.community.pk)
    for kind in made.kinds:
        of_kind = sorted((r.place for r in made.rows if r.kind.key == kind.key), key=lambda p: (p.code, p.pk))
        found = places.compare_shapes([(p.pk, p.name, p.path, outlines.get(p.pk)) for p in of_kind], whole)
        for a, b, shape in found.overlaps:
            area = places.square_metres(shape)
            words = _("%(one)s and %(other)s overlap by %(area)s m²") % {
                "one": names[a],
                "other": names[b],
                "area": area,
            }
            made.overlaps.append((words, shape))
            common.setdefault(a, []).append(names[b])
            common.setdefault(b, []).append(names[a])
        for shape in found.blank:
            beside = _beside(shape, {p.pk: outlines[p.pk] for p in of_kind if p.pk in outlines}, names)
            values = {"area": places.square_metres(shape), "kind": kind.title, "beside": beside}
            made.blanks.append((_("%(area)s m² in no %(kind)s, beside %(beside)s") % values, shape))
    for row in made.rows:
        shape = outlines.get(row.place.pk)
        row.findings = [*_people(row), *_ground(row, shape, whole, common.get(row.place.pk, []))]
        row.findings.sort(key=lambda f: f[0] != "red")


def _beside(shape: Any, outlines: dict[int, Any], names: dict[int, str]) -> str:
    nearest = sorted(outlines, key=lambda pk: (-outlines[pk].buffer(1e-6).intersection(shape.boundary).length, pk))[:1]
    return names[nearest[0]] if nearest else "—"


def _people(row: Row) -> list[tuple[str, str]]:
    found = []
    for staff in row.staff:
        if staff.head and not staff.names:
            found.append(("red", _("no leader: %(post)s is vacant") % {"post": staff.title}))
        elif staff.vacant and not (staff.posts and staff.names):
            found.append(("yellow", _("%(post)s is vacant") % {"post": staff.title}))
        elif staff.vacant:
            found.append(("yellow", _("%(post)s: %(n)s vacant") % {"post": staff.title, "n": staff.vacant}))
    if row.kind.party and not row.party:
        title = packs.active().body_kind(row.kind.party).title
        found.append(("yellow", _("no %(body)s yet") % {"body": title}))
    return found


def _ground(row: Row, shape: Any, whole: Any, common: list[str]) -> list[tuple[str, str]]:
    if shape is None:
        return [("yellow", _("no outline"))]
    found = [("yellow", _("overlaps with %(others)s") % {"others": "、".join(common)})] if common else []
    if (share := rules.share_outside(shape, whole)) > 0.01:
        found.append(("yellow", _("%(n)s %% of it lies outside the community") % {"n": round(share * 100)}))
    return found
