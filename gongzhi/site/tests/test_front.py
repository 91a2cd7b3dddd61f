"""The front page: the community, its hotline, what was published last, within a budget of queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gongzhi.disclosure.public import publish, withdraw


@pytest.mark.django_db
def test_front_page(city: Any, client: Client, django_assert_max_num_queries: Any) -> None:
    empty = client.get("/").content.decode()
    assert "暂时没有公开的内容。" in empty
    assert 'href="tel:0851-00000365"' in empty
    assert "0851\N{NON-BREAKING HYPHEN}00000365" in empty, "the number is not broken over two lines"
    fields = {"board": "affairs", "text": "上午九时至十一时停水检修。", "place_id": city.places["zhonghua"]}
    actor = city.actor("director")
    shown = publish(title="停水通知", actor=actor, key="a", **fields)
    gone = publish(title="写错的通知", actor=actor, key="b", **fields)
    withdraw(gone.pk, reason="写错了", actor=actor)
    with django_assert_max_num_queries(6):
        page = client.get("/").content.decode()
    assert f'href="/board/{shown.pk}/"' in page
    assert "2026-03-02" in page
    assert "写错的通知" not in page
    assert "中华社区" in page


@pytest.mark.django_db
def test_before_set_up(client: Client) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "tel:" not in page.content.decode()
