"""The tiny procedure of the tests, as the pure engine reads it."""

from __future__ import annotations

from gongzhi.core.worktime import Limit, Unit
from gongzhi.procedures.rules.build import part_of
from gongzhi.procedures.rules.model import Definition, Join, Level, Outcome, Step, StepKind, Supervision

HOURS = Limit(4, Unit.WORKING_HOURS)
DAYS = Limit(5, Unit.WORKING_DAYS)
LEVELS = (Level("superior"), Level("director", Limit(1, Unit.WORKING_DAYS)))

SIMPLE = Definition(
    key="simple",
    title="诉求办理",
    limit=DAYS,
    on_breach=LEVELS,
    longest_extension=Limit(5, Unit.WORKING_DAYS),
    steps=(
        Step("accept", "受理", StepKind.TASK, limit=HOURS, outcomes=(Outcome("take", "受理", "handle"),)),
        Step("route", "派单", StepKind.DISPATCH, outcomes=(Outcome("sent", "已派", "handle"),)),
        Step(
            "handle",
            "办理",
            StepKind.TASK,
            outcomes=(
                Outcome("solved", "已解决", "rate", ("solved",), ("answer",)),
                Outcome("route", "派单", "route"),
                Outcome("show", "公示", "show"),
                Outcome("later", "等待", "later", (), ("date",)),
            ),
        ),
        Step("show", "公示", StepKind.PUBLICATION, days=7, outcomes=(Outcome("over", "期满", "handle"),)),
        Step("later", "等待", StepKind.WAIT, days=30, outcomes=(Outcome("due", "到期", "handle"),)),
        Step("rate", "评价", StepKind.RATING, by="resident", days=15, outcomes=(Outcome("none", "未评", "archive"),)),
        Step("archive", "归档", StepKind.ARCHIVE, by="system"),
    ),
)

TOGETHER = Definition(
    key="together",
    title="会办",
    limit=DAYS,
    on_breach=LEVELS,
    supervision=Supervision(("council",), Limit(2, Unit.WORKING_DAYS), hold_days=5),
    steps=(
        Step(
            "handle",
            "办理",
            StepKind.TASK,
            outcomes=(Outcome("whistle", "吹哨", "whistle"), Outcome("solved", "已解决", "rate", ("solved",))),
        ),
        Step(
            "whistle",
            "部门报到",
            StepKind.JOIN,
            join=Join(sign_in=HOURS, answer=DAYS, at_least=2),
            outcomes=(Outcome("all", "都已答复", "check"), Outcome("alone", "不再会办", "handle")),
        ),
        Step(
            "check",
            "验收",
            StepKind.TASK,
            outcomes=(
                Outcome("solved", "已解决", "rate", ("solved",)),
                Outcome("again", "再吹哨", "whistle"),
                Outcome("show", "公示", "show"),
            ),
        ),
        Step("show", "公示", StepKind.PUBLICATION, days=7, outcomes=(Outcome("over", "期满", "check"),)),
        Step("rate", "评价", StepKind.RATING, by="resident", days=15, outcomes=(Outcome("none", "未评", "archive"),)),
        Step("archive", "归档", StepKind.ARCHIVE, by="system"),
    ),
)
PART = part_of(TOGETHER, "whistle")
