"""Homes of a building, named as doors are. Pure."""

from __future__ import annotations

from gongzhi.core.errors import Invalid

MOST_HOMES = 2000  # added at once
LABEL_MAX = 60


def labels(building: str, units: int, floors: int, doors: int) -> list[str]:
    """3栋, 2 units, 6 floors, 2 doors a floor: 3栋1单元101 … 3栋2单元602. Raises Invalid."""
    name = building.strip()
    if not name:
        raise Invalid("Say which building.", field="building")
    if len(name) > LABEL_MAX - 12:
        raise Invalid("This name is too long.", field="building")
    if min(units, floors, doors) < 1 or doors > 99:
        raise Invalid("At least one of each.", field="units")
    if units * floors * doors > MOST_HOMES:
        raise Invalid("At most %(most)s homes at once.", field="doors", most=MOST_HOMES)
    return [
        f"{name}{unit}单元{floor}{door:02d}"
        for unit in range(1, units + 1) for floor in range(1, floors + 1) for door in range(1, doors + 1)
    ]  # fmt: skip
