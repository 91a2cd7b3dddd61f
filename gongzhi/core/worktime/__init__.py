"""Working time, exact to the minute: limits, calendars with 调休 (makeup workdays), due moments.

Moments are aware; hours and days are those of Asia/Shanghai; results are UTC. Seconds are rounded up to the
next whole minute for limits in working time, so that nothing is due early.
"""

from gongzhi.core.worktime.calendar import Due, Intervals, Roll, Season, WorkCalendar
from gongzhi.core.worktime.limits import BadLimit, Limit, Unit
from gongzhi.core.worktime.national import OFFICE_HOURS, hours_of, national

__all__ = [
    "OFFICE_HOURS",
    "BadLimit",
    "Due",
    "Intervals",
    "Limit",
    "Roll",
    "Season",
    "Unit",
    "WorkCalendar",
    "hours_of",
    "national",
]
