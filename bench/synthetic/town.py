"""The city: the pack's community many times over, under one district, with the mark "synthetic" in its names."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path
from typing import Any

from gongzhi.packs import public as packs
from gongzhi.stories.public import Settled, settle

MARK = "（合成数据）"
PACK = "guiyang"
MODEL = "zhonghua"  # the community that is repeated
SKIPPED = "songping"
WIDE, HIGH, A_ROW = 0.016, 0.0105, 6  # degrees between communities; how many stand side by side
NAMES = (
    "中华", "延安", "威清", "普陀", "八鸽岩", "毓秀", "金鸭", "盐务", "头桥", "圣泉", "金关",
    "市西", "水东", "栖霞", "东山", "荷塘", "宅吉", "贵乌", "金狮", "三桥", "双峰", "黔灵",
    "鹿冲", "大营", "渔安", "安井", "野鸭", "杨惠", "百花", "云岩", "小关",
)  # fmt: skip


def install() -> packs.Pack:
    """The pack with the mark in its title: the head of every page says that the data is synthetic."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / PACK
        shutil.copytree(packs.packs_root() / PACK, folder)
        path = folder / "pack.yaml"
        text = path.read_text(encoding="utf-8")
        title = next(line for line in text.splitlines() if line.startswith("title:"))
        path.write_text(text.replace(title, title + MARK, 1), encoding="utf-8")
        packs.install(folder)
    packs.forget()
    return packs.active()


def key_in(key: str, number: int) -> str:
    """The key of a place, body or post of the model community in the community of that number."""
    return key if number == 0 else f"{key}@{number}"


def build(pack: packs.Pack, communities: int) -> Settled:
    """Settle so many communities by the public actions."""
    community = pack.community
    assert community is not None
    own = _below(community)
    places = [p for p in community.places if p.level != "building" and not p.key.startswith(SKIPPED)]
    bodies = [b for b in community.bodies if not b.key.startswith(SKIPPED)]
    posts = [p for p in community.posts if not p.key.startswith(SKIPPED)]
    own_bodies = {b.key for b in bodies if b.place in own}
    many: dict[str, list[Any]] = {"places": [], "bodies": [], "posts": []}
    for number in range(communities):
        for place in places:
            if place.key in own or number == 0:
                many["places"].append(_place(place, number, own))
        for body in bodies:
            if body.key in own_bodies:
                many["bodies"].append(_body(body, number, own_bodies))
            elif number == 0:
                many["bodies"].append(body)
        for post in posts:
            if post.body in own_bodies:
                many["posts"].append(_post(post, number, own))
            elif number == 0:
                many["posts"].append(post)
    # model_copy: all was checked when the pack was loaded
    big = community.model_copy(update={name: tuple(rows) for name, rows in many.items()})
    return settle(pack.model_copy(update={"community": big}), random.Random(1))


def _below(community: packs.Community) -> set[str]:
    found = {MODEL}
    for place in community.places:
        if place.parent in found:
            found.add(place.key)
    return found


def _place(row: packs.CommunityPlace, number: int, own: set[str]) -> packs.CommunityPlace:
    if row.key not in own:
        return row.model_copy(update={"title": row.title + MARK}) if not row.parent else row
    east, north = WIDE * (number % A_ROW), HIGH * (number // A_ROW)
    name = NAMES[number % len(NAMES)]
    change = {
        "key": key_in(row.key, number),
        "parent": key_in(row.parent, number) if row.parent in own else row.parent,
        "title": f"{name}社区" if row.key == MODEL else row.title,
        "code": row.code.replace("520103901001", f"520103{901001 + number}"),
        "polygon": tuple((x + east, y + north) for x, y in row.polygon),
    }
    return row.model_copy(update=change)


def _body(row: packs.CommunityBody, number: int, own: set[str]) -> packs.CommunityBody:
    change = {
        "key": key_in(row.key, number),
        "parent": key_in(row.parent, number) if row.parent in own else row.parent,
        "place": key_in(row.place, number),
        "title": row.title.replace("中华社区", f"{NAMES[number % len(NAMES)]}社区"),
    }
    return row.model_copy(update=change)


def _post(row: packs.CommunityPost, number: int, own: set[str]) -> packs.CommunityPost:
    change = {
        "key": key_in(row.key, number),
        "body": key_in(row.body, number),
        "place": key_in(row.place, number) if row.place in own else row.place,
        "substitute": row.substitute if row.substitute in ("", "own", None) else key_in(row.substitute, number),
    }
    return row.model_copy(update=change)
