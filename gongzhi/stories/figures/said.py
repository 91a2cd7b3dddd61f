"""What was lived, row by row, in plain words made of the row's figures. (Chinese, English) each."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

WORDS: dict[str, tuple[tuple[str, str], ...]] = {
    "A1": (
        (
            "撤销{street_offices_abolished}个街道办事处，{new_communities}个社区由区直管，涉及居民{residents_covered}人；"
            "在办的{open_on_the_eve}件丢失{matters_lost}件、无人负责{without_owner}件、改动期限{promises_changed}件。",
            "{street_offices_abolished} offices abolished, {new_communities} communities right below districts, "
            "{residents_covered} residents; of {open_on_the_eve} open matters {matters_lost} lost, "
            "{without_owner} without owner, {promises_changed} promises changed.",
        ),
        (
            "后来按原方案恢复{offices_restored}个街道办事处，在办的{open_on_the_eve_of_the_way_back}件丢失"
            "{matters_lost_of_the_way_back}件。",
            "Later {offices_restored} offices were restored; of {open_on_the_eve_of_the_way_back} open matters "
            "{matters_lost_of_the_way_back} were lost.",
        ),
        ("从上到社区{management_levels}级管理。", "{management_levels} levels down to the community."),
    ),
    "A2": (("共有机构{bodies}个。", "{bodies} bodies stand."),),
    "A3": (("一个地址能查到责任链上的每一环。", "An address leads to every link of its chains."),),
    "A4": (
        (
            "党组织划为{grid_levels}级{party_grids}个网格。",
            "{party_grids} grids of organisations in {grid_levels} levels.",
        ),
        (
            "没有人的网格{grids_without_somebody}个，不在网格里的楼栋{buildings_not_in_their_grid}栋。",
            "{grids_without_somebody} grids without anybody, {buildings_not_in_their_grid} buildings outside theirs.",
        ),
    ),
    "A5": (
        (
            "按程序组建党组织{formed_by_the_procedure}个；够条件还没有建的{due_and_none}个。",
            "{formed_by_the_procedure} organisations formed by the procedure; {due_and_none} are due and not formed.",
        ),
        (
            "非公党总支{general_branches}个、两新党支部{new_branches}个、院落党支部{yard_branches}个。",
            "{general_branches} general branch, {new_branches} new branches, {yard_branches} courtyard branches.",
        ),
    ),
    "A6": (
        (
            "兼职委员{concurrent_members_min}到{concurrent_members_max}名，任期{concurrent_term}年。",
            "{concurrent_members_min} to {concurrent_members_max} concurrent members for {concurrent_term} years.",
        ),
        (
            "按程序调整兼职委员{seats_filled_by_procedure}名，任期届满前提醒{told_before_the_term_ends}次。",
            "{seats_filled_by_procedure} member replaced, {told_before_the_term_ends} told before the end.",
        ),
    ),
    "A7": (
        (
            "列出责任清单{kinds_of_lists}种，{entries_with_evidence}项附了佐证，{entries_counted_from_records}项自动计数。",
            "{kinds_of_lists} kinds of lists, {entries_with_evidence} entries with evidence, "
            "{entries_counted_from_records} counted from records.",
        ),
    ),
    "A8": (
        (
            "联席会议议定{tasks_decided}件，没有销号的{tasks_not_struck_off}件。",
            "{tasks_decided} tasks decided at the joint meeting, {tasks_not_struck_off} not struck off.",
        ),
    ),
    "A9": (("有{units_that_gave}个单位为社区做了事。", "{units_that_gave} unit gave something."),),
    "A10": (
        (
            "请假{absences}次，B角办了{steps_done_by_b}步；A、B角同时不在{never_both_away}次。",
            "{absences} absences, {steps_done_by_b} steps done by B; both away {never_both_away} times.",
        ),
    ),
    "A11": (
        (
            "移交岗位{posts_handed_over}个，三人签字，离任的人不能再进来。",
            "{posts_handed_over} post handed over under three signatures; who left has no access.",
        ),
        (
            "街道班子平均年龄从{age_before}岁降到{age_now}岁。",
            "The street's leading group went from {age_before} to {age_now} years on average.",
        ),
    ),
    "A12": (
        (
            "包联领导走访{visits}次，解决问题{problems_solved}个，月汇报{monthly_reports}份，批示转办"
            "{instructions_that_became_tasks}件。",
            "{visits} visits, {problems_solved} problems solved, {monthly_reports} monthly reports, "
            "{instructions_that_became_tasks} instruction became a task.",
        ),
    ),
    "A13": (
        (
            "31个社区办公用房平均{mean_office_area}平方米，服务大厅平均{mean_hall_area}平方米。",
            "Offices of the communities: {mean_office_area} m² on average, halls {mean_hall_area} m².",
        ),
    ),
    "A14": (
        (
            "派驻机构负责人任免征求街道意见{heads_asked_about}件，没有答复的{cases_without_answer}件，考核{heads_assessed}人。",
            "The street was asked about {heads_asked_about} heads ({cases_without_answer} without answer) and assessed "
            "{heads_assessed}.",
        ),
    ),
    "A15": (
        (
            "汛情中建临时党支部{temporary_branches}个，收到居家需求{needs_taken_in}件；到期后留下的支部{branches_left}个、"
            "个人信息{rows_about_helpers_left}条。",
            "In the flood {temporary_branches} temporary branches, {needs_taken_in} needs taken in; afterwards "
            "{branches_left} branches and {rows_about_helpers_left} rows about helpers were left.",
        ),
    ),
    "A16": (
        ("群团组织{mass_organisations}个，都有负责人。", "{mass_organisations} mass organisations, each with a head."),
        (
            "法律地位未明确的机构{bodies_of_unclear_status}个。",
            "{bodies_of_unclear_status} bodies of unclear status in law.",
        ),
    ),
    "A17": (
        (
            "每人熟悉{lines_of_business}套业务，组成突击队{surge_teams}支，未归队{surge_teams_not_released}支。",
            "{lines_of_business} lines each; {surge_teams} surge team, {surge_teams_not_released} not released.",
        ),
    ),
    "A18": (
        (
            "{exchange_levels}级平台、{networks}张网：向下{messages_down}条、向上{messages_up}条，没有回复的{not_answered}条。",
            "{exchange_levels} levels, {networks} networks: {messages_down} messages down, {messages_up} up, "
            "{not_answered} not answered.",
        ),
    ),
}

WORDS["C3"] = (
    (
        "领导接待{receptions_held}次，急难特事{hard_cases}件，提出{items_raised}项，没有答复的{items_without_answer}项；"
        "走访{visits_made}次，挂账{on_the_list}件，到季复查{looked_at_after_a_quarter}次。",
        "{receptions_held} receptions by leaders, {hard_cases} hard matters with {items_raised} items, "
        "{items_without_answer} without answer; {visits_made} visits, {on_the_list} on the list, looked at "
        "{looked_at_after_a_quarter} times.",
    ),
)

WORDS["C7"] = (
    (
        "{estates_under_the_office}个小区归口物业管理办公室；物业费实收率从{fee_income_first}%起步，"
        "一年实收最高{fee_income_year}元，另列补贴{subsidies_apart}元；招用{jobs_found}人，其中原来没有工作的{without_work_before}人。",
        "{estates_under_the_office} estates; fees began at {fee_income_first} percent and reached "
        "{fee_income_year} yuan a year, {subsidies_apart} yuan of subsidies apart; {jobs_found} jobs, "
        "{without_work_before} to people without work.",
    ),
    (
        "整改通知{orders_to_mend}份：销号{orders_closed}份、撤销{orders_lifted}份、退回重改{orders_sent_back}份，没有了结的"
        "{orders_not_ended}份。",
        "{orders_to_mend} orders to mend: {orders_closed} closed, {orders_lifted} lifted, {orders_sent_back} sent "
        "back, {orders_not_ended} not ended.",
    ),
)
WORDS["C8"] = (
    (
        "需求{needs_entered}条、服务{services_entered}条；双方都同意的{matches_agreed}次，办成{matches_carried_out}次；"
        "同意以前看到联系方式的{contacts_shown_before_both_agreed}次；"
        "需求剩{needs_left_over}条、服务剩{services_left_over}条公开。",
        "{needs_entered} needs, {services_entered} services; both agreed {matches_agreed} times, {matches_carried_out} "
        "carried out; contacts shown before that: {contacts_shown_before_both_agreed}; left over and shown: "
        "{needs_left_over} needs, {services_left_over} services.",
    ),
)
WORDS["C5"] = (
    (
        "直接来调解的纠纷{came_without_a_request}件：书面协议{written_agreements}份、口头协议{oral_agreements}份，"
        "司法确认{confirmed_by_the_court}份，一方拒绝{refused_by_a_side}件，回访{called_back}件。",
        "{came_without_a_request} quarrels came by themselves: {written_agreements} written and {oral_agreements} oral "
        "agreements, {confirmed_by_the_court} confirmed by the court, {refused_by_a_side} refused, {called_back} "
        "called back.",
    ),
    (
        "每一步的表都填了的调解{cases_with_every_form}件。",
        "{cases_with_every_form} mediations have the form of every step.",
    ),
)
WORDS["C6"] = (
    (
        "巡查在点位上发现隐患{found_on_patrol}处，办结后没有复查的{mended_and_not_seen_again}处。",
        "Patrols found {found_on_patrol} hazards at check points; {mended_and_not_seen_again} mended and not seen "
        "again.",
    ),
)
WORDS["D7"] = (
    (
        "交接班{shifts_handed_over}次，下一班签收{signed_by_the_next}次，没有人值的班{shifts_without_anybody}个。",
        "{shifts_handed_over} shifts handed over, {signed_by_the_next} signed by the next; {shifts_without_anybody} "
        "shifts without anybody.",
    ),
    (
        "每个点位都看过的周有{weeks_walked_whole}周。",
        "In {weeks_walked_whole} weeks every check point was looked at.",
    ),
)

WORDS["E9"] = (
    (
        "办结选举{elections_held}次，平均到会率{attendance_percent}%，按结果任职{appointed_from_the_result}人。",
        "{elections_held} elections, attendance {attendance_percent}% on average, "
        "{appointed_from_the_result} appointed from the result.",
    ),
)
WORDS |= dict.fromkeys(("E1", "E2", "E3", "E4", "E5", "E8", "E10"), (
    (
        "议题从提出到归档{topics_archived}件，表决会议{meetings_that_decided}次；没有落实、没有公开或者没有评议的"
        "{without_task_publication_or_rating}件。",
        "{topics_archived} topics from proposal to archive, {meetings_that_decided} votes in meetings; "
        "{without_task_publication_or_rating} without task, publication or rating.",
    ),
))  # fmt: skip


def said(row: str, figures: Mapping[str, Mapping[str, Any]], lang: str) -> list[str]:
    """The sentences of a row whose numbers it has; figures as in the JSON."""
    values = {name: _plain(figure["value"]) for name, figure in figures.items()}
    found = []
    for words in WORDS.get(row, ()):
        text = words[lang == "en"]
        names = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
        if names <= set(values):
            found.append(text.format(**values))
    return found


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value == int(value) else value
