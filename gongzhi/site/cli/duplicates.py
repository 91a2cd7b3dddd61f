"""`gongzhi duplicates FILE.csv …`: which records of a list are the same matter again. No database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongzhi.site.cli._lists import Header, named_columns, read_rows

if TYPE_CHECKING:
    from gongzhi.core.near import Point

FIELDS = ("id", "time", "type", "lat", "lon")
FILE_MOST = 500 * 1024 * 1024


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "duplicates",
        help="which records of a list are the same matter again: of one type, near in place and time",
        description='Prints {"pairs": [[id, id], …]}, of each pair the earlier one first. Two records are a pair '
        "where they are of the same type, at most so many metres apart, and less than so many times 24 hours. Rows "
        "without a point or a time are left out and counted on stderr. Times are ISO 8601, 2019/2/28 11:25 or "
        "3/14/2025 1:20 (28/2/2019 where the column has such days); without an offset they are Shanghai's. "
        "No database. Bad input: exit 2 and a sentence.",
    )
    parser.add_argument("file", metavar="FILE.csv", type=Path, help="CSV (UTF-8 or GB18030) or .xlsx, names on top")
    parser.add_argument(
        "--columns", required=True, metavar="id=…,time=…,type=…,lat=…,lon=…",
        help="which column is what; without type all records are of one; degrees are WGS 84",
    )  # fmt: skip
    parser.add_argument("--metres", type=float, default=50.0, help="at most so far apart (default: 50)")
    parser.add_argument("--days", type=float, default=7.0, help="less than so many days apart (default: 7)")
    parser.add_argument("--json", action="store_true", help="one JSON object; without it one pair a line")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from gongzhi.core.near import same_again
    from gongzhi.site.cli import UsageError

    if not (0 < args.metres <= 100_000 and 0 < args.days <= 36_600):
        raise UsageError("gongzhi duplicates: metres (at most 100000) and days (at most 36600) must be more than 0.")
    ids, points, left_out = _read(args.file, _columns(args.columns))
    pairs = [[ids[a], ids[b]] for a, b in same_again(points, metres=args.metres, days=args.days)]
    if args.json:
        print(json.dumps({"pairs": pairs}, ensure_ascii=False))
    else:
        for earlier, later in pairs:
            print(f"{earlier}\t{later}")
    again = len({later for _earlier, later in pairs})
    print(f"{len(ids)} 条记录，{len(pairs)} 对，{again} 条之前已有同样的；{left_out} 行没有时间或位置", file=sys.stderr)
    return 0


def _columns(text: str) -> dict[str, str]:
    from gongzhi.site.cli import UsageError

    columns = named_columns(text)
    wrong = [f for f in columns if f not in FIELDS] + [f for f in FIELDS if f != "type" and not columns.get(f)]
    if wrong:
        raise UsageError(f"gongzhi duplicates: --columns needs id=…,time=…,type=…,lat=…,lon=…; see {', '.join(wrong)}.")
    return columns


def _found(header: Header, columns: dict[str, str]) -> dict[str, int]:
    from gongzhi.site.cli import UsageError

    missing = [name for name in columns.values() if name not in header]
    if missing:
        known = ", ".join(header)
        raise UsageError(f"gongzhi duplicates: there is no column {', '.join(missing)}; there are {known}.")
    return {field: header.index(name) for field, name in columns.items()}


def _read(path: Path, columns: dict[str, str]) -> tuple[list[str], list[Point], int]:
    """Ids and points in the order of the file, and how many rows have no point or time."""
    from gongzhi.core.near import Point, day_first, moment_of

    rows = read_rows(path, lambda header: _found(header, columns), most=FILE_MOST, command="duplicates")
    days = day_first([row["time"] for row in rows])
    ids: list[str] = []
    points: list[Point] = []
    for row in rows:
        try:
            lon, lat = float(row["lon"]), float(row["lat"])
            point = Point(moment_of(row["time"], day_first=days), row.get("type", ""), lon, lat)
        except (ValueError, OverflowError):
            continue
        if -180 <= lon <= 180 and -90 <= lat <= 90:
            ids.append(row["id"])
            points.append(point)
    return ids, points, len(rows) - len(ids)
