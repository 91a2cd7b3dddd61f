"""A story that cannot go on: who wanted to do what, in which step of which matter, and what the pack has to say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gongzhi.core import clock
from gongzhi.core.errors import DomainError, Forbidden
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.people import public as people
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

if TYPE_CHECKING:
    from gongzhi.stories.world import World

# What was being done, by the name of the function behind the door: (Chinese, English).
DOING = {
    "accept": ("受理", "take it in hand"),
    "offer": ("转给下一个岗位", "hand it on"),
    "take_offer": ("签收", "take what was offered"),
    "decline_offer": ("退回转来的事项", "decline what was offered"),
    "send_back": ("退回上一岗位", "send it back"),
    "choose": ("办完这一步", "finish the step"),
    "answer": ("答复并办结", "answer and end it"),
    "ask": ("向居民提问", "ask the resident"),
    "extend": ("延期", "extend the limit"),
    "publish": ("在公开栏公示", "put it on the board"),
    "put_up": ("在公开栏公示", "put it on the board"),
    "leave_out": ("不公示", "go on without the board"),
    "release": ("把答复放到公开栏", "put the answer on the board"),
    "merge": ("与在办事项合并", "merge it"),
    "change_type": ("更改诉求类型", "change its type"),
    "relocate": ("定位", "place it"),
    "intake": ("登记诉求", "take a request in"),
    "join": ("请部门会办", "ask bodies to join"),
    "refuse_part": ("不接会办", "refuse a part"),
    "answer_part": ("答复会办", "answer a part"),
    "drop_part": ("取消会办", "drop a part"),
    "question": ("质询", "question it"),
    "reply": ("答复质询", "reply to a question"),
    "hold": ("暂缓", "hold it"),
    "decide_hold": ("决定暂缓的事项", "decide about a hold"),
    "resume": ("恢复办理", "go on without an answer"),
    "open_for": ("开启调解", "open a mediation"),
    "arrange": ("请人调解", "ask somebody to mediate"),
    "agree": ("记录调解协议", "record what the sides agreed on"),
    "comment": ("写办理记录", "write a note"),
    "start_absence": ("请假", "go on leave"),
}
WORDS = {
    "refused": (
        "{who}要{doing}，平台不同意：{reason}{matter}",
        "{who} wanted to {doing}; the platform refused: {reason}{matter}",
    ),
    "nobody": ("平台自动办理时", "the platform itself"),
    "person": ("{name}（岗位：{posts}）", "{name} (posts: {posts})"),
    "matter": (
        "\n  事项 {number}“{title}”，工作法“{procedure}”（{procedure_key}）的步骤“{step}”（{step_key}），{at}",
        "\n  request {number} “{title}”, procedure “{procedure}” ({procedure_key}), step “{step}” ({step_key}), {at}",
    ),
    "missing": (
        "\n  所缺权限：{permission}。这个规则包里有此权限的岗位：{have}。\n"
        "  请给办这一步的岗位加上权限（{where}），或者改由有此权限的岗位来办（步骤的 by、类型的 routes_to）。",
        "\n  missing: {permission}. Posts of this pack that have it: {have}.\n"
        "  Add it to the post that does this step ({where}), or let one that has it do the step (by, routes_to).",
    ),
    "none": ("没有", "none"),
    "stuck": (
        "到 {until} 仍有 {number} 件没有办完归档，故事停止。最早的几件：{matters}",
        "on {until} {number} matters had not ended and been archived. The first ones: {matters}",
    ),
    "rounds": (
        "有一件事项绕来绕去，办了 {number} 次还没有办结：请检查这个步骤的结果（outcomes）能不能走到带 ending 的一步。"
        "{matters}",
        "a matter goes round and round: {number} acts and no end. Do the outcomes of this step lead to one with an "
        "ending? {matters}",
    ),
    "ticks": (
        "到时间自动进行的步骤接连不断，时间停在 {until}：请检查等待、公示步骤是不是互相指来指去。",
        "steps that go on by themselves follow each other without end at {until}: do waits or publications lead to "
        "each other?",
    ),
    "no_taker": (
        "渠道“{title}”（{key}）来的诉求没有人能登记：received_by 所列岗位要有 request:register 权限，"
        "而且 community 里要有这样的岗位（{where}）。",
        "nobody can take in what comes by “{title}” ({key}): a post of received_by needs request:register, and the "
        "community needs such a post ({where}).",
    ),
    "waits_clock": ("等到 {until} 自动进行", "waits until {until}, then goes on by itself"),
    "waits_resident": ("等居民回复", "waits for the resident"),
    "waits_hold": ("被监督岗位暂缓，等“{to}”决定", "is held; waits for “{to}” to decide"),
    "waits_offer": ("已转给“{post}”（{holder}），等待签收", "is offered to “{post}” ({holder}), who has not taken it"),
    "waits_parts": ("等这些岗位会办：{posts}", "waits for the parts of: {posts}"),
    "waits_holder": (
        "等“{post}”（{holder}）办理；这一步可选的结果：{outcomes}",
        "waits for “{post}” ({holder}); outcomes of this step: {outcomes}",
    ),
    "vacant": ("没有人在岗", "nobody there"),
}  # fmt: skip


class Stopped(DomainError):
    """The story cannot go on; the message says where and what to change in the pack."""

    code = "story-stopped"

    def __init__(self, text: str) -> None:
        super().__init__("%(text)s", text=text)


def say(world: World, code: str, **values: object) -> str:
    """The words of that code in the story's language."""
    return WORDS[code][world.lang == "en"].format(**values)


def refused(world: World, error: DomainError) -> Stopped:
    """The message where the platform refused something that the story wanted to do."""
    who = say(world, "nobody")
    if world.who is not None and world.who.person_id is not None:
        name = people.Person.objects.get(pk=world.who.person_id).name
        posts = "、".join(orgs.post_labels([p.post_id for p in world.who.posts]).values()) or say(world, "none")
        who = say(world, "person", name=name, posts=posts)
    doing = _doing(error)
    text = DOING[doing][world.lang == "en"] if doing in DOING else doing
    told = say(world, "refused", who=who, doing=text, reason=_reason(world, error), matter=_where(world))
    permission = str(error.params.get("permission") or "")
    if isinstance(error, Forbidden) and permission:
        kinds = [k for k in world.pack.post_kinds if permission in k.permissions]
        have = "、".join(f"{k.title}（{k.key}）" for k in kinds) or say(world, "none")
        told += say(world, "missing", permission=permission, have=have, where=_post_kinds(world))
    return Stopped(told)


def stuck(world: World, matters: list[procedures.Matter], number: int) -> Stopped:
    """Time went on and on, and these never ended."""
    lines = "".join(_matter(world, m) + "：" + waits_for(world, m) for m in matters)
    return Stopped(say(world, "stuck", until=_moment(clock.now()), number=number, matters=lines))


def rounds(world: World, matter: procedures.Matter, number: int) -> Stopped:
    """So much was done with it that it will never end."""
    lines = _matter(world, matter) + "：" + waits_for(world, matter)
    return Stopped(say(world, "rounds", number=number, matters=lines))


def no_taker(world: World, channel: str) -> Stopped:
    """Nobody takes in what comes by this way."""
    at = [c.key for c in world.pack.channels].index(channel)
    title = world.pack.channel(channel).title
    where = packs.whereabouts(world.folder, ("channels", at, "received_by"))
    return Stopped(say(world, "no_taker", title=title, key=channel, where=where))


def waits_for(world: World, matter: procedures.Matter) -> str:
    """What has to happen before the matter goes on."""
    definition = procedures.definition(matter.revision_id, matter.procedure)
    step = definition.step(matter.step)
    if matter.clocks.filter(name="hold", running_since__isnull=False).exists() and definition.supervision:
        return say(world, "waits_hold", to=definition.supervision.decides)
    if matter.offered_post_id is not None:
        return say(world, "waits_offer", **_post(world, matter.offered_post_id))
    if parts := [p for p in procedures.parts_of(matter.pk) if p.live]:
        rows = procedures.Matter.objects.filter(pk__in=[p.id for p in parts]).order_by("pk")
        ids = [m.offered_post_id or m.holder_post_id for m in rows]
        return say(world, "waits_parts", posts="、".join(orgs.post_label(i) for i in ids))
    timed = (procedures.StepKind.PUBLICATION, procedures.StepKind.WAIT, procedures.StepKind.RATING)
    if matter.next_tick_at is not None and step.kind in timed:
        return say(world, "waits_clock", until=_moment(matter.next_tick_at))
    if matter.state == "waiting":
        return say(world, "waits_resident")
    outcomes = "、".join(f"{o.title}→{o.next}" for o in step.outcomes)
    return say(world, "waits_holder", outcomes=outcomes, **_post(world, matter.holder_post_id))


def _post(world: World, post_id: int) -> dict[str, str]:
    person = orgs.holder_of(post_id).person_id
    name = people.Person.objects.get(pk=person).name if person is not None else say(world, "vacant")
    return {"post": orgs.post_label(post_id), "holder": name}


def _where(world: World) -> str:
    return _matter(world, procedures.Matter.objects.get(pk=world.about.matter_id)) if world.about else ""


def _matter(world: World, matter: procedures.Matter) -> str:
    whole = matter.parent_id or matter.pk
    number = requests.Request.objects.filter(pk=whole).values_list("number", flat=True).first() or str(whole)
    definition = procedures.definition(matter.revision_id, matter.procedure)
    return say(
        world,
        "matter",
        number=number,
        title=matter.title,
        procedure=definition.title,
        procedure_key=matter.procedure,
        step=definition.step(matter.step).title,
        step_key=matter.step,
        at=_moment(clock.now()),
    )


def _post_kinds(world: World) -> str:
    """Where the files describe the posts of whoever acted."""
    held = {p.kind for p in world.who.posts} if world.who else set()
    at = [n for n, kind in enumerate(world.pack.post_kinds) if kind.key in held]
    return "、".join(packs.whereabouts(world.folder, ("post_kinds", n, "permissions")) for n in at) or "post_kinds"


def _doing(error: DomainError) -> str:
    """The first function behind a door that the story called, from the traceback."""
    names = list(_frames(error))
    outside = next((n for n in range(len(names) - 1, -1, -1) if names[n][0].startswith("gongzhi.stories")), -1)
    return next((name for _, name in names[outside + 1 :]), "")


def _frames(error: DomainError) -> Iterator[tuple[str, str]]:
    trace = error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("gongzhi."):
            yield module, trace.tb_frame.f_code.co_name
        trace = trace.tb_next


def _reason(world: World, error: DomainError) -> str:
    from django.utils import translation
    from django.utils.translation import gettext

    with translation.override("en" if world.lang == "en" else "zh-hans"):
        text = gettext(error.message)
    return text % error.params if error.params else text


def _moment(moment: object) -> str:
    return clock.local(moment).strftime("%Y-%m-%d %H:%M")  # type: ignore[arg-type]
