"""What a group chat or a 接龙 says once it is copied into a page: who, when, what. Pure.

Known shapes: “张三 10:21” or “张三 2026-11-20 10:21:33” above the words (copied on a computer), the time before the
name (QQ), “张三:” above the words (forwarded on a phone), “张三: 灯坏了” in one line, and numbered lines below
“#接龙”.
Pictures, stickers, withdrawn messages and lines of the program are left out; telephone numbers are not kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

LINES_MOST = 60  # of one paste; more are read in a second one
TEXT_MOST = 40_000  # characters
TOGETHER = timedelta(minutes=10)  # what one person writes within it is proposed as one
ALIAS_MOST = 30

_DAY = r"(?:(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?|(?P<word>今天|昨天|前天))"
_DAY_SHORT = r"(?:(?P<month2>\d{1,2})月(?P<day2>\d{1,2})日)"
_TIME = r"(?P<part>上午|下午|晚上|早上|凌晨|中午)?\s?(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?"
_WEEKDAY = r"(?:(?:星期|周)[一二三四五六日天]\s*)?"
_STAMP = rf"(?:(?:{_DAY}|{_DAY_SHORT})\s*{_WEEKDAY})?{_TIME}"
_NAME_FIRST = re.compile(rf"^(?P<alias>[^\s].{{0,40}}?)[:：]?\s+{_STAMP}$")
_STAMP_FIRST = re.compile(rf"^{_STAMP}\s+(?P<alias>[^\s].{{0,40}}?)[:：]?$")
_STAMP_ALONE = re.compile(re.sub(r"\?P<\w+>", "?:", rf"^[-—=\s]*(?:{_STAMP}|{_DAY}|{_DAY_SHORT})[-—=\s]*$"))
_COLON_ALONE = re.compile(r"^(?P<alias>[^:：,，。!！?？;；]{1,24})[:：]$")
_COLON = re.compile(r"^(?P<alias>[^:：,，。!！?？;；\s]{1,20})[:：]\s*(?P<words>\S.*)$")
_ITEM = re.compile(r"^(?P<n>\d{1,3})\s*[.、)）．]\s*(?P<words>\S.*)$")
_ROOM = re.compile(r"^[\d#\-—~A-Za-z]*\d[\d#\-—~A-Za-z]*(?:[栋幢号楼单元室座][\d#\-—栋幢号楼单元室座]*)*$")
_QQ_NUMBER = re.compile(r"\s*[(（<]\s*(?:\d{5,12}|[\w.]+@[\w.]+)\s*[)）>]$")
_HOLDER = re.compile(
    r"\[(?:图片|照片|动画表情|表情|语音|视频|文件|链接|位置|红包|转账|名片|小程序|聊天记录|视频号|拍一拍|接龙)[^\]]*\]"
    r"|【(?:图片|语音|视频|文件|位置)】|\[(?:Photo|Image|Video|Sticker|Voice|File|Link)[^\]]*\]"
)
_SYSTEM = re.compile(
    r"撤回了一条(?:成员)?消息|邀请.{1,40}加入了?群聊|加入了?群聊$|移出了?群聊|修改群名为|拍了拍|领取了.{0,20}红包"
    r"|以(?:下|上)(?:是|为)(?:新|历史)?(?:消息|打招呼)|开启了.{0,12}(?:验证|免打扰)|已成为(?:新)?群主|^(?:—|-)+$|消息已被拒收"
)
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)|(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)")
PHONE_SIGN = "〔电话不保存〕"
_SMALL = re.compile(
    r"^(?:(?:好|好的|收到|谢谢|多谢|感谢|嗯+|哦+|哈+|是的|对|在吗|在|早上好|早|晚安|辛苦了?|支持|同意|赞|厉害|ok|okay|1|\+1|6+|顶)"
    r"[!！。.~,，\s您你大家们啊呀了的]*)+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """What one person wrote: `at` is local time without zone, None where the paste does not say; `room` of a list."""

    alias: str
    words: str
    at: datetime | None = None
    room: str = ""
    follows: int | None = None  # the line (from 0) of the same person that it probably goes on


@dataclass(slots=True)
class Pasted:
    """What was read, in its order, and what was not kept."""

    said: list[Said] = field(default_factory=list)
    topic: str = ""  # of a list
    left_out: int = 0  # pictures, lines of the program
    phones: int = 0
    more: int = 0  # beyond LINES_MOST


def read(text: str, on: date, now: datetime) -> Pasted:
    """The messages of a paste; `on` is the day of times without one, `now` the local time, which none is after."""
    lines = [line.strip("\u200b\ufeff ").strip() for line in text[:TEXT_MOST].replace("\r", "\n").split("\n")]
    found = Pasted()
    if any(re.match(r"^#?\s*接龙", line) for line in lines) or _is_list(lines):
        raw = _list(lines, found)
    else:
        raw = _chat(lines, on, found)
    for alias, at, words, room in raw:
        plain = _HOLDER.sub("", words).strip()
        if not plain or _SYSTEM.search(plain):
            found.left_out += bool(words)
            continue
        plain, hidden = _PHONE.subn(PHONE_SIGN, plain)
        alias, hidden_too = _PHONE.subn("", alias)
        found.phones += hidden + hidden_too
        if at is not None and at > now:
            at -= timedelta(days=1)
        if len(found.said) >= LINES_MOST:
            found.more += 1
            continue
        found.said.append(Said(alias.strip()[:ALIAS_MOST], plain, at, room, _before(found.said, alias.strip(), at)))
    return found


def chatter(words: str) -> bool:
    """Whether words are a greeting, thanks or a nod, and so hardly a request."""
    return bool(_SMALL.match(words.strip())) or sum(c.isalnum() for c in words) < 2


def _before(said: list[Said], alias: str, at: datetime | None) -> int | None:
    """The line just before, if the same person wrote it a moment ago."""
    if not said or not alias or said[-1].alias != alias:
        return None
    last = said[-1]
    near = at is None or last.at is None or abs(at - last.at) <= TOGETHER
    return (last.follows if last.follows is not None else len(said) - 1) if near else None


Raw = tuple[str, datetime | None, str, str]


def _is_list(lines: list[str]) -> bool:
    """Numbered from one on, and nothing that looks like a chat."""
    numbers = [int(m["n"]) for m in map(_ITEM.match, lines) if m]
    return len(numbers) > 1 and numbers[:2] == [1, 2] and not any(_head(line, date.min) for line in lines)


def _list(lines: list[str], found: Pasted) -> list[Raw]:
    """A 接龙: the words above the first number are its topic; “例” is an example, no entry."""
    raw: list[Raw] = []
    topic: list[str] = []
    for line in lines:
        item = _ITEM.match(line)
        if item:
            raw.append(_entry(item["words"]))
        elif raw and line:
            alias, at, words, room = raw[-1]
            raw[-1] = (alias, at, f"{words} {line}", room)
        elif line and not line.startswith("例") and not re.match(r"^#?\s*接龙\s*$", line):
            topic.append(re.sub(r"^#?\s*接龙\s*", "", line))
    found.topic = " ".join(topic)[:100]
    return raw


def _entry(words: str) -> Raw:
    """“101 王阿姨 要修灯”: room, alias, words; two words are alias and words; one is words alone."""
    tokens = words.split()
    room: list[str] = []
    while len(tokens) > 1 and _ROOM.match(tokens[0]):
        room.append(tokens.pop(0))
    if len(tokens) < 2:
        colon = _COLON.match(tokens[0])
        alias, rest = (colon["alias"], colon["words"]) if colon else ("", tokens[0])
        return alias, None, rest, " ".join(room)
    return tokens[0].rstrip(":："), None, " ".join(tokens[1:]), " ".join(room)


def _chat(lines: list[str], on: date, found: Pasted) -> list[Raw]:
    heads = any(_head(line, on) for line in lines)
    raw: list[Raw] = []
    day = on
    for line in lines:
        if not line:
            continue
        if _STAMP_ALONE.match(line):
            day = _day_alone(line, on)
            found.left_out += 1
            continue
        head = _head(line, day)
        one = None if heads else _COLON.match(line)
        if head is not None:
            raw.append((*head, "", ""))
        elif one is not None:
            raw.append((one["alias"], None, one["words"], ""))
        elif raw and not _SYSTEM.search(line):
            alias, at, words, room = raw[-1]
            raw[-1] = (alias, at, f"{words}\n{line}".strip(), room)
        elif raw or _SYSTEM.search(line):
            found.left_out += 1
        else:
            raw.append(("", None, line, ""))  # words without a name: somebody pasted one message
    return raw


def _head(line: str, on: date) -> tuple[str, datetime | None] | None:
    """Alias and time of a line that stands above a message; None where it is words."""
    stamped = _NAME_FIRST.match(line) or _STAMP_FIRST.match(line)
    if stamped is not None:
        at = _moment(stamped, on)
        return None if at is None else (_alias(stamped["alias"]), at)
    colon = _COLON_ALONE.match(line)
    return (_alias(colon["alias"]), None) if colon is not None else None


def _alias(text: str) -> str:
    return _QQ_NUMBER.sub("", text.strip()).strip(" :：")


def _moment(found: re.Match[str], on: date) -> datetime | None:
    """The time of a stamp; None where there is no such time."""
    part, hour = found["part"] or "", int(found["hour"])
    if part in ("下午", "晚上") and hour < 12:
        hour += 12
    try:
        at = time(hour, int(found["minute"]), int(found["second"] or 0))
        return datetime.combine(_day(found, on), at)
    except ValueError:
        return None


def _day(found: re.Match[str], on: date) -> date:
    if found["year"]:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found["month2"]:
        return date(on.year, int(found["month2"]), int(found["day2"]))
    return on - timedelta(days={"昨天": 1, "前天": 2}.get(found["word"] or "", 0))


def _day_alone(line: str, on: date) -> date:
    """The day that a line of its own names, for the times below it."""
    plain = line.strip("-—= ")
    for pattern in (_DAY, _DAY_SHORT):
        named = re.match(pattern, plain)
        if named is None:
            continue
        groups = {"year": None, "month2": None, "word": None} | named.groupdict()
        try:
            if groups["year"]:
                return date(int(groups["year"]), int(groups["month"] or 0), int(groups["day"] or 0))
            if groups["month2"]:
                return date(on.year, int(groups["month2"]), int(groups["day2"] or 0))
        except ValueError:
            return on
        return on - timedelta(days={"昨天": 1, "前天": 2}.get(groups["word"] or "", 0))
    return on
