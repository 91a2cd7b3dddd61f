"""What a row of figures is about, and what to change in the pack where one is off. (Chinese, English) each."""

from __future__ import annotations

from gongzhi.orgs import public as orgs
from gongzhi.procedures import public as procedures
from gongzhi.stories.figures.shape import Row
from gongzhi.stories.world import World

ROWS = {
    "A1": ("层级", "Levels"),
    "A2": ("机构", "Bodies"),
    "A3": ("责任链", "Chains of responsibility"),
    "A4": ("网格", "Grids"),
    "A5": ("组建党组织", "Forming Party organisations"),
    "A6": ("兼职委员", "Concurrent members"),
    "A7": ("责任清单", "Responsibility lists"),
    "A8": ("联席会议", "Joint meetings"),
    "A9": ("共驻共建", "Building together"),
    "A10": ("AB角", "A and B posts"),
    "A11": ("工作人员", "Staff"),
    "A12": ("领导包联、月汇报", "Paired leaders, monthly report"),
    "A13": ("社区阵地", "Premises"),
    "A14": ("双向交叉任职、征求意见、考核", "Cross-appointments and personnel consultation"),
    "A15": ("应急预案", "Emergency plan"),
    "A18": ("四级平台、三网合一、双向信息", "Levels, networks and two-way messages"),
    "A16": ("群团组织", "Mass organisations"),
    "A17": ("向下对口、突击队", "Portfolios, surge teams"),
    "B4": ("公开", "Boards"),
    "C1": ("统一受理", "One intake"),
    "C2": ("办理：件件有着落、项项有答复", "Handling: each has an owner and an answer"),
    "C3": ("急难特事", "Hard cases"),
    "C4": ("部门会办", "Several bodies together"),
    "C5": ("调解", "Mediation"),
    "C7": ("物业改革", "Property reform"),
    "C8": ("需求清单、服务清单", "Lists of needs and services"),
    "C6": ("平安社区", "Safe community"),
    "D7": ("值守、三本台账", "Duty, three ledgers"),
    "E1": ("三会一评", "Three meetings and a review"),
    "E2": ("工作法步骤", "Steps of procedures"),
    "E3": ("工作法步骤", "Steps of procedures"),
    "E4": ("四议两公开一监督", "Four deliberations, two publications"),
    "E5": ("工作法步骤", "Steps of procedures"),
    "E8": ("居民公约", "Residents' pact"),
    "E10": ("居民议事", "Residents' forum"),
    "E7": ("监督：质询、暂缓", "Supervisors: questions and holds"),
    "F1": ("双报到：单位认领项目", "Units that report in claim projects"),
}
MORE = (
    "故事里碰巧没有发生：提高 story.requests_per_day，或换一个 --seed 再试",
    "it did not happen by chance: raise story.requests_per_day, or try another --seed",
)
ADVICE = {
    **dict.fromkeys(("offers_taken", "offers_declined", "offers_that_ran_out", "asked", "extended"), MORE),
    **dict.fromkeys(("type_changed", "placed", "absences", "moments_in_which_another_answered"), MORE),
    "steps_done_by_b": (
        "没有一件由B角办：提高 story.absences 或 requests_per_day",
        "B did nothing: raise story.absences or requests_per_day",
    ),
    "joined": ("提高 story.joined_share 或 requests_per_day", "raise story.joined_share or requests_per_day"),
    "reopened": ("提高 story.reopened_share 或 requests_per_day", "raise story.reopened_share or requests_per_day"),
    "returned": ("提高 story.returned_share 或 requests_per_day", "raise story.returned_share or requests_per_day"),
    "ratings_an_answer": (
        "与 story.rated_share 不符：有 ending 的结果要先到 rating 步骤（不要直接归档）",
        "not as story.rated_share says: outcomes with an ending lead to a rating step, not to the archive",
    ),
    "late_share": (
        "与 story.late_share 不符：期限是不是短于步骤、会办所需的时间（见 pack check 的提醒），或者太宽而从不逾期",
        "not as story.late_share says: limits shorter than steps and joins take (see pack check), or never late",
    ),
    "requests_quarter_min": ("提高 story.requests_per_day", "raise story.requests_per_day"),
    "postings": (
        "放到公开栏的答复太少：要有岗位有 request:release，诉求类型不要都是 publishable: false",
        "too few answers on the board: a post needs request:release, and types must be publishable",
    ),
    "hard_cases": (
        "急难特事太少：在 story.group_weights 中提高 hard_group 的份额",
        "too few: give hard_group a larger share in story.group_weights",
    ),
    "grids_without_somebody": (
        "每个网格要有一个能办理（request:handle）的岗位：岗位写 place: 网格代号",
        "each grid needs a post with request:handle: give the post its grid as place",
    ),
    "levels_in_use": (
        "有的层级在 community.places 里没有地点：补上，或用 remove: true 去掉该层级",
        "a level has no place in community.places: add one, or remove the level",
    ),
    **dict.fromkeys(
        ("question", "hold", "bodies_asked", "bodies_signed_in"),
        (
            "走到这一步的事项太少：在 story.group_weights 中提高用这个工作法的大类的份额",
            "too few matters come there: raise the share of the groups that use this procedure in story.group_weights",
        ),
    ),
}
WALKED = (
    "没有一件把这些步骤从头走到尾：提高用这个工作法的大类在 story.group_weights 中的份额，"
    "或检查步骤的 next 是否跳过了某一步",
    "no matter went through all these steps: raise the groups' share in story.group_weights, or see whether "
    "the next of an outcome leaves a step out",
)
ENDINGS = (
    "没有出现的办结方式：{names}。提高这些大类在 story.group_weights 中的份额或 requests_per_day；用不到就去掉这个结果",
    "endings that did not occur: {names}. Raise these groups' share in story.group_weights or requests_per_day; "
    "take the outcome out if nobody needs it",
)
WAYS = (
    "没有诉求进来的渠道：{names}。story.channel_shares 里列出的渠道都要有诉求："
    "提高其份额或 requests_per_day，或从中去掉",
    "nothing came by: {names}. Each way of story.channel_shares must bring something: raise its share or "
    "requests_per_day, or take it out",
)
NOBODY = (
    "这些岗位办的事项逾期后找不到上级：{names}。superiors 里的岗位要设在同一地点或更高的地点，并且有人",
    "late matters of these posts reached nobody: {names}. A post of superiors must stand at the same place or above, "
    "and somebody must hold it",
)


def title(row: str, lang: str) -> str:
    """What the row of the requirements is about; empty where it is not known."""
    return ROWS.get(row, ("", ""))[lang == "en"]


def advise(world: World, rows: dict[str, Row]) -> None:
    """Write beside each figure that is off what to change in the pack, where that is known."""
    for row in rows.values():
        for name, figure in row.figures.items():
            words = WALKED if name.endswith("_walked") else ADVICE.get(name)
            if not figure.ok and not figure.note and words:
                row.note(name, words[world.lang == "en"])


def missing_endings(world: World, endings: list[str], seen: set[str]) -> str:
    """Which endings did not occur, and where the procedures offer them."""
    used = {k.procedure: k.group for k in world.pack.request_types}
    names = []
    for key in endings:
        if key not in seen:
            at = [
                f"{p.key}/{s.key} [{used[p.key]}]"
                for p in world.pack.procedures
                if p.key in used
                for s in p.steps
                if any(o.ending == key for o in s.outcomes)
            ]
            names.append(f"{world.pack.ending(key).title}（{key}: {'、'.join(at)}）")
    return ENDINGS[world.lang == "en"].format(names="；".join(names))


def missing_ways(world: World, seen: set[str]) -> str:
    """By which ways nothing came."""
    names = [f"{world.pack.channel(k).title}（{k}）" for k in world.plan.channel_shares if k not in seen]
    return WAYS[world.lang == "en"].format(names="、".join(names))


def reached_nobody(world: World, lost: list[procedures.Escalation]) -> str:
    """The posts whose late matters nobody heard of, with the kinds that were wanted."""
    late = {e.matter.offered_post_id if e.clock == "offer" else e.matter.holder_post_id: e.wanted for e in lost}
    posts = orgs.post_labels([p for p in late if p is not None])
    names = "、".join(f"{posts[p]}（{late[p]}）" for p in sorted(posts))
    return NOBODY[world.lang == "en"].format(names=names)
