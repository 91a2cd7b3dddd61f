"""Finds personal data in a text before it is published (PIPL 25; rules.md 6, item 14). Pure.

Two strengths. What has a checkable shape (mobile number, identity number, bank card, plate, home down to the room)
blocks. What only looks like it (names, landlines, rooms that may be offices, numbers called an order number) warns,
and a person may let it stand with a reason. Full-width and Chinese digits are read as digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What was found."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    IDENTITY = "identity"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    ACCOUNT = "account"  # WeChat or QQ
    PLATE = "plate"
    HOME = "home"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` looks like `kind`; `blocks` or only warns."""

    kind: Kind
    start: int
    end: int
    excerpt: str
    blocks: bool


def scan(text: str) -> list[Finding]:
    """Everything in `text` that may be personal data, in the order of the text, without overlaps."""
    plain = text.translate(_ASCII)
    found: list[Finding] = []
    for finder in _FINDERS:
        found += [Finding(k, a, b, text[a:b], blocks) for k, a, b, blocks in finder(plain)]
    found.sort(key=lambda f: (not f.blocks, f.start - f.end, f.start))  # the strong and long ones win an overlap
    kept: list[Finding] = []
    for finding in found:
        if all(finding.end <= k.start or finding.start >= k.end for k in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: f.start)


_Hit = tuple[Kind, int, int, bool]
# One character for one, so that positions stay those of the text.
_ASCII = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, ord("—"): 0x2D, ord("–"): 0x2D}
_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "0012345678912345678" + "9")

# "工单号 13800138000": a number that is called a number of something else.
_NUMBERED = re.compile(r"(?:单号|编号|文号|工单|受理号|流水号|订单|证书号|合同号|批次|账单)[号为是:：\s]*$")
_MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])\(?0\d{2,3}\)?[- ]?[2-8]\d{6,7}(?!\d)")
_ID18 = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{5}[ ]?(?:19|20)\d{6}[ ]?\d{3}[\dXx](?![0-9A-Za-z])")
_ID15 = re.compile(r"(?<![0-9A-Za-z])[1-8]\d{14}(?![0-9A-Za-z])")
_CODED = re.compile(r"(?:网格|代码|编码|单号|编号|批次)[号为是:：\s]*$")  # grid codes have 15 digits too
_CARD = re.compile(r"(?<![0-9A-Za-z.])(?:62|4\d|5[1-5]|2[2-7]|35|3[47])(?:[ -]?\d){13,17}(?![0-9A-Za-z])")
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_ACCOUNT = re.compile(
    r"(?:微信|WeChat|weixin|VX|vx)号?[ :：为是]{0,3}[A-Za-z][A-Za-z0-9_-]{5,19}"
    r"|(?:QQ|qq|扣扣)号?[ :：为是]{0,3}[1-9]\d{4,10}"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. -]?"
    r"(?=[A-Z]*\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![0-9A-Za-z])"
)

_N = r"[0-9零〇一二三四五六七八九十百]{1,4}"
_BLOCK = rf"(?:{_N}|[A-Za-z甲乙丙丁东西南北])(?:号楼|号栋|栋|幢|座|号院)"
_UNIT = rf"(?:{_N}|[甲乙丙丁A-Za-z])(?:单元|门洞|梯)"
_FLOOR = rf"{_N}(?:楼|层)"
_ROOM = r"(?:[0-9]{2,4}|[零〇一二三四五六七八九]{3,4})"
_NO_COUNT = r"(?![0-9年月日时分元吨个人天米户栋盏根条平])"
_HOME = re.compile(
    rf"{_BLOCK}\s*(?:{_FLOOR}\s*)?{_ROOM}(?:[室房号]|{_NO_COUNT})"  # "3栋120户" counts households
    rf"|(?:{_BLOCK}\s*)?{_UNIT}\s*(?:{_FLOOR}\s*)?{_ROOM}(?:[室户房号]|{_NO_COUNT})"
    rf"|{_BLOCK}\s*(?:{_UNIT}\s*)?{_FLOOR}\s*(?:左|右|中|东|西)[侧户手]"
    r"|(?<![0-9-])[0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}(?![0-9-])(?:[室户房号])?"
)
_PART_OF_HOME = re.compile(rf"{_BLOCK}\s*{_UNIT}|(?<![0-9A-Za-z第]){_ROOM}[室房](?!内|外|间|屋|产|管)")

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗"
    "凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵汪祁毛禹狄"
    "米贝明臧计伏成戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞"
    "万支柯管卢莫房丁邓单洪包左石崔吉龚程邢裴陆荣翁荀惠甄曲封储靳段焦侯班仇宁栾甘厉刘景詹龙叶黎白蒲邰鄂"
    "卓屠蒙池乔谭姬申冉雍桑桂牛边尚农温庄晏柴瞿阎充习艾易廖耿满匡文寇广阙东欧沃聂曾关游涂肖覃代"
)
_GIVEN = r"(?:欧阳|上官|司马|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐)[\u4e00-\u9fff]{1,2}"
_FULL = rf"(?:{_GIVEN}|[{_SURNAMES}](?!某)[\u4e00-\u9fff]{{1,2}}?)"
_TITLED = re.compile(
    rf"(?<![\u4e00-\u9fff])?({_FULL})(?=先生|女士|小姐|阿姨|大爷|大妈|大娘|奶奶|爷爷|叔叔|同志|老人|婆婆)"
)
_SAYS = r"(?=反映|投诉|来电|致电|来信|表示|提出|建议|要求|咨询|举报|求助|[,,。;:!?、()()\s]|$|称|说|的|家|等)"
_CALLED = re.compile(
    r"(?:居民|业主|住户|住户是|姓名|联系人|当事人|投诉人|反映人|来电人|户主|租客|房东|党员|网格员)[ :：为是叫]{0,2}"
    rf"({_GIVEN}|[{_SURNAMES}](?!某)[\u4e00-\u9fff]{{1,2}}){_SAYS}"
)
_NOT_A_NAME = re.compile(
    r"安全|方便|高兴|高度|常|都|和|及|与|关|广|代表|代|成员|成|任何|强烈|满意|于|支|充|习|单元|单|房|包括|左|明确|明|"
    r"万|文明|文|东|黄色|白|路|管|温|边|计|强|乐|华|金额|金|安|康|易|宁|班|项|时|家|何|许|农|元|齐|广大|曾|应|平|连"
)


def _numbered(text: str, start: int) -> bool:
    return bool(_NUMBERED.search(text, max(0, start - 12), start))


def _mobiles(text: str) -> Iterator[_Hit]:
    for form in dict.fromkeys((text, text.translate(_CHINESE_DIGITS))):
        for m in _MOBILE.finditer(form):
            yield Kind.MOBILE, m.start(), m.end(), not _numbered(text, m.start())


def _landlines(text: str) -> Iterator[_Hit]:
    for m in _LANDLINE.finditer(text):
        yield Kind.LANDLINE, m.start(), m.end(), False


def _identities(text: str) -> Iterator[_Hit]:
    for m in _ID18.finditer(text):
        digits = m.group().replace(" ", "").upper()
        if _is_date(digits[6:14]):  # a slip of one digit spoils the check digit, but hardly the date
            yield Kind.IDENTITY, m.start(), m.end(), _checks(digits)
    for m in _ID15.finditer(text):
        if _is_date(f"19{m.group()[6:12]}") and not _CODED.search(text, max(0, m.start() - 8), m.start()):
            yield Kind.IDENTITY, m.start(), m.end(), "证" in text[max(0, m.start() - 12) : m.start()]


def _cards(text: str) -> Iterator[_Hit]:
    for m in _CARD.finditer(text):
        digits = re.sub(r"\D", "", m.group())
        if 15 <= len(digits) <= 19 and _luhn(digits):
            yield Kind.BANK_CARD, m.start(), m.end(), not _numbered(text, m.start())


def _emails(text: str) -> Iterator[_Hit]:
    for m in _EMAIL.finditer(text):
        yield Kind.EMAIL, m.start(), m.end(), not m.group().lower().endswith(".gov.cn")


def _homes(text: str) -> Iterator[_Hit]:
    for m in _HOME.finditer(text):
        if not _looks_like_date(m.group()):
            yield Kind.HOME, m.start(), m.end(), True
    for m in _PART_OF_HOME.finditer(text):
        yield Kind.HOME, m.start(), m.end(), False


def _names(text: str) -> Iterator[_Hit]:
    for pattern in (_TITLED, _CALLED):
        for m in pattern.finditer(text):
            name = m.group(1)
            if len(name) > 1 and not _NOT_A_NAME.match(name):
                yield Kind.NAME, m.start(1), m.end(1), False


def _simple(kind: Kind, pattern: re.Pattern[str]) -> Callable[[str], Iterator[_Hit]]:
    def find(text: str) -> Iterator[_Hit]:
        for m in pattern.finditer(text):
            yield kind, m.start(), m.end(), True

    return find


_FINDERS: tuple[Callable[[str], Iterator[_Hit]], ...] = (
    _mobiles,
    _landlines,
    _identities,
    _cards,
    _emails,
    _simple(Kind.ACCOUNT, _ACCOUNT),
    _simple(Kind.PLATE, _PLATE),
    _homes,
    _names,
)


def _is_date(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2099
    except ValueError:
        return False


def _looks_like_date(text: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)?\d\d-\d{1,2}-\d{1,4}", text)) and text.count("-") == 2 and len(text) >= 8


def _checks(digits: str) -> bool:
    """GB 11643: the last character of an identity number follows from the others."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(digits, weights, strict=False))
    return "10X98765432"[total % 11] == digits[17]


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(int(d) * 2, 10)) for d in digits[-2::-2])
    return (sum(int(d) for d in digits[-1::-2]) + sum(doubled)) % 10 == 0
