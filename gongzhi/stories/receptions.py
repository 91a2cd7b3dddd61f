"""Leaders who receive: the roster, who came, items answered, policy, visits, the weekly list, looks (row C3).

Nothing here is drawn by chance: what a story without a station draws stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from gongzhi.access.public import SYSTEM, Actor, Permission, may
from gongzhi.core import clock
from gongzhi.core.weeks import WEEK, week_of
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.places import public as places
from gongzhi.procedures import public as procedures
from gongzhi.reception import public as reception
from gongzhi.requests import public as requests
from gongzhi.stories.words import received
from gongzhi.stories.world import Case, Fate, World, local

MORNING, AFTERNOON = (time(9), time(12)), (time(14, 30), time(17))
TIMES = [(day, MORNING) for day in range(5)] + [(day, AFTERNOON) for day in (1, 3)]  # weekday 0 is Monday
CONFIRMS = 4  # the weekday on which the list is gone through: Friday
PUT_OFF = timedelta(days=20)
VISIT_AFTER = 2  # days
EVERY_THIRD = 3


def before(world: World) -> None:
    """The roster on the first morning, then every day what is due: days off, who is told at once, the list, looks."""
    first = clock.local(world.begin).date()
    if _station(world) is not None:
        world.at(local(first, 8.4), lambda: _plan(world))
    world.at(local(first, 10.3), lambda: _daily(world, first))


def _station(world: World) -> packs.Reception | None:
    level = next(p.level for p in world.community.places if p.key == world.community.main)
    return next((s for s in world.pack.receptions if level in s.levels), None)


def _main(world: World) -> int:
    return world.settled.places[world.community.main]


def _planner(world: World) -> Actor | None:
    post = world.nearest(world.kinds_with(Permission.RECEPTION_EDIT), _main(world))
    return world.staff(post) if post is not None else None


def _plan(world: World) -> None:
    """Who may plan sets the hours up: a leader and who receives beside, in turn where there are several."""
    actor, station = _planner(world), _station(world)
    if actor is None or station is None:
        return world.in_work(60, lambda: _plan(world))
    leaders, beside = (
        [p.post_id for p in orgs.posts_within(_main(world), kinds)] for kinds in (station.leaders, station.receivers)
    )
    if not leaders:
        return None
    for n, (weekday, (starts, ends)) in enumerate(TIMES):
        draft = reception.HoursDraft(
            weekday, starts, ends, station.title, leaders[n % len(leaders)], beside[n % len(beside)] if beside else None
        )
        reception.add_hours(_main(world), draft, actor=actor)
    return None


def _daily(world: World, day: date) -> None:
    """What a day asks for; the next one follows."""
    reception.tell_due()
    for row in list(reception.Waiting.objects.filter(how="", due_on__lte=day).order_by("due_on", "id")):
        _look(world, row)
    if _station(world) is not None and day < clock.local(world.end).date():
        if day.weekday() == 0:
            _days_off(world, day)
        if world.calendar.is_working_day(day):
            _told_at_once(world, day)
        if day.weekday() == CONFIRMS:
            world.at(local(day, 16.5), lambda: _confirm(world, week_of(day)))
    following = day + timedelta(days=1)
    world.at(local(following, 10.3), lambda: _daily(world, following))


def _days_off(world: World, monday: date) -> None:
    """Receptions of this week and the next that fall on a day without work are called off, with the reason."""
    actor = _planner(world)
    if actor is None:
        return
    for shown in reception.roster([_main(world)], monday, monday + 2 * WEEK - timedelta(days=1)):
        day = shown.day
        if not day.changed and not world.calendar.is_working_day(day.day):
            reception.change_day(day.hours.id, day.day, reception.ChangeDraft(received.OFF, off=True), actor=actor)


def _today(world: World, moment: datetime) -> reception.Shown | None:
    """The reception that is held at that moment."""
    here = clock.local(moment)
    held = reception.roster([_main(world)], here.date(), here.date())
    now = here.time().replace(tzinfo=None)
    return next((s for s in held if not s.day.off and s.day.hours.starts <= now < s.day.hours.ends), None)


def _told_at_once(world: World, day: date) -> None:
    """In the middle of the week somebody asks something that is told at once: a line without a request."""
    shown = _today(world, clock.now()) if day.weekday() == 2 else None
    actor = _receiver(world, shown) if shown else None
    if shown is not None and actor is not None:
        reception.write_down(shown.day.hours.id, day, None, actor=actor)


def _receiver(world: World, shown: reception.Shown) -> Actor | None:
    """Who receives then: the leader where nobody else is there."""
    posts = (shown.day.receiver_id, shown.day.leader_id)
    return next((a for p in posts if p is not None and (a := world.staff(p)) is not None), None)


def _confirm(world: World, week: date) -> None:
    """The leader on duty goes through the list of the week."""
    shown = [s for s in reception.roster([_main(world)], week, week + WEEK - timedelta(days=1)) if not s.day.off]
    if not shown:
        return None
    actor = world.staff(shown[-1].day.leader_id)
    if actor is None:
        return world.in_work(200, lambda: _confirm(world, week))
    if clock.today() < week + 2 * WEEK:
        reception.confirm_list(_main(world), week, actor=actor)
    return None


# -- what is said at the station --------------------------------------------------------------------------------


def written_down(world: World, channel: str, draft: requests.Draft) -> requests.Receipt | None:
    """Somebody who comes to the station while a leader receives stands on the sheet of that day; None at other times,
    and by other ways."""
    station = _station(world)
    shown = _today(world, clock.now()) if station is not None and channel == station.channel else None
    actor = _receiver(world, shown) if shown is not None else None
    if shown is None or actor is None:
        return None
    hours, day = shown.day.hours.id, clock.today()
    came = reception.write_down(hours, day, draft, items="\n".join(received.ITEMS), actor=actor)
    world.lived["received"] += 1
    return requests.receipt_of(requests.Reporter.objects.get(request=came.request_id, first=True).pk)


def fate_of(world: World, kind: packs.RequestType, fate: Fate) -> Fate:
    """The first matter of a station cannot be settled: it goes on the list, where the procedure has one."""
    listed = {e.key for e in world.pack.endings if e.look is not None}
    offered = [o.ending for s in world.pack.procedure(kind.procedure).steps for o in s.outcomes]
    ending = next((e for e in offered if e in listed), None)
    if world.pack.reception_of(kind.key) is None or ending is None or world.lived["listed"] or fate.twin:
        return fate
    world.lived["listed"] += 1
    return replace(fate, ending=ending, at_once=False, reopened=False)


def attend(world: World, case: Case, matter: procedures.Matter, actor: Actor, verb: str) -> None:
    """What whoever holds a matter of a station does beside the step: items listed, policy explained, a visit planned;
    before it ends each item has its answer."""
    held = actor.holding(matter.holder_post_id)
    if world.pack.reception_of(case.kind.key) is None or held is None or matter.state not in procedures.LIVE:
        return
    if Permission.REQUEST_HANDLE not in held.permissions:
        return
    spoken = reception.spoken_of(case.matter_id)
    if verb in ("answer", "merge"):
        if spoken.next_visit is not None and verb == "answer":
            reception.record_visit(case.matter_id, clock.today(), received.HEARD, actor=actor)
        for item in spoken.items:
            if not item.struck and not item.answer:
                words = received.ANSWERS[(item.position - 1) % len(received.ANSWERS)]
                reception.answer_item(item.pk, words, actor=actor)
        return
    if not spoken.items:
        reception.add_items(case.matter_id, "\n".join(received.ITEMS), actor=actor)
    if not spoken.explained:
        draft = reception.PolicyDraft(f"{case.kind.title}：{received.POLICY}", received.EXPLAINED)
        reception.explain(case.matter_id, draft, actor=actor)
    elif not spoken.visits and spoken.next_visit is None:
        on = clock.today() + timedelta(days=VISIT_AFTER)
        reception.plan_visit(case.matter_id, on, actor=actor)
        world.at(local(on, 15), lambda: _visit(world, case))


def _visit(world: World, case: Case) -> None:
    """The planned visit, where the matter has not ended before."""
    matter = world.matter(case)
    actor = world.staff(matter.holder_post_id)
    if reception.spoken_of(case.matter_id).next_visit is None or matter.state not in procedures.LIVE:
        return None
    held = actor.holding(matter.holder_post_id) if actor is not None else None
    if actor is None or held is None or Permission.REQUEST_HANDLE not in held.permissions:
        return world.in_work(240, lambda: _visit(world, case))
    reception.record_visit(case.matter_id, clock.today(), received.HEARD, actor=actor)
    return None


def look_ahead() -> bool:
    """Whether something is on the list and nothing on it was ever looked at."""
    listed = reception.Waiting.objects.filter(listed=True)
    return listed.exists() and not listed.exclude(how="").exists()


def _look(world: World, row: reception.Waiting) -> None:
    """Its day has come: what is on the list waits on; what was planned is done, every third one later."""
    matter = procedures.get(row.request_id, SYSTEM)
    answers = world.nearest(world.kinds_with(Permission.REQUEST_ANSWER), matter.place_id)
    actor = world.staff(matter.holder_post_id) or (world.staff(answers) if answers is not None else None)
    if actor is None or not _may_look(matter, actor):
        return  # tomorrow
    if row.listed:
        said = reception.Look("still", received.LOOKED["listed"])
    else:
        world.lived["looked"] += 1
        late = world.lived["looked"] % EVERY_THIRD == 0
        words = received.LOOKED["put-off" if late else "kept"]
        said = reception.Look("still", words, clock.today() + PUT_OFF) if late else reception.Look("kept", words)
    reception.look(row.pk, said, actor=actor)


def _may_look(matter: procedures.Matter, actor: Actor) -> bool:
    held = actor.holding(matter.holder_post_id)
    if held is not None and Permission.REQUEST_HANDLE in held.permissions:
        return True
    return may(actor, Permission.REQUEST_ANSWER, places.ancestors(matter.place_id))
