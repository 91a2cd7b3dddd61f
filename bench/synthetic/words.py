"""Words of synthetic requests: common phrases and rare ones, streets of the story, numbers that are nobody's."""

from __future__ import annotations

import random
from collections.abc import Iterator

STREETS = (
    "望云路",
    "锦桥路",
    "清溪沿",
    "新泉路",
    "松荫街",
    "石榴巷",
    "槐角巷",
    "百草街",
    "枣山路",
    "普陀路",
    "八鸽岩路",
)
THINGS = (
    "路灯不亮", "垃圾没有人清运", "井盖松动", "楼道堆了杂物", "下水道堵塞", "电梯停用", "路面有坑", "夜里施工很吵",
    "占道停车", "油烟呛人", "树枝挡住窗户", "飞线充电", "没有水", "广告贴满墙", "电动车进楼", "花坛被踩坏",
    "公厕没有清扫", "健身器材断了", "流浪狗追人", "楼上漏水", "摊贩占道", "管道有异味", "信号灯坏了", "护栏倒了",
    "屋顶漏雨", "积水没过脚面", "宣传栏玻璃碎了", "水表冻裂", "蜂窝挂在阳台", "石狮子歪了",
)  # fmt: skip
SINCE = ("好几天了", "一个多星期了", "从昨晚开始", "反复出现", "已经报过一次", "老人孩子都不敢走", "影响大家出行")
ASKS = ("请派人来看一看。", "请尽快处理。", "希望有人管一管。", "请给个答复。", "麻烦核实一下，谢谢。")
RARE = ("旋耕机", "鸽棚", "青石碑", "油锯", "ABC-2046", "琉璃瓦", "狮子桥", "锅炉房")
ENDS = {"所在地": 0.03, "附近": 0.3, "旁边": 0.2, "后门": 0.1, "地下车库": 0.05}


def draw(chance: random.Random, number: int) -> Iterator[tuple[str, str, str, str]]:
    """So many of (address, phrase, further words, phone)."""
    things = chance.choices(THINGS, [1 / (rank + 1) for rank in range(len(THINGS))], k=number)
    streets = chance.choices(STREETS, [1 / (rank + 2) for rank in range(len(STREETS))], k=number)
    ends = chance.choices(list(ENDS), list(ENDS.values()), k=number)
    for thing, street, end in zip(things, streets, ends, strict=True):
        house = int(chance.random() * 400) + 1
        rare = f"在{RARE[int(chance.random() * len(RARE))]}那里，" if chance.random() < 0.002 else ""
        since, ask = SINCE[int(chance.random() * 7)], ASKS[int(chance.random() * 5)]
        unit = int(chance.random() * 18) + 1
        yield (
            f"{street}{house}号",
            f"{end}{thing}",
            f"{rare}{unit}单元这边{since}，{ask}（合成数据）",
            f"1380000{int(chance.random() * 10_000):04d}",
        )
