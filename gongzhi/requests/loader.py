"""Requests from a table: which column means what, and each row as a draft or with what is wrong in it. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gongzhi.core import typed
from gongzhi.core.errors import Invalid, InvalidMany
from gongzhi.core.texts import N_, too_long
from gongzhi.core.worktime import Limit
from gongzhi.kit.tables import Table, text_of
from gongzhi.requests import rules
from gongzhi.requests.rules import Draft

NUMBER_MAX = 60
ANSWER_MAX = 20_000  # what another office wrote is taken as it is
# field -> (label, words that a heading is or contains, the surest first)
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "number": (
        N_("Number there"),
        ("工单编号", "工单号", "留言编号", "诉求编号", "受理编号", "事项编号", "信件编号", "流水号", "编号")
        + ("request number", "servicerequestnum", "ticket", "unique key", "case id", "srrecordid", "id"),
    ),
    "reported_at": (
        N_("Reported on"),
        (
            "反映时间",
            "来电时间",
            "留言时间",
            "诉求时间",
            "受理时间",
            "登记时间",
            "提交时间",
            "创建时间",
            "上报时间",
            "反映日期",
        )
        + ("reported", "createddate", "created date", "created", "opened", "requested"),
    ),
    "title": (N_("Title"), ("诉求标题", "工单标题", "留言主题", "标题", "主题", "title", "subject", "descriptor")),
    "description": (
        N_("What was said"),
        (
            "诉求内容",
            "反映内容",
            "问题描述",
            "留言详情",
            "工单内容",
            "事项描述",
            "内容",
            "详情",
            "description",
            "details",
        ),
    ),
    "name": (
        N_("Name or alias"),
        ("联系人", "反映人", "来电人", "诉求人", "留言用户", "姓名", "称呼", "contact name", "name"),
    ),
    "phone": (N_("Phone"), ("联系电话", "来电号码", "手机号码", "联系方式", "电话", "手机", "phone", "mobile")),
    "email": (N_("E-mail"), ("电子邮箱", "邮箱", "邮件", "email", "e-mail")),
    "address": (
        N_("Address"),
        ("事发地址", "诉求地址", "详细地址", "问题地点", "发生地点", "地址", "地点", "位置")
        + ("incident address", "address", "location"),
    ),
    "point": (N_("Longitude and latitude"), ("经纬度", "坐标", "定位", "geolocation", "coordinates")),
    "lon": (N_("Longitude"), ("经度", "longitude", "lon", "lng")),
    "lat": (N_("Latitude"), ("纬度", "latitude", "lat")),
    "type": (
        N_("Type"),
        ("诉求类型", "问题类型", "事项类别", "诉求分类", "类型", "分类", "类别")
        + ("srtype", "complaint type", "type", "category"),
    ),
    "channel": (
        N_("Channel"),
        ("来源渠道", "受理渠道", "诉求来源", "渠道", "来源", "methodreceived", "channel"),
    ),
    "due": (
        N_("Due"),
        ("办结时限", "办理时限", "办理期限", "截止时间", "到期时间", "时限", "duedate", "due date", "due"),
    ),
    "answer": (
        N_("Official answer"),
        (
            "答复意见",
            "答复内容",
            "办理结果",
            "处理结果",
            "办理情况",
            "回复内容",
            "答复",
            "回复",
            "answer",
            "resolution",
        ),
    ),
    "answered_at": (
        N_("Answered on"),
        ("答复时间", "办结时间", "回复时间", "办结日期", "closedate", "closed date", "answered", "closed"),
    ),
    "ending": (N_("How it ended"), ("办结方式", "办结类型", "办理结论", "outcome", "ending")),
}
EXCEL_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
Mapping_ = Mapping[str, int]


def guess(header: Sequence[str]) -> dict[str, int]:
    """Which column (from 0) each field most likely stands in; a field without a likely column is left out."""
    names = [re.sub(r"[\s_（(].*$" if "（" in h or "(" in h else r"\s+", " ", _folded(h)).strip() for h in header]
    found: dict[str, int] = {}
    taken: set[int] = set()
    for exact in (True, False):
        for key, (_label, words) in FIELDS.items():
            if key in found:
                continue
            for word in words:
                fitting = [
                    i for i, n in enumerate(names)
                    if i not in taken and (n == word if exact else not word.isascii() and word in n)
                ]  # fmt: skip
                if fitting:
                    found[key] = fitting[0]
                    taken.add(fitting[0])
                    break
    if {"lon", "lat"} <= found.keys():
        found.pop("point", None)
    else:
        found.pop("lon", None)
        found.pop("lat", None)
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower().replace("*", "")


@dataclass(slots=True)
class Line:
    """One row: what it would become, or what is wrong with it (`problems`: field → why)."""

    row: int
    cells: Sequence[Any]
    number: str = ""  # the outside number; a digest of the row where it has none
    reported_at: datetime | None = None
    draft: Draft = field(default_factory=lambda: Draft(""))
    alias: str = ""
    type_words: str = ""
    channel_words: str = ""
    due_at: datetime | None = None
    limit: Limit | None = None
    answer: str = ""
    answered_at: datetime | None = None
    ending_words: str = ""
    problems: dict[str, Invalid] = field(default_factory=dict)


def lines(table: Table, columns: Mapping_, now: datetime) -> Iterator[Line]:
    """The rows of the table, read by `columns` (field → column). Raises Invalid for the file as a whole."""
    for row, cells in table.rows():
        yield _line(row, cells, columns, now)


def _line(row: int, cells: Sequence[Any], columns: Mapping_, now: datetime) -> Line:
    line = Line(row, cells)

    def raw(key: str) -> Any:
        at = columns.get(key)
        value = None if at is None or at >= len(cells) else cells[at]
        if isinstance(value, str) and value.strip() in EXCEL_ERRORS:
            line.problems.setdefault(key, Invalid("The cell holds an error of Excel: %(text)s.", text=value.strip()))
            return None
        return value

    def say(key: str) -> str:
        return text_of(raw(key))

    def moment(key: str) -> typed.Moment | None:
        value = raw(key)
        if text_of(value) == "":
            return None
        try:
            return typed.moment(value)
        except Invalid as error:
            line.problems[key] = error
            return None

    _times(line, columns, moment, say, now)
    line.type_words, line.channel_words, line.ending_words = say("type"), say("channel"), say("ending")
    line.answer = _paragraphs(say("answer"))
    if line.answer and line.answered_at is None and "answered_at" not in line.problems:
        line.problems["answered_at"] = Invalid("There is an answer without its date.")
    if line.answered_at is not None and "answer" in columns and not rules.has_words(line.answer):
        line.problems.setdefault("answer", Invalid("There is a date of answer without an answer."))
    if len(line.answer) > ANSWER_MAX:
        line.problems["answer"] = too_long(line.answer, ANSWER_MAX)
    _draft(line, say)
    line.number = say("number") or _digest(line)
    if len(line.number) > NUMBER_MAX:
        line.problems["number"] = too_long(line.number, NUMBER_MAX)
    return line


def _times(line: Line, columns: Mapping_, moment: Any, say: Any, now: datetime) -> None:
    reported = moment("reported_at")
    if reported is not None:
        line.reported_at = reported.at
        if reported.at > now:
            line.problems["reported_at"] = Invalid("The date lies in the future.")
    elif "reported_at" in columns and "reported_at" not in line.problems:
        line.problems["reported_at"] = Invalid("The date is missing.")
    due_text = say("due")
    line.limit = typed.limit(due_text) if due_text else None
    if due_text and line.limit is None:
        due = moment("due")
        if due is not None:
            line.due_at = due.at + timedelta(days=1, minutes=-1) if due.whole_day else due.at
            if line.due_at < (line.reported_at or now):
                line.problems["due"] = Invalid("The due date lies before the report.")
    answered = moment("answered_at")
    if answered is not None:
        line.answered_at = answered.at
        if answered.whole_day and line.reported_at and answered.at < line.reported_at:
            line.answered_at = max(answered.at, min(line.reported_at, answered.at + timedelta(days=1, minutes=-1)))
        if line.answered_at > now:
            line.problems["answered_at"] = Invalid("The date lies in the future.")
        elif line.answered_at < (line.reported_at or now):
            line.problems["answered_at"] = Invalid("It was answered before it was reported.")


def _draft(line: Line, say: Any) -> None:
    phone, name = say("phone"), " ".join(say("name").split())
    if phone and typed.is_masked(phone):
        line.alias, phone = "" if name else phone, ""
    title, words = " ".join(say("title").split()), _paragraphs(say("description"))
    lon = lat = None
    try:
        if say("point"):
            lon, lat = typed.point(say("point"))
        elif say("lon") and say("lat"):
            lon, lat = typed.number(say("lon")), typed.number(say("lat"))
    except Invalid as error:
        line.problems["point"] = error
    address = " ".join(say("address").split())
    draft = Draft(
        description=words or title or line.type_words, title=title[: rules.TITLE_MAX], name=name, contact_phone=phone,
        contact_email=say("email"), lon=lon, lat=lat, address=address,
    )  # fmt: skip
    try:
        rules.check_draft(draft if address or lon is not None else _somewhere(draft), contact_needed=False)
    except InvalidMany as error:
        line.problems |= {_SAME.get(k, k): e for k, e in error.errors.items()}
    except Invalid as error:
        line.problems[error.field or "description"] = error
    line.draft = draft


_SAME = {"contact_phone": "phone", "contact_email": "email"}


def _somewhere(draft: Draft) -> Draft:
    return Draft(description=draft.description, title=draft.title, name=draft.name, place_id=0)


def _paragraphs(text: str) -> str:
    """The text without the blanks that programs leave: lines stripped, at most one empty line between them."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(part.strip() for part in text.splitlines())).strip()


def _digest(line: Line) -> str:
    """What tells a row without a number from others: its content."""
    parts = (line.reported_at and line.reported_at.isoformat(), line.draft.description, line.draft.address,
             line.draft.name, line.draft.contact_phone)  # fmt: skip
    return f"#{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"


def promises(rows: Iterable[Line]) -> Iterator[tuple[str, datetime, datetime]]:
    """(type as written, reported, due) of the rows that say all three."""
    for line in rows:
        if line.type_words and line.reported_at is not None and line.due_at is not None:
            yield line.type_words, line.reported_at, line.due_at
