"""The table of addresses: estates by programs. The pack of these roles knows nothing of them."""

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"api/v1/estates": ("404", "405"),
    r"api/v1/estates/<estate_id>": ("404", "405"),
    r"api/v1/estates/ranking": ("404", "405"),
    r"api/v1/property/estates": ("401", "405"),
    r"api/v1/property/estates/<estate_id>": ("401", "405"),
    r"api/v1/property/estates/<estate_id>/checks": ("405", "401"),
    r"api/v1/property/estates/<estate_id>/orders": ("405", "401"),
    r"api/v1/property/estates/<estate_id>/subsidies": ("405", "401"),
    r"api/v1/property/estates/<estate_id>/subsidies/<subsidy_id>/strike": ("405", "401"),
    r"api/v1/property/fees": ("405", "401"),
    r"api/v1/property/fees/look": ("405", "401"),
    r"api/v1/property/orders": ("401", "405"),
    r"api/v1/property/orders/<order_id>": ("401", "405"),
    r"api/v1/property/orders/<order_id>/recheck": ("405", "401"),
    r"api/v1/property/orders/<order_id>/reply": ("405", "401"),
}
