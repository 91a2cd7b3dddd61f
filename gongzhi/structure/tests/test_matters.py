"""A matter of the structure in the desk: it stands in My work, leads to its page, goes on there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.test import Client

from gongzhi.access.public import SYSTEM
from gongzhi.procedures import public as procedures
from gongzhi.structure.kinds import MEMBER

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled


def opened(city: Settled) -> procedures.Matter:
    """A matter of the director, by a procedure that the pack has."""
    post = city.posts["director"]
    place = city.actor("director").posts[0].place_id
    return procedures.open_matter(
        kind=MEMBER, procedure="request365", place_id=place, title="一名委员出缺", holder_post=post, actor=SYSTEM
    )


def test_it_stands_in_my_work_and_goes_on(city: Settled, desk: Callable[..., Client]) -> None:
    matter = opened(city)
    address = f"/desk/structure/matters/{matter.pk}/"
    director = desk("director")
    assert address in director.get("/desk/?tab=mine").content.decode()
    assert "一名委员出缺" in director.get("/desk/inbox/").content.decode()
    page = director.get(address).content.decode()
    assert "一名委员出缺" in page
    assert director.post(f"{address}accept/").status_code == 302
    step = director.get(address).context["sheet"].step
    assert director.post(f"{address}step/", {"outcome": "nonsense"}).status_code == 422
    chosen = next(o for o in step.outcomes if "date" not in o.needs and "target" not in o.needs)
    assert director.post(f"{address}step/", {"outcome": chosen.key, "words": "已经办妥"}).status_code == 302
    assert procedures.Matter.objects.get(pk=matter.pk).step != step.key


def test_who_may_not_see_it_finds_nothing(city: Settled, desk: Callable[..., Client]) -> None:
    matter = opened(city)
    for post in ("worker-05", "liaison-urban-management"):
        assert desk(post).get(f"/desk/structure/matters/{matter.pk}/").status_code == 404
        assert desk(post).post(f"/desk/structure/matters/{matter.pk}/accept/").status_code == 404
