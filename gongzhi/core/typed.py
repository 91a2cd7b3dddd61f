"""What people type into the cells of tables: moments, days, points, telephones, limits. Pure; clear refusals."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from gongzhi.core.clock import SHANGHAI
from gongzhi.core.errors import Invalid
from gongzhi.core.worktime import Limit, Unit

_YMD = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s*[T,]?\s*(.*))?")
_MDY = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:\s+(.*))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_CLOCK = re.compile(
    r"(上午|下午|晚上|中午|凌晨|AM|PM)?\s*(\d{1,2})\s*[:时点]\s*(?:(\d{1,2})\s*(?:分|:)?\s*)?(?:(\d{1,2})(?:\.\d+)?\s*秒?)?"
    r"\s*(AM|PM)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_UNITS = {
    "个工作日": Unit.WORKING_DAYS,
    "工作日": Unit.WORKING_DAYS,
    "个工作小时": Unit.WORKING_HOURS,
    "工作小时": Unit.WORKING_HOURS,
    "天": Unit.CALENDAR_DAYS,
    "日": Unit.CALENDAR_DAYS,
    "个自然日": Unit.CALENDAR_DAYS,
    "自然日": Unit.CALENDAR_DAYS,
    "个月": Unit.MONTHS,
}
_LIMIT = re.compile(rf"(\d{{1,4}})\s*({'|'.join(_UNITS)})")
_MASK = re.compile(r"[*＊xX×•]{3,}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as typed; `whole_day` where no time of the day stood there (then `at` is the beginning of the day)."""

    at: datetime
    whole_day: bool


def moment(value: object) -> Moment:
    """A cell as a moment: Excel's own dates and serial numbers, ISO, 2026年3月5日 14时30分, 2026/3/5 9:32:09, 20260305,
    3/14/2025 1:20, 04/12/2018 11:11:26 AM (month before day). Without a zone it is Shanghai's. Raises Invalid."""
    if isinstance(value, datetime):
        whole = value.time() == time()
        return Moment(value if value.tzinfo else value.replace(tzinfo=SHANGHAI), whole)
    if isinstance(value, date):
        return Moment(datetime.combine(value, time(), SHANGHAI), True)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    try:
        if _SERIAL.fullmatch(text) and 20_000 <= float(text) < 80_000:
            day = _EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86_400))
            return Moment(day.replace(tzinfo=SHANGHAI), "." not in text)
        if found := _YMD.fullmatch(text):
            return _with_clock(date(int(found[1]), int(found[2]), int(found[3])), found[4] or "")
        if found := _MDY.fullmatch(text):
            return _with_clock(date(int(found[3]), int(found[1]), int(found[2])), found[4] or "")
        if found := _COMPACT.fullmatch(text):
            y, m, d, *clock = found.groups()
            return _with_clock(date(int(y), int(m), int(d)), ":".join(c for c in clock if c))
    except (ValueError, OverflowError):
        pass
    raise Invalid("“%(text)s” is not a date. Write 2026-03-05 14:30.", text=text[:40])


def _with_clock(day: date, text: str) -> Moment:
    text = text.strip()
    if not text:
        return Moment(datetime.combine(day, time(), SHANGHAI), True)
    found = _CLOCK.fullmatch(text)
    if not found:
        raise ValueError(text)
    half, hour, minute, second, half_after, zone = found.groups()
    half, hour = (half or half_after or "").upper(), int(hour)
    if half in {"下午", "晚上", "PM"} and hour < 12:
        hour += 12
    elif half in {"AM", "凌晨"} and hour == 12:
        hour = 0
    at = datetime.combine(day, time(hour, int(minute or 0), int(second or 0)), SHANGHAI)
    if zone:
        at = datetime.fromisoformat(f"{at.replace(tzinfo=None).isoformat()}{zone.upper().replace('Z', '+00:00')}")
    return Moment(at, False)


def limit(value: object) -> Limit | None:
    """“5个工作日”, “15天”, "5 working days" as a limit; None where the cell is none."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if found := _LIMIT.fullmatch(text):
        return Limit(int(found[1]), _UNITS[found[2]])
    try:
        return Limit.parse(text)
    except Invalid:
        return None


def point(text: str) -> tuple[float, float]:
    """(longitude, latitude) of “106.7, 26.58”, “(26.58, 106.7)” or “POINT (106.7 26.58)”; in China the order is seen
    from the size, elsewhere longitude stands first where the text says POINT, else latitude. Raises Invalid."""
    numbers = [float(n) for n in _NUMBER.findall(unicodedata.normalize("NFKC", text))]
    if len(numbers) == 2:
        a, b = numbers
        if 70 <= a <= 140 and 0 <= b <= 60:
            return a, b
        lon, lat = (a, b) if "POINT" in text.upper() else (b, a)
        if -180 <= lon <= 180 and -90 <= lat <= 90:
            return lon, lat
    raise Invalid("“%(text)s” is no position. Write longitude and latitude: 106.7065, 26.5895.", text=text[:40])


def number(text: str) -> float:
    """A decimal number. Raises Invalid."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not _NUMBER.fullmatch(plain):
        raise Invalid("“%(text)s” is not a number.", text=text[:40])
    return float(plain)


def is_masked(phone: str) -> bool:
    """Whether a telephone number was made unreadable (138****1234): it is a name to call by, and no contact."""
    return bool(_MASK.search(phone))
