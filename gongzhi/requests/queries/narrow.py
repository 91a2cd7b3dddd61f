"""What narrows a list beyond the columns of Standing: conditions on `s` (a row of it), as SQL for both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gongzhi.core import clock
from gongzhi.kit.db.select import fence, select
from gongzhi.procedures import public as procedures

Part = tuple[str, tuple[Any, ...], float]  # a condition, its values, the share of matters that it lets through (about)
_ABOUT = (
    "EXISTS (SELECT 1 FROM requests_request r JOIN procedures_matter m ON m.id = r.matter_id"
    " WHERE r.matter_id = s.matter_id AND {})"
)
LATE_MOST = 2000
_RATED = "EXISTS (SELECT 1 FROM requests_rating g WHERE g.request_id = r.matter_id AND g.round = r.round{})"
# Not `queries.CAME_IN_ENDED`: answered elsewhere, and not reopened here.
_HERE = "(r.imported_id IS NULL OR r.round <> 1 OR r.answered_at IS NULL OR r.answered_at > r.created_at)"


def parts(wanted: dict[str, Any], *, unlocated: bool = False) -> list[Part]:
    """When it was closed, whether in time, how the present answer was rated, whether reopened; its exact place."""
    tests: list[tuple[str, tuple[Any, ...]]] = []
    if unlocated:
        tests.append(("NOT r.located", ()))
    if wanted.get("place") and wanted.get("here"):
        tests.append(("m.place_id = %s", (int(wanted["place"]),)))
    if since := wanted.get("done_since"):
        tests.append(("m.closed_at >= %s", (clock.begin_of(since),)))
    if until := wanted.get("done_until"):
        tests.append(("m.closed_at < %s", (clock.begin_of(until + timedelta(days=1)),)))
    if kept := wanted.get("kept"):
        in_time = "m.closed_at IS NOT NULL AND (m.due_at IS NULL OR m.closed_at <= m.due_at)"
        tests.append(("m.closed_at > m.due_at" if kept == "late" else in_time, ()))
    if rated := wanted.get("rated"):
        of = (int(rated),) if rated != "yes" else ()
        tests.append((_RATED.format(" AND g.stars = %s" if of else ""), of))
    if entered := wanted.get("entered"):
        known = {"lists": "r.imported_id IS NOT NULL", "after": f"r.reported_at IS NOT NULL AND {_HERE}"}
        tests.append((known.get(entered, _HERE), ()))
    if wanted.get("reopened"):
        tests.append(("r.round > 1", ()))
    if not tests:
        return []
    sql = _ABOUT.format(" AND ".join(test for test, _given in tests) + fence())
    return [(sql, tuple(value for _test, given in tests for value in given), 0.3 ** len(tests))]


_CLOSED_LATE = (
    "SELECT id AS matter_id FROM procedures_matter WHERE closed_at > due_at AND closed_at >= %s AND closed_at < %s"
)


def closed_late(wanted: dict[str, Any]) -> procedures.Source | None:
    """What was closed late within some days, from an index of its own, where it is little; one query then."""
    since, until = wanted.get("done_since"), wanted.get("done_until")
    if wanted.get("kept") != "late" or not since or not until:
        return None
    span = (clock.begin_of(since), clock.begin_of(until + timedelta(days=1)))
    few = select(f"SELECT COUNT(*) FROM ({_CLOSED_LATE} LIMIT {LATE_MOST + 1}) c", span)[0][0]  # noqa: S608 - our text
    return procedures.Source(_CLOSED_LATE, span, few / procedures.shares().number) if few <= LATE_MOST else None
