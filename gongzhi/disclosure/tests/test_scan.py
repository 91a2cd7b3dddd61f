"""What the scanner finds in texts as clerks write them, and what it must leave alone."""

from __future__ import annotations

import pytest

from gongzhi.disclosure.rules import Kind, scan

BLOCKED = [
    ("请拨打13800138000联系", Kind.MOBILE, "13800138000"),
    ("电话138 0013 8000", Kind.MOBILE, "138 0013 8000"),
    ("电话138-0013-8000。", Kind.MOBILE, "138-0013-8000"),
    ("+86 13800138000", Kind.MOBILE, "+86 13800138000"),
    ("电话138001380​00".replace("​", ""), Kind.MOBILE, "13800138000"),
    ("手机：１３８００１３８０００", Kind.MOBILE, "１３８００１３８０００"),
    ("手机一三八零零一三八零零零", Kind.MOBILE, "一三八零零一三八零零零"),
    ("身份证110101199003070011", Kind.IDENTITY, None),
    ("身份证号：11010519491231002X", Kind.IDENTITY, "11010519491231002X"),
    ("身份证号11010519491231002x", Kind.IDENTITY, "11010519491231002x"),
    ("旧证110105491231002", Kind.IDENTITY, "110105491231002"),
    ("卡号6222 0212 3456 7890 128", Kind.BANK_CARD, None),
    ("卡号4111111111111111", Kind.BANK_CARD, "4111111111111111"),
    ("邮箱 zhang.wei88@163.com 联系", Kind.EMAIL, "zhang.wei88@163.com"),
    ("微信号：zhangwei_1988", Kind.ACCOUNT, "微信号：zhangwei_1988"),
    ("加QQ12345678", Kind.ACCOUNT, "QQ12345678"),
    ("贵A·12345长期占道", Kind.PLATE, "贵A·12345"),
    ("车牌贵AD12345", Kind.PLATE, "贵AD12345"),
    ("京A8K88学", Kind.PLATE, "京A8K88学"),
    ("幸福小区3栋2单元501室漏水", Kind.HOME, "3栋2单元501室"),
    ("住在12号楼3单元401，", Kind.HOME, "12号楼3单元401"),
    ("3栋501室", Kind.HOME, "3栋501室"),
    ("2单元1204号", Kind.HOME, "2单元1204号"),
    ("三栋二单元五零一室", Kind.HOME, "三栋二单元五零一室"),
    ("小区5-2-301住户", Kind.HOME, "5-2-301"),
    ("Ａ座１２０４室", Kind.HOME, "Ａ座１２０４室"),
    ("6幢1单元3楼左侧住户", Kind.HOME, "6幢1单元3楼左侧"),
]
WARNED = [
    ("居民王小明反映路灯不亮", Kind.NAME, "王小明"),
    ("经与张伟先生沟通", Kind.NAME, "张伟"),
    ("欧阳建国老人行动不便", Kind.NAME, "欧阳建国"),
    ("联系人：刘芳，", Kind.NAME, "刘芳"),
    ("值班电话0851-85801234", Kind.LANDLINE, "0851-85801234"),
    ("社区服务中心201室办理", Kind.HOME, "201室"),
    ("3栋2单元楼道灯不亮", Kind.HOME, "3栋2单元"),
    ("工单号：13800138000", Kind.MOBILE, "13800138000"),
    ("邮箱 fuwu@guiyang.gov.cn", Kind.EMAIL, "fuwu@guiyang.gov.cn"),
    ("号码110105194912310021", Kind.IDENTITY, "110105194912310021"),  # one digit wrong
]
CLEAN = [
    "2026年3月2日已处理，2026-03-02 13:05:06完成。",
    "工期20260302至20260315，共计14天。",
    "支出1,380,013.80元，其中人工13800元。",
    "受理编号GZ202603021234567，订单号20260302138001380001。",
    "请拨打12345热线或110、119、120。",
    "统一社会信用代码12520100429203445X。",
    "社区代码520103001001，网格520103001001003。",
    "居民高度评价，居民安全有保障，居民方便出行。",
    "居民代表会议于3月2日召开，居民满意。",
    "张先生反映，李某称，王女士表示满意。",
    "3栋楼下垃圾已清运，5号楼电梯恢复运行。",
    "更换路灯12盏，维修管道300米，涉及3栋120户。",
    "3栋2026年改造，5号楼1200平方米外墙。",
    "电话138****8000，身份证110101********1234，张*。",
    "国标GB/T 31000-2015，京发〔2026〕12号。",
    "比例为13.8%，网址 https://www.example.cn/a/13800",
    "2026-3-12至2026-10-1施工。",
    "会议在三楼会议室举行，第301次例会。",
]


def found(text: str) -> list[tuple[Kind, str, bool]]:
    return [(f.kind, f.excerpt, f.blocks) for f in scan(text)]


@pytest.mark.parametrize(("text", "kind", "excerpt"), BLOCKED)
def test_blocks(text: str, kind: Kind, excerpt: str | None) -> None:
    hits = [f for f in found(text) if f[2]]
    assert len(hits) == 1
    assert hits[0][0] is kind
    assert excerpt is None or hits[0][1] == excerpt


@pytest.mark.parametrize(("text", "kind", "excerpt"), WARNED)
def test_warns(text: str, kind: Kind, excerpt: str) -> None:
    assert found(text) == [(kind, excerpt, False)]


@pytest.mark.parametrize("text", CLEAN)
def test_leaves_alone(text: str) -> None:
    assert found(text) == []


def test_several_in_order_without_overlap() -> None:
    text = "居民王小明（13800138000，贵A12345）住3栋2单元501室。"
    assert [f.kind for f in scan(text)] == [Kind.NAME, Kind.MOBILE, Kind.PLATE, Kind.HOME]
    assert all(text[f.start : f.end] == f.excerpt for f in scan(text))


def test_long_text_is_fast() -> None:
    import time

    start = time.perf_counter()
    scan("1" * 20000 + "居民" * 5000 + "栋1单元" * 2000 + "a" * 20000)
    assert time.perf_counter() - start < 2
