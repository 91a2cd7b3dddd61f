"""The part of `addresses` on incidents by programs."""

from __future__ import annotations

TABLE: dict[str, tuple[str, str]] = {
    r"api/v1/incidents": ("401", "405"),
    r"api/v1/work/all": ("401", "405"),
    r"api/v1/work/<number>/incident": ("401", "405"),
    r"api/v1/work/<number>/level": ("405", "401"),
    r"api/v1/work/<number>/acknowledge": ("405", "401"),
    r"api/v1/work/<number>/take-over": ("405", "401"),
}
