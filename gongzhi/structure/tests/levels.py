"""Two sub-districts above the two communities of `guiyang`, each with an office, and requests that they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import SYSTEM, Actor
from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.structure import public as structure

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

TODAY, DAY = date(2026, 3, 2), date(2026, 3, 5)


@dataclass
class Levels:
    """Ids by name, and who owns the structure."""

    city: Any
    streets: list[int]
    offices: list[int]
    clerks: list[int]
    admin: Actor

    def opened(self, key: str, holder: int, **more: Any) -> procedures.Matter:
        """A request at a place of the city, held by a post."""
        place = self.city.places.get(key) or int(key)
        return procedures.open_matter(
            kind="request", procedure="request365", place_id=place, title=key, holder_post=holder, actor=SYSTEM, **more
        )

    def plan(self, *lines: structure.Line, day: date = DAY, **more: Any) -> structure.Adjustment:
        """A draft of these lines."""
        return structure.adjustments.draft(
            title="撤销两个街道", basis="云委〔2026〕3号", effective_on=day, place_id=self.city.places["yunyan"],
            actor=self.admin, plan=structure.Plan(tuple(lines), **more),
        )  # fmt: skip

    def abolishing(self) -> structure.Adjustment:
        """Both sub-districts end; a new community is set up and staffed."""
        plan = structure.Plan()
        yunyan = str(self.city.places["yunyan"])
        kinds = ["community_committee", "service_centre"]
        new = structure.composing.establish(
            plan, kind="community", name="清溪社区", code="520103901003", to=yunyan, body_kinds=kinds
        )
        row = self.plan(new, *(structure.Line("abolish", place=s, to=yunyan) for s in self.streets))
        looked = structure.look(row)
        filled = structure.composing.propose_people(looked.plan, looked.now, looked.after.posts_closed)
        return structure.adjustments.change(row, actor=self.admin, version=row.version, plan=filled)

    def confirmed(self, row: structure.Adjustment) -> structure.Adjustment:
        """The same, confirmed."""
        return structure.adjustments.confirm(row, actor=self.admin, version=row.version)


@pytest.fixture
def levels(city: Settled) -> Levels:
    streets, offices, clerks = [], [], []
    for name, code, below in (("望云街道", "520103001000", "zhonghua"), ("松荫街道", "520103002000", "songping")):
        street = places.add_place(
            kind="street", name=name, code=code, parent_id=city.places["yunyan"], actor=SYSTEM,
            starts_on=date(2026, 1, 1),
        )  # fmt: skip
        places.move(city.places[below], street.pk, actor=SYSTEM)
        body = orgs.add_body(
            actor=SYSTEM, kind="street_office", name=f"{name}办事处", place_id=street.pk, starts_on=date(2026, 1, 1)
        )
        post = orgs.add_post(actor=SYSTEM, body_id=body.pk, kind="street_clerk", title="经办人", seats=2)
        for n in range(2):
            person = people.create_person(name=f"{name}经办{n}")
            orgs.appoint(actor=SYSTEM, person_id=person.pk, post_id=post.pk, starts_on=date(2026, 1, 1))
        streets.append(street.pk)
        offices.append(body.pk)
        clerks.append(post.pk)
    return Levels(city, streets, offices, clerks, city.actor("admin"))
