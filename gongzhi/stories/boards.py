"""Boards in a story: whoever owes a class of disclosure discloses it before its day, the open day is held (row B4)."""

from __future__ import annotations

from datetime import date, timedelta

from gongzhi.access.public import ANONYMOUS, Actor
from gongzhi.core import clock
from gongzhi.disclosure import public as disclosure
from gongzhi.stories.world import World, local

EARLY = 4  # days before the last one on which it is disclosed
AHEAD = 21  # days before the end of its period at which an open day is announced
VISITORS = 36
PROGRAMME = "一、查阅账目和台账\n二、居民提问，现场答复\n三、参观服务站"
LAID_OPEN = "本季度财务收支明细、民生事项办理台账、设施使用登记。"
ASKED = "公共收益用在了哪些地方，明细在哪里看？"
ANSWERED = "用于楼道照明和健身器材维修，明细在公开日现场和公开栏都可以查阅。"
REPORT = "公开日现场开放了账目和台账，居民提出的问题已经答复或者写明答复日期，答复在公开日页面公布。"
TEXT = "本期情况已经核对，明细在社区公开栏，欢迎查询、提出意见。"


def before(world: World) -> None:
    """From tomorrow somebody looks each working morning at what is owed; open days are held in time."""
    world.at(local(world.begin.date() + timedelta(days=1), 9.75), lambda: _look(world))


def _look(world: World) -> None:
    """Disclose what is due in a few days, by who owes it; look again tomorrow while the story runs."""
    day = clock.today()
    lines = [o for o in disclosure.owed(None) if o.done is None and _now(o, day)]
    owners = disclosure.Owners({o.place_id for o in lines})
    for line in sorted(lines, key=lambda o: (o.due, o.place_id, o.item.key)):
        post = owners.of(line.item, line.place_id)
        actor = world.staff(post) if post is not None else None
        if actor is not None:
            (_disclose if line.item.by == "posting" else _open_day)(world, line, actor)
    if world.clock() < world.end:
        world.at(local(day + timedelta(days=1), 9.75), lambda: _look(world))


def _now(line: disclosure.Owed, day: date) -> bool:
    """Whether it is time: for an open day inside its period, well before its end."""
    if line.item.by == "open_day":
        return line.period.last - timedelta(days=AHEAD) <= day <= line.period.last
    return line.open and line.due <= day + timedelta(days=EARLY)


def _disclose(world: World, line: disclosure.Owed, actor: Actor) -> None:
    disclosure.publish(
        board=line.item.board, title=f"{line.place}{line.period.key}{line.item.title}"[:120], text=TEXT,
        place_id=line.place_id, actor=actor, duty=disclosure.Duty(disclosure=line.item.key, period=line.period.key),
    )  # fmt: skip


def _open_day(world: World, line: disclosure.Owed, actor: Actor) -> None:
    """Announced a week ahead; somebody asks, who owes it answers; reported on the day."""
    day = min(clock.today() + timedelta(days=7), line.period.last)
    if disclosure.OpenDay.objects.filter(place=line.place_id, day__gte=clock.today()).exists():
        return
    made = disclosure.announce(
        disclosure.DayDraft(line.item.key, line.place_id, day, "09:00—11:30", "社区服务大厅", PROGRAMME, LAID_OPEN),
        actor=actor,
    )  # fmt: skip
    query = disclosure.ask_for_day(made, disclosure.QueryDraft(ASKED), actor=ANONYMOUS)
    world.in_work(400, lambda: _answer(world, query))
    world.at(local(day, 14), lambda: _report(world, made))


def _answer(world: World, query: disclosure.Query) -> None:
    actor = world.staff(query.matter.holder_post_id)
    if actor is None:
        return world.in_work(300, lambda: _answer(world, query))
    disclosure.answer(disclosure.Query.objects.get(pk=query.pk), asked=ASKED, words=ANSWERED, actor=actor)
    return None


def _report(world: World, made: disclosure.OpenDay) -> None:
    post = disclosure.Owners([made.place_id]).of(world.pack.disclosure(made.disclosure), made.place_id)
    actor = world.staff(post) if post is not None else None
    if actor is None:
        return world.at(local(clock.today() + timedelta(days=1), 10), lambda: _report(world, made))
    disclosure.report(disclosure.OpenDay.objects.get(pk=made.pk), text=REPORT, visitors=VISITORS, actor=actor)
    return None
