"""The order of strokes, by names whose order is known."""

from __future__ import annotations

import random

from gongzhi.core.strokes import natural, stroke_key, strokes, unknown

# fewer strokes first; the same number by 横 竖 撇 点 折; a surname with a single given name before a double one
ORDER = [
    "丁一", "丁小宁", "卜卫", "刁明", "于敏", "万里", "马云霞", "王芳", "王大力", "王小丫", "毛毛",
    "方圆", "邓丽", "叶青", "田富", "田大利", "冯唐", "吕蒙", "朱德明", "刘洋", "许仙", "孙权",
    "杜甫", "李一鸣", "李大鸣", "吴用", "何平", "余华", "宋江", "张飞", "陈平", "林冲", "欧阳修",
    "周瑜", "郑成", "赵云", "胡适", "徐庶", "高俅", "郭嘉", "唐寅", "黄忠", "曹操", "梁山",
    "彭越", "董卓", "韩信", "程普", "曾巩", "谢安", "蔡伦", "潘安", "魏延",
]  # fmt: skip


def test_names_stand_in_the_order_of_strokes() -> None:
    mixed = list(ORDER)
    random.Random(3).shuffle(mixed)  # noqa: S311
    assert sorted(mixed, key=stroke_key) == ORDER


def test_strokes_are_counted_and_what_is_not_known_is_last() -> None:
    assert [strokes(c) for c in "丁王李张陈"] == [2, 4, 7, 7, 7]
    assert strokes("X") is None
    assert unknown("王㛃") == "㛃"
    assert unknown("阿·卜杜") == ""
    assert sorted(["㛃花", "魏延"], key=stroke_key) == ["魏延", "㛃花"]


def test_addresses_stand_by_the_size_of_their_numbers() -> None:
    order = ["", "2栋1单元9号", "2栋1单元10号", "2栋3单元1号", "10栋1单元1号", "和平路2号", "和平路11号"]
    mixed = list(order)
    random.Random(5).shuffle(mixed)  # noqa: S311
    assert sorted(mixed, key=natural) == order
