"""What is wrong in a pack, in words that a clerk understands, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# code -> (Chinese, English). Placeholders are filled from the mistake's params.
WORDS: dict[str, tuple[str, str]] = {
    "no_folder": ("没有这个文件夹，或其中没有 pack.yaml", "there is no such folder, or no pack.yaml in it"),
    "yaml": ("这一行的写法不对，无法读取：{detail}", "this line cannot be read as YAML: {detail}"),
    "not_mapping": ("这里应当是“名称: 内容”的形式", "this must be a list of “name: value” lines"),
    "not_list": ("这里应当是一列条目，每条以“- ”开头", "this must be a list, each entry beginning with “- ”"),
    "twice": (
        "“{key}”写了两次（另一处在 {other}），请删去一处",
        "“{key}” is written twice (also at {other}); delete one",
    ),
    "duplicate_key": (
        "代号“{key}”重复了，每条的代号必须不同",
        "the key “{key}” is used twice; each entry needs its own",
    ),
    "unknown_field": ("没有“{name}”这一项", "there is no field “{name}”"),
    "unknown_field_near": (
        "没有“{name}”这一项，是不是想写“{near}”？",
        "there is no field “{name}”; did you mean “{near}”?",
    ),
    "missing": ("缺少“{name}”，请补上", "“{name}” is missing"),
    "missing_source": (
        "缺少出处 source:请写明文件原文 quote、法律条款 law 或本平台默认 default 之一",
        "the source is missing: give quote (the document's words), law (an article) or default (ours)",
    ),
    "source_one_of": (
        "出处只能写一种：quote（文件原文）、law（法律条款）或 default（本平台默认），且不能为空",
        "a source is exactly one of quote, law, default, and not empty",
    ),
    "quote_too_long": (
        "引文有 {length} 个字，最多 80 个字，请截短",
        "the quote has {length} characters, at most 80 are allowed",
    ),
    "quote_not_found": ("引文在文件原文中找不到：“{quote}”", "the quote does not stand in the document: “{quote}”"),
    "bad_intervals": (
        "时间段“{value}”不对：要从早到晚，且不能重叠",
        "the interval “{value}” is off: early to late, not overlapping",
    ),
    "incident_chain": (
        "事件等级要连成一条：用 up 从最低一级逐级往上，最高一级不写 up",
        "the levels of incidents must be one chain: each names the next by up, the highest none",
    ),
    "incident_told": (
        "写明告知谁：posts（岗位种类）或 watch（值班人员），二选一",
        "say who is told: either posts (kinds of posts) or watch (who keeps the duty rota)",
    ),
    "incident_watch": (
        "这些层级没有值班表（duty_rotas），没有值班人员可告知",
        "no duty_rotas is kept at these levels: there is no watch to tell",
    ),
    "incident_again": ("只有最高一级才写 again（再次告知的次数）", "only the highest level may say again"),
    "incident_private": (
        "“{name}”是个人事项，不分级：事件只针对设施和地点，不针对人",
        "“{name}” is about personal affairs and has no level: incidents are of things and places, never of people",
    ),
    "no_bound": ("要写明标准：at_least（至少）或 at_most（至多）", "give the bound: at_least or at_most"),
    "bounds_crossed": ("at_least 不能大于 at_most", "at_least cannot be above at_most"),
    "days_crossed": ("ends_on 不能早于 starts_on", "ends_on cannot lie before starts_on"),
    "standard_needs": (
        "按“{measure}”检查，要写明对哪些单位：请补上 {name}",
        "the measure “{measure}” must know the units: give {name}",
    ),
    "not_text": ("这里应当是文字（必要时加引号）", "this must be text (put it in quotation marks if need be)"),
    "not_whole": ("这里应当是整数", "this must be a whole number"),
    "not_number": ("这里应当是数字", "this must be a number"),
    "not_bool": ("这里应当是 true（是）或 false（否）", "this must be true or false"),
    "not_date": ("这里应当是日期，如 2026-03-02", "this must be a date like 2026-03-02"),
    "too_small": ("数值太小，至少是 {limit}", "too small: at least {limit}"),
    "too_big": ("数值太大，最多是 {limit}", "too big: at most {limit}"),
    "more_than": ("数值必须大于 {limit}", "must be more than {limit}"),
    "less_than": ("数值必须小于 {limit}", "must be less than {limit}"),
    "too_short": ("太短：至少 {limit} 个字", "too short: at least {limit} characters"),
    "too_long": ("太长：最多 {limit} 个字", "too long: at most {limit} characters"),
    "too_few": ("至少要有 {limit} 条", "at least {limit} entries are needed"),
    "bad_pattern": (
        "写法不对：代号用小写英文字母开头，只含字母、数字、“-”“_”；时间段写作 09:00-12:00",
        "not in the right form: keys are small letters, digits, - and _; intervals look like 09:00-12:00",
    ),
    "not_choice": ("只能从这些里选：{choices}", "must be one of: {choices}"),
    "not_choice_near": (
        "只能从这些里选：{choices};是不是想写“{near}”？",
        "must be one of: {choices}; did you mean “{near}”?",
    ),
    "other": ("内容不符合要求：{detail}", "not acceptable: {detail}"),
    "no_parent_pack": ("找不到上级规则包“{name}”", "the parent pack “{name}” is not found"),
    "parent_circle": ("规则包互相继承，形成了循环：{name}", "the packs inherit from each other in a circle: {name}"),
    "parent_broken": (
        "上级规则包“{name}”本身有错，请先改好",
        "the parent pack “{name}” has mistakes itself; correct them first",
    ),
    "remove_nothing": (
        "要去掉的“{key}”在上级规则包中没有",
        "“{key}” is to be removed, but the parent pack has no such entry",
    ),
    "dangling": ("{what}中没有“{name}”", "there is no “{name}” among the {what_en}"),
    "dangling_near": (
        "{what}中没有“{name}”，是不是想写“{near}”？",
        "there is no “{name}” among the {what_en}; did you mean “{near}”?",
    ),
    "unknown_permission": ("没有“{name}”这个权限", "there is no permission “{name}”"),
    "unknown_permission_near": (
        "没有“{name}”这个权限，是不是想写“{near}”？",
        "there is no permission “{name}”; did you mean “{near}”?",
    ),
    "unreachable": ("步骤“{name}”从第一步走不到", "the step “{name}” cannot be reached from the first one"),
    "no_way_out": (
        "步骤“{name}”走不到结束，事项会停在这里",
        "from the step “{name}” no end can be reached; matters would stay there",
    ),
    "no_archive": ("工作法要以一个归档（archive）步骤结束", "a procedure must end in a step of kind archive"),
    "no_outcomes": (
        "这个步骤要写明办理人可以选择的结果 outcomes",
        "this step needs the outcomes that its owner may choose",
    ),
    "no_days": ("公示、评价、等待的步骤要写明天数 days", "a publication, rating or wait needs its days"),
    "no_board": ("公示的步骤要写明公开栏 board", "a publication needs its board"),
    "days_below_board": (
        "公示天数不能少于公开栏规定的 {limit} 天",
        "the period is shorter than the board's {limit} days",
    ),
    "no_joins": (
        "会办（join）步骤要写明 joins：请谁来、多长时间签收和答复；没有特别要求的写 joins: {{}}",
        "a join needs joins: whom it asks and how long they have; joins: {{}} where the defaults will do",
    ),
    "meets_who": (
        "要写明谁有表决权：of（哪些机构的成员）或 electorate（哪种名册），只写一种",
        "say who is entitled: of (the members of which bodies) or electorate (which register), one of them",
    ),
    "pauses_how_long": (
        "只有写了 limit 的 task 步骤才能让总期限暂停（pauses），不然谁也不知道要等多久",
        "only a task with a limit of its own lets the promise wait (pauses): else nobody knows how long",
    ),
    "calls_who": (
        "由工作人员回访的要写明 by：哪类岗位打电话",
        "a call back by staff names by which kinds of posts",
    ),
    "rule_kind": ("表决规则要写 passed（通过）或 elected（当选）中的一种", "a rule has either passed or elected"),
    "rule_days": ("until 不能早于 since", "until cannot lie before since"),
    "not_closed": (
        "议事的工作法要有会议决定、公示、决定之后的办理步骤和群众评价，缺：{name}",
        "deliberating needs a meeting that decides, a publication, a task after it and a rating; missing: {name}",
    ),
    "election_demanded": (
        "罢免要写明多少人可以提出（demanded），选举不写",
        "a recall says which share may demand it (demanded), an election does not",
    ),
    "election_recommended": ("要写明谁可以推荐（recommended_by）", "say who may recommend (recommended_by)"),
    "review_run_by": (
        "“{name}”就在被评议的机构里，不能自己评议自己",
        "“{name}” belongs to the body that is reviewed: nobody runs the own review",
    ),
    "review_grades": ("评议的档次里要有不称职的，也要有称职的", "some grades fail, others do not"),
    "election_run_by": (
        "选举要由另外的岗位主持（run_by），不能由要选的岗位自己主持",
        "an election is held by another kind of post (run_by) than those that it fills",
    ),
    "election_steps": (
        "选举的工作法要依次是这些步骤（approve 可以没有）：{choices}",
        "the procedure of an election has these steps in this order (approve may be left out): {choices}",
    ),
    "mediation_persuades": ("劝和的岗位（persuaders）不能同时是调解的岗位", "who persuades does not mediate"),
    "mediation_refusal": (
        "“{name}”这一步要有 refused（不愿调解）这个结果：任何一方随时可以拒绝",
        "“{name}” needs an outcome refused: either side may refuse at any time",
    ),
    "property_order": (
        "整改通知的工作法要有 mend（结果 report）和 recheck（结果 closed、back）两步",
        "the procedure of an order has the steps mend (report) and recheck (closed, back)",
    ),
    "property_objection": (
        "可以提异议（objection）的整改通知，工作法里 mend 要有结果 object，还要有一步 objection（结果 upheld、lifted）",
        "orders that may be objected to need the outcome object in mend, and a step objection (upheld, lifted)",
    ),
    "property_decides": (
        "“{name}”复核整改通知的异议，accepts 里要有“{procedure}”",
        "“{name}” decides on objections: add “{procedure}” to its accepts",
    ),
    "election_vets": (
        "“{name}”要由另一个机构的岗位来做，不能由主持选举或要选的岗位来做",
        "“{name}” is done by a post of another body, not by who holds the election or is elected",
    ),
    "no_meets": (
        "会议（meeting）步骤要写明 meets：谁开会、按什么规则表决",
        "a meeting needs meets: who sits, by which rule",
    ),
    "meets_elsewhere": ("只有会议（meeting）步骤才写 meets", "only a step of kind meeting has meets"),
    "meeting_outcomes": (
        "会议步骤要有两个结果：先写通过，再写不通过",
        "a meeting has two outcomes: first passed, then rejected",
    ),
    "meeting_needs": (
        "会议步骤的结果由表决得出，不另填内容，请去掉 needs",
        "the verdict takes the outcome of a meeting: nothing is filled in, take needs away",
    ),
    "join_elsewhere": (
        "只有会办步骤（kind: join）才写 joins",
        "joins belongs to a step of kind join alone",
    ),
    "join_one_outcome": (
        "会办步骤至少要有两个结果：第一个是各部门答复之后，另一个供部门不来或答复不够时选用，否则事项会停在这里",
        "a join needs a second outcome, for when too few bodies answer; else matters would stay there",
    ),
    "join_needs": (
        "会办答复齐后自动走第一个结果，这个结果不能要求填写内容或办结；请去掉 needs、ending，或写 then: choose",
        "this outcome is taken by itself, so it cannot need fields or end the matter; "
        "take needs and ending away or write then: choose",
    ),
    "join_too_many": (
        "只请了 {n} 类岗位，要求的答复数 at_least 不能比这更多",
        "only {n} kinds of posts are asked; at_least cannot be more",
    ),
    "cannot_handle": (
        "“{name}”没有办理权限，事项转给它就办不下去：请给它 {permission} 权限，或换一类岗位",
        "“{name}” cannot handle matters, so nothing would go on there: give it {permission}, or name another kind",
    ),
    "not_accepting": (
        "“{name}”的 accepts 里没有工作法“{procedure}”，转办时选不到它：请补上",
        "“{name}” does not accept the procedure “{procedure}”, so nobody is offered it: add it to its accepts",
    ),
    "join_longer": (
        "会办签收加答复约 {took} 个工作小时，而这些诉求类型的期限只有：{types}；走到会办的事项大多会逾期",
        "signing in and answering take some {took} working hours, more than these types are promised: {types}; most "
        "matters that come here will be late",
    ),
    "box_nobody": (
        "“{name}”要有人挂箱、撤箱，但没有岗位有 premises:edit 权限：请给一类岗位这个权限，或去掉这条渠道",
        "no post may hang a box of “{name}”: give a kind premises:edit, or remove the channel",
    ),
    "no_superior": (
        "“{name}”（{key}）办的事项逾期后找不到上级：superiors（{kinds}）在同一地点或更高的地点都没有岗位",
        "late matters of “{name}” ({key}) reach nobody: none of its superiors ({kinds}) stands at its place or above",
    ),
    "cannot_join": (
        "“{name}”没有办理权限，收不到会办事项：请给它 request:handle 权限",
        "“{name}” cannot handle matters, so it cannot be asked: give it request:handle",
    ),
    "cannot_supervise": (
        "“{name}”看不到诉求，无法监督或作决定：请给它 request:see 权限",
        "“{name}” cannot see requests, so it cannot supervise or decide: give it request:see",
    ),
    "decides_itself": (
        "暂缓之后由谁决定（decides），不能又是监督者自己，要写上一级",
        "who decides about a hold cannot be who put it: name the next level",
    ),
    "level_circle": ("层级的上下级关系形成了循环", "the levels are each other's parents in a circle"),
    "level_order": ("下级的 order 要大于上级", "a lower level needs a larger order than its parent"),
    "placeholder": (
        "文字中的 {{{name}}} 不是可用的填充项，可用的有：{choices}",
        "{{{name}}} cannot be filled in; there are: {choices}",
    ),
    "text_missing": ("缺少消息模板“{name}”", "the message template “{name}” is missing"),
    "no_receiver": (
        "居民自己使用的渠道要写明由哪类岗位接收：received_by",
        "a channel that residents use needs the kinds of posts that receive it: received_by",
    ),
    "abstract_pack": (
        "这个规则包只供继承，不能单独安装",
        "this pack is only inherited from and cannot be installed",
    ),
    "no_other": (
        "诉求类型中要有一类“other”，收不属于其他各类的事",
        "a type with the key “other” is needed for what fits nowhere",
    ),
    "no_substitute": (
        "这类岗位要求AB角，请用 substitute 写明B角",
        "posts of this kind need a B: name it under substitute",
    ),
    "self_substitute": ("A角和B角不能是同一个岗位", "A and B cannot be the same post"),
    "bad_ring": ("边界至少要有三个点", "an outline needs at least three points"),
    "no_hours": (
        "一周里没有工作时间，期限无法计算",
        "there are no working hours in the week, so no limit can be computed",
    ),
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: where (`file` as reached from the folder given, `line` from 1, dotted `path`), and what."""

    file: str
    line: int
    path: str
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def message(self, lang: str = "zh") -> str:
        """What is wrong, in Chinese (`zh`) or English (`en`)."""
        return WORDS[self.code][1 if lang == "en" else 0].format(**self.params)

    def line_text(self, lang: str = "zh", *, doubtful: bool = False) -> str:
        """`file:line: key.path: message`; what is `doubtful` says so."""
        word = ("warning: " if lang == "en" else "提醒：") if doubtful else ""
        return f"{self.file}:{self.line}: {self.path or '-'}: {word}{self.message(lang)}"


class BadPack(ValueError):
    """The pack cannot be loaded; `mistakes` says why."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(m.line_text("en") for m in mistakes[:20]))
