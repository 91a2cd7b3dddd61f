"""A post's name says nothing twice, wherever it is read."""

from __future__ import annotations

import pytest

from gongzhi.orgs import public as orgs


@pytest.mark.parametrize(
    ("body", "title", "name"),
    [
        ("供水公司云岩营业处", "供水公司云岩营业处承办人（B角）", "供水公司云岩营业处承办人（B角）"),
        ("中华社区党委", "社区党委书记", "中华社区党委书记"),
        ("中华社区服务中心", "大厅受理员", "中华社区服务中心 大厅受理员"),
        ("新华社区", "区督办员", "新华社区 区督办员"),  # one character shared is chance
        ("Water service", "service desk", "Water service service desk"),
    ],
)
def test_what_body_and_title_share_is_said_once(body: str, title: str, name: str) -> None:
    assert orgs.post_name(body, title) == name


def test_no_post_of_the_community_repeats_its_body(city: object) -> None:
    posts = list(orgs.Post.objects.select_related("body").order_by("id"))
    labels = orgs.post_labels(p.pk for p in posts)
    assert {p.pk: p.label for p in posts} == labels
    assert any(p.title.startswith(p.body.name) for p in posts)
    assert not [label for p in posts if (label := labels[p.pk]).count(p.body.name) != 1]
