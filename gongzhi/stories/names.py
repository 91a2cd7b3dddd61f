"""Invented names of persons: common surnames and given names, drawn by the story's own chance."""

from __future__ import annotations

import random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
    "余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = [
    *("秀英", "桂兰", "玉珍", "淑华", "建国", "志强", "建军", "国平", "晓燕", "丽娟", "海燕", "文静", "俊杰", "子涵"),
    *("雨欣", "浩然", "明辉", "春梅", "永红", "金凤", "德明", "光华", "立新", "卫东", "素芬", "红霞", "小琴", "佳怡"),
    *("思远", "启航", "敏", "静", "磊", "洋", "勇", "艳", "杰", "涛", "明", "超", "霞", "平", "刚", "辉", "玲", "芳"),
    *("娟", "斌", "波", "宇", "倩", "莉", "峰", "健", "凯", "琳", "颖", "雪", "慧", "巧云", "世荣", "开华", "兴旺"),
    *("正清", "仕林", "朝阳", "家兴", "万福", "庆元", "发祥", "显贵", "廷芳", "昌明", "宗德", "应珍", "大芬", "成英"),
    *("登科", "绍文", "泽民"),
]


def full_name(chance: random.Random) -> str:
    """A surname and a given name."""
    return chance.choice(SURNAMES) + chance.choice(GIVEN)


def mobile(chance: random.Random) -> str:
    """A mobile number with seven fixed digits, as clearly made up as a valid one can be."""
    return "1380000" + f"{chance.randrange(10_000):04d}"
