"""The table of addresses: the whistle and calls back by programs."""

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"api/v1/calls": ("401", "405"),
    r"api/v1/calls/<call_id>": ("405", "401"),
    r"api/v1/disputes": ("401", "405"),
    r"api/v1/disputes/<dispute_id>": ("401", "405"),
    r"api/v1/disputes/<dispute_id>/rule": ("405", "401"),
    r"api/v1/parts/<part_id>/accept": ("405", "401"),
    r"api/v1/parts/<part_id>/again": ("405", "401"),
    r"api/v1/parts/<part_id>/arrive": ("405", "401"),
    r"api/v1/parts/<part_id>/dispute": ("405", "401"),
    r"api/v1/parts/<part_id>/grade": ("405", "401"),
    r"api/v1/parts/<part_id>/lead": ("405", "401"),
}
