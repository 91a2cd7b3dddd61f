"""A topic and votes for `test_every_page`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gongzhi.core import clock
from gongzhi.deliberation import public as deliberation
from gongzhi.elections import public as elections
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.voting import public as voting
from gongzhi.voting.models import Electorate


def fill(settled: Any) -> dict[str, Any]:
    """What the parameters of their routes are."""
    from gongzhi.access.public import ANONYMOUS

    draft = deliberation.TopicDraft("three-meetings", settled.places["zhonghua"], "装充电桩", "楼下飞线充电很多。")
    topic = deliberation.propose(draft, actor=ANONYMOUS)
    deliberation.moderate(topic, actor=settled.actor("convener"), show=True)
    director = settled.actor("director")
    roll = voting.open_register(
        place_id=settled.places["zhonghua"], kind="households", title="中华社区户代表名册", actor=director
    )
    voting.add_rows(roll.pk, [voting.RowDraft(f"住户{n}", f"锦桥路{n}号") for n in range(1, 4)], actor=director)
    voting.publish_register(roll.pk, board="affairs", actor=director)
    Electorate.objects.update(objections_until=clock.today() - timedelta(days=1))
    voting.freeze_register(roll.pk, actor=director)
    poll = voting.open_poll(
        electorate=roll.pk, rule="", question="是否同意安装充电桩？", secrecy="named", channels=["online", "paper"],
        opens_at=clock.now(), closes_at=clock.now() + timedelta(days=7), actor=director,
    )  # fmt: skip
    minutes = {
        "body": "居民议事会", "title": "三月议事会", "venue": "社区会议室", "held_by": "召集人", "haste": "",
        "notes": "", "objections": [], "seats": [{"name": "李梅", "post": "成员", "signed": "paper"}], "motions": [],
    }  # fmt: skip
    held = deliberation.Meeting.objects.create(
        body_id=settled.bodies["council"], place_id=settled.places["zhonghua"], post_id=settled.posts["convener"],
        title="三月议事会", venue="社区会议室", starts_at=clock.now(), state="final", minutes=minutes,
    )  # fmt: skip
    assembly = deliberation.Meeting.objects.create(
        electorate=roll, place_id=settled.places["zhonghua"], post_id=settled.posts["director"], title="居民会议",
        venue="广场", starts_at=clock.now(), noticed_at=clock.now(), state="open", rule="residents-assembly",
    )  # fmt: skip
    deliberation.Motion.objects.create(
        meeting=assembly, position=1, title="修缮院墙", rule="residents-assembly", vote="show"
    )
    seat = orgs.find_post(["party_secretary"], [settled.places["zhonghua"]])
    election = elections.opening.open_election(way="party-direct", post_id=seat or 0, actor=director)
    until = clock.today() + timedelta(days=5)
    elections.opening.announce(election, words="公开推荐社区党委书记人选。", recommend_until=until, actor=director)
    ledger.close_day()
    seat = settled.bodies["council"]
    council: dict[str, Any] = {"councils/<int:body_id>/": {"body_id": seat}}
    sits = {"body_id": seat, "appointment_id": orgs.appointments_in(seat)[0].pk}
    council["councils/<int:body_id>/<int:appointment_id>/"] = sits
    return (
        council
        | _spoken(settled, topic)
        | {
            "meetings/<int:meeting_id>/": {"meeting_id": held.pk},
            "meetings/<int:meeting_id>/here/": {"meeting_id": assembly.pk},
            "assemblies/<int:meeting_id>/": {"meeting_id": assembly.pk},
            "topics/<str:number>/": {"number": topic.number},
            "topics/<str:number>/report/<int:comment_id>/": {"number": topic.number},
            "elections/<str:number>/": {"number": election.number},
            "register_id": roll.pk,
            "poll_id": poll.pk,
        }
    )


def _spoken(settled: Any, topic: Any) -> dict[str, Any]:
    """A comment on the topic, a hearing about it, a pact whose draft is in public."""
    from gongzhi.access.public import ANONYMOUS

    convener, days = settled.actor("convener"), timedelta(days=1)
    comment = deliberation.comment(topic, "要装在室外。", actor=ANONYMOUS)
    deliberation.moderate_comment(comment, actor=convener, show=True)
    day = deliberation.HearingDraft("hearing", clock.now() + 9 * days, "社区会议室", clock.now() + 5 * days)
    hearing = deliberation.hearings.announce(topic, day, actor=convener)
    pact = deliberation.pacts.pact_for(settled.places["zhonghua"], "residents-pact", actor=convener)
    version = deliberation.pacts.draft(pact, actor=convener)
    deliberation.pacts.write(version, ["楼道不堆杂物。", "夜里不吵闹。"], actor=convener)
    deliberation.pacts.propose(version, actor=convener)
    return {"comment_id": comment.pk, "hearing_id": hearing.pk, "pact_id": pact.pk, "version_id": version.pk}
