"""`gongzhi topics FILE.csv`: which messages of a list are about one matter, the most important first. No database."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongzhi.site.cli._lists import named_columns, read_rows

if TYPE_CHECKING:
    from gongzhi.core.gather import Message

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("留言编号", "编号", "诉求编号", "id", "key", "number"),
    "title": ("留言主题", "主题", "标题", "title"),
    "text": ("留言详情", "详情", "内容", "留言内容", "text", "detail", "description"),
    "time": ("留言时间", "时间", "诉求时间", "time", "created", "date"),
    "likes": ("点赞数", "likes"),
    "against": ("反对数",),
}
FILE_MOST = 200 * 1024 * 1024


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "topics",
        help="which messages of a list are about one matter, the most important first",
        description="Groups messages by their words, names of places above all; a group has at least two. Each with "
        "the title of its most typical message, the messages (the most typical first), the first and the last time, "
        "and the place that they share. Importance: how many wrote, and how many agree with them (likes).",
    )
    parser.add_argument("file", metavar="FILE.csv", type=Path, help="CSV (UTF-8 or GB18030) or .xlsx, names on top")
    parser.add_argument(
        "--columns", default="", metavar="id=…,title=…,text=…,time=…,likes=…",
        help="which column is what, where it is not called 留言编号, 留言主题, 留言详情, 留言时间, 点赞数",
    )  # fmt: skip
    parser.add_argument("--least", type=int, default=2, metavar="N", help="messages of a group, at least (default: 2)")
    parser.add_argument("--json", action="store_true", help="title, messages, from, to, place")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from gongzhi.core.gather import gather

    messages = _read(args.file, args.columns)
    topics = [t for t in gather(messages) if len(t.members) >= args.least]
    rows = []
    for topic in topics:
        times = sorted(at for i in topic.members if (at := messages[i].at) is not None)
        said = [_iso(at) for at in (*times[:1], *times[-1:])] or ["", ""]
        keys = [messages[i].key for i in topic.members]
        rows.append({"title": topic.title, "messages": keys, "from": said[0], "to": said[1], "place": topic.place})
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print(
                f"{len(row['messages'])}\t{row['from'][:10]}\t{row['to'][:10]}\t{row['place'] or '—'}\t{row['title']}"
            )
    print(f"{len(messages)} 条留言，{len(rows)} 个事项", file=sys.stderr)
    return 0


def _iso(moment: datetime) -> str:
    from gongzhi.core.clock import SHANGHAI

    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _read(path: Path, columns: str) -> list[Message]:
    from gongzhi.core.gather import Message
    from gongzhi.core.near import day_first

    named = named_columns(columns)
    rows = read_rows(path, lambda header: _found(header, named), most=FILE_MOST, command="topics")
    days = day_first([row.get("time", "") for row in rows])
    return [
        Message(
            row["id"], row.get("title", ""), "".join(row.get("text", "").split()), _moment(row.get("time", ""), days),
            _count(row.get("likes", "")) + _count(row.get("against", "")),
        )
        for row in rows
    ]  # fmt: skip


def _found(header: tuple[str, ...], named: dict[str, str]) -> dict[str, int]:
    """Field → column; raises UsageError where there is no id, or neither title nor text."""
    from gongzhi.site.cli import UsageError

    at = {}
    for field, usual in FIELDS.items():
        names = (named[field],) if field in named else usual
        found = next((header.index(name) for name in names if name in header), None)
        if found is not None:
            at[field] = found
        elif field in named:
            raise UsageError(f"gongzhi topics: there is no column {named[field]}; there are {', '.join(header)}.")
    wrong = [field for field in named if field not in FIELDS]
    if wrong or "id" not in at or not {"title", "text"} & set(at):
        raise UsageError(f"gongzhi topics: --columns must say id and title or text; there are {', '.join(header)}.")
    return at


def _moment(text: str, days: bool) -> datetime | None:
    from gongzhi.core.near import moment_of

    try:
        return moment_of(text, day_first=days)
    except (ValueError, OverflowError):
        return None


def _count(text: str) -> int:
    try:
        return max(0, int(float(text)))
    except (ValueError, OverflowError):
        return 0
