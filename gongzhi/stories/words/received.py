"""What is raised and said at the station of leaders who receive. All invented; no paper is cited by a number."""

from __future__ import annotations

ITEMS = ("这件事现在由哪个单位办、办到了哪一步", "什么时候能有结果，怎么告知")
ANSWERS = (
    "由第一个接待的人跟到底，相关单位已当面碰过头，办到哪一步随时可以问接待站。",
    "结果出来当天电话告知，并写进书面答复；没有结果也按期说明原因。",
)
POLICY = "办理条件、材料和期限"
EXPLAINED = "当面讲清了哪些能办、还缺什么材料、到哪里办、大约多久有结果。"
HEARD = "到现场看了情况，听了本人的说法，需要补的材料列了单子。"
OFF = "休息日和节假日不接待，急事打值班电话"
LOOKED = {
    "kept": "到期看过，已按计划办完，告知了本人。",
    "put-off": "施工还没有收尾，告知本人改到新的日期。",
    "listed": "条件仍不具备，与主管单位核过，继续挂账，已告知本人。",
}
