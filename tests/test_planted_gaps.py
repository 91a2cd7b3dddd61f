"""`guangyuan` some days into its story: exactly the gaps that the pack's story planted, no more and no fewer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from gongzhi.core import clock
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.site.cli import main
from gongzhi.standards.models import Gap
from gongzhi.standards.public import gaps_on, sweep
from gongzhi.stories import live
from gongzhi.stories.world import World, local
from tests.towns import forget_all

ROW = re.compile(r"<tr>\s*<td[^>]*><a[^>]*>([^<]*)</a>.*?<td[^>]*>([^<]*)", re.S)


@pytest.fixture
def lived(db: None) -> Iterator[World]:
    """Lists issued, signs put up, a joint meeting held; nobody reports anything and nobody is on leave."""
    forget_all()
    start = local(date(2026, 4, 7), 0)
    with live.on_stage(start, 1) as manual:
        world = live.begin("guangyuan", manual, seed=1, end=start + timedelta(days=9), quiet=True)
        world.run(world.end)
        yield world
    packs.forget()


def listed(world: World, key: str) -> set[tuple[str, str]]:
    """(unit, title of the rule) on the page of the holder of a post."""
    person = people.Person.objects.get(pk=world.settled.holders[key][0])
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(people.create_account(person=person, username=key, password=None))
    page = client.get("/desk/gaps/list/").content.decode()
    clauses = client.get("/desk/gaps/").content.decode()
    found = {(unescape(unit), unescape(rule).strip()) for unit, rule in ROW.findall(page)}
    titles = {s.title: s.key for s in world.pack.standards}
    assert all(f"rule={titles[rule]}" in clauses for _unit, rule in found)
    return found


def test_exactly_what_the_story_planted(lived: World, capsys: pytest.CaptureFixture[str]) -> None:
    planted = sorted((gap.rule, gap.unit) for gap in lived.plan.gaps)
    assert len({rule for rule, _unit in planted}) > 5
    rows = gaps_on(packs.active(), clock.today())
    assert sorted((r["rule"], r["unit"]) for r in rows) == planted
    concurrent = next(r for r in rows if r["rule"] == "concurrent-members")
    assert (concurrent["value"], concurrent["required"]) == (0, 3)
    assert concurrent["clause"].startswith("一（二） 吸纳3—5名")
    kept = {(g.rule, g.unit): g.since.isoformat() for g in Gap.objects.filter(closed_at=None)}
    assert {(r["rule"], r["unit"]): r["since"] for r in rows}.items() <= kept.items()  # as the desk says
    assert main(["gaps", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == rows


def test_the_desk_lists_them_to_those_who_must_act_and_nothing_else(lived: World) -> None:
    sweep()
    titles = {s.key: s.title for s in lived.pack.standards}
    planted = {(gap.unit, titles[gap.rule]) for gap in lived.plan.gaps}
    shown = {key: listed(lived, key) for key in ("secretary", "director", "dachanggou-director", "town-leader")}
    assert set().union(*shown.values()) == planted
    assert ("盘龙电子厂党支部", titles["duty-lists-units"]) in shown["secretary"]
    assert not shown["secretary"] & shown["town-leader"]  # above the community only after its days
