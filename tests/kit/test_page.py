"""Lists page by key: no row twice, none left out, also with equal keys; a cursor cannot be made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from gongzhi.core.errors import Invalid
from gongzhi.kit.paging import decode, encode, paged
from gongzhi.kit.templatetags.kit import pager
from gongzhi.people.models import Person

START = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("order", [["created_at", "id"], ["-created_at", "id"], ["-created_at", "-id"]])
def test_walk_meets_every_row_once(order: list[str]) -> None:
    Person.objects.bulk_create(Person(name=f"{i}", created_at=START + timedelta(days=i // 4)) for i in range(17))
    wanted = list(Person.objects.order_by(*order).values_list("id", flat=True))
    met: list[int] = []
    after, pages = "", 0
    while True:
        page = paged(Person.objects.all(), order, after=after, size=5)
        met += [p.pk for p in page.items]
        pages += 1
        if not page.after:
            break
        after = page.after
    assert met == wanted
    assert pages == 4


def test_cursor_keeps_types_and_refuses_others() -> None:
    key = [START, START.date(), 7, "x", True]
    assert decode(encode(key)) == key
    for bad in ["", "x", encode(key)[:-1], "WzFd:1:abc"]:
        with pytest.raises(Invalid):
            decode(bad)


@pytest.mark.django_db
def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(Invalid):
        paged(Person.objects.all(), ["created_at", "id"], after=encode([1]))


@pytest.mark.django_db
def test_pager_keeps_the_filter() -> None:
    Person.objects.bulk_create(Person(name=f"{i}") for i in range(3))
    page = paged(Person.objects.all(), ["id"], size=2)
    request = RequestFactory().get("/x/?light=red&after=old")
    links = pager({"request": request}, page)
    assert links["first"] == "?light=red"
    assert links["next"].startswith("?light=red&after=")
    assert "old" not in links["next"]
