"""`guiyang` forms its organisations: the numbers of the document stand, and one more comes by the procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongzhi.orgs import public as orgs
from gongzhi.people import public as people
from gongzhi.stories.forming import form
from gongzhi.structure import public as structure

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

FIGURES = {"general_branch": 1, "new_branch": 66, "yard_branch": 3}  # 新建了1个非公党总支、66个…党支部、3个院落党支部


def test_one_more_than_the_document_counts(city: Settled) -> None:
    def number(kind: str) -> int:
        return orgs.Body.objects.filter(kind=kind, place=city.places["zhonghua"]).count()

    assert {kind: number(kind) for kind in FIGURES} == FIGURES
    director = city.actor("director")
    unit = structure.forming_units.enter_unit(
        kind="new-organisation", name="望云物流公司", place_id=city.places["zhonghua"], actor=director
    )
    structure.forming_units.enter_counts(unit.pk, {"members": 5}, source="党员摸底表", actor=director)
    by_post = {post: orgs.actor_of(held[0]) for name, held in city.holders.items() for post in (city.posts[name],)}
    general = orgs.Body.objects.get(kind="general_branch")
    asked = structure.forming.Proposal(
        mode="alone", form="branch", name="望云物流公司党支部", words="正式党员5人", parent_id=general.pk
    )
    head = people.create_person(name="方支书")
    body = form(unit.pk, asked, starter=director, staff=by_post.get, head_id=head.pk)
    assert body is not None
    assert (body.kind, body.parent_id, number("new_branch")) == ("new_branch", general.pk, 67)
