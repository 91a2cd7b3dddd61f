"""Responsibility lists and a joint meeting with the tasks that it decides, in the middle of a story (A7, A8)."""

from __future__ import annotations

from datetime import timedelta

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure

TOPICS = (("小区停车位重新划线", "下班以后一位难求"), ("活动室夜间开放", "上班的人也想来"))
CONCLUSION = "一致同意，牵头单位按期办理，下次会议通报。"
DUE = 14  # days that a decided task has


def before(world: World) -> None:
    """Plan the lists of the year, and the meeting: called, invited, held, its tasks carried out and struck off."""
    first = world.begin.date()
    if world.pack.duty_lists:
        world.at(local(first + timedelta(days=1), 9.5), lambda: _lists(world))
    for kind in world.pack.joint_meetings:
        world.at(local(first + timedelta(days=1), 10.5), lambda kind=kind: _call(world, kind))  # type: ignore[misc]


def _who(world: World, permission: Permission, place_id: int) -> Actor | None:
    post = world.nearest(world.kinds_with(permission), place_id)
    return world.staff(post) if post is not None else None


def _lists(world: World) -> None:
    """Who writes the lists of the main community drafts and issues them, but for the units whose list the story leaves
    out; the first entry that is reported gets its evidence."""
    actor = _who(world, Permission.DUTY_EDIT, world.settled.places[world.community.main])
    if actor is None:
        return world.in_work(300, lambda: _lists(world))
    left_out = {gap.unit for gap in world.plan.gaps if gap.rule in _rules_of(world, "duty_lists")}
    structure.duties.draft(actor=actor, year=clock.today().year, from_last_year=False)
    drafts = structure.DutySheet.objects.filter(year=clock.today().year, state="draft").select_related("body")
    for sheet in list(drafts.order_by("id")):
        if sheet.body.name not in left_out:
            structure.duties.issue(sheet, actor=actor)
    item = structure.DutyItem.objects.filter(sheet__state="issued", records="").order_by("sheet", "position").first()
    if item is not None:
        structure.duties.report(item, actor=actor, amount=1, words="已办成一件，材料存档")
    return None


def _rules_of(world: World, measure: str) -> set[str]:
    return {s.key for s in world.pack.standards if s.measure == measure}


def _call(world: World, kind: packs.JointMeeting) -> None:
    """The body of the main community, or the one above it, calls for topics; two come, both stand on the agenda."""
    main = world.settled.places[world.community.main]
    above = {pk: n for n, pk in enumerate(places.ancestors(main))}
    bodies = orgs.Body.objects.filter(kind=kind.convened_by, place__in=list(above), ends_on=None).order_by("id")
    body = max(bodies, key=lambda b: above[b.place_id], default=None)
    actor = _who(world, Permission.MEETING_HOLD, body.place_id) if body is not None else None
    if body is None or actor is None:
        return
    called = [b.pk if b else None for _side, b in structure.meeting_reads.called_bodies(kind, body)]
    if not called:
        return
    until = clock.today() + timedelta(days=2)
    meeting = structure.meetings.call(
        actor=actor, kind=kind.key, body_id=body.pk, title=kind.title, topics_until=until, called=called
    )
    for title, text in TOPICS:
        topic = structure.meetings.propose(meeting, actor=actor, title=title, text=text)
        structure.meetings.choose_topic(topic.pk, meeting, actor=actor, state=structure.TopicState.AGENDA)
    starts = local(clock.today() + timedelta(days=max(4, kind.notice_days + 1)), 15)
    structure.meetings.invite(meeting, actor=actor, starts_at=starts, venue="社区会议室")
    world.at(starts, lambda: _hold(world, meeting, actor))


def _hold(world: World, meeting: structure.JointMeeting, actor: Actor) -> None:
    """Who is invited signs in or is ticked; minutes, two tasks for different posts, the minutes closed."""
    guests = list(structure.Guest.objects.filter(meeting=meeting).order_by("id"))
    signing = [g for g in guests if g.post_id is not None][:3]
    for guest in signing:
        who = world.staff(guest.post_id or 0)
        if who is not None:
            structure.meeting_minutes.sign_in(meeting, actor=who)
    rest = {g.pk: 2 if g.body_id is None else 1 for g in guests if g not in signing}
    structure.meeting_minutes.tick(meeting, rest, actor=actor)
    topics = list(structure.Topic.objects.filter(meeting=meeting).order_by("position"))
    conclusions = {t.pk: CONCLUSION for t in topics}
    structure.meeting_minutes.write_minutes(meeting, conclusions, "各方通报了半年工作。", actor=actor)
    owners = [pk for pk, _label in structure.meeting_reads.owners_for(meeting) if orgs.holder_of(pk).person_id]
    for n, topic in enumerate(topics):
        task = structure.meeting_tasks.decide(
            meeting, actor=actor, title=topic.title, owner=owners[n % len(owners)], topic_id=topic.pk,
            due_on=clock.today() + timedelta(days=DUE),
        )  # fmt: skip
        world.in_work(600 * (n + 1), lambda task=task: report(world, task.pk))  # type: ignore[misc]
    structure.meeting_minutes.close(meeting, actor=actor)


def report(world: World, task_id: int) -> None:
    """Whoever holds the task reports it done; it is struck off the next day."""
    task = structure.GivenTask.objects.select_related("matter", "meeting", "visit").get(pk=task_id)
    actor = world.staff(task.matter.holder_post_id)
    if actor is None:
        return world.in_work(300, lambda: report(world, task_id))
    structure.meeting_tasks.report(task, actor=actor, words="已经办好，现场照片和回访记录存档")
    return world.in_work(400, lambda: strike(world, task_id))


def strike(world: World, task_id: int) -> None:
    """Whoever gave the task looks at the evidence and strikes it off."""
    task = structure.GivenTask.objects.select_related("matter", "meeting", "visit").get(pk=task_id)
    actor = world.staff(task.matter.holder_post_id)
    if actor is None or procedures.step_of(task.matter).key != "check":
        return world.in_work(300, lambda: strike(world, task_id))
    structure.meeting_tasks.strike(task, actor=actor, words="现场看过，办实了")
    return None
