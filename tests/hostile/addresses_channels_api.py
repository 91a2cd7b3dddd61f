"""The part of `addresses` on ways in by programs."""

from __future__ import annotations

# fmt: off
TABLE: dict[str, tuple[str, str]] = {
    r"api/v1/boxes": ("401", "401"),
    r"api/v1/boxes/<box_id>": ("401", "405"),
    r"api/v1/boxes/<box_id>/away": ("405", "401"),
    r"api/v1/boxes/<box_id>/emptied": ("405", "401"),
    r"api/v1/boxes/<box_id>/seconds": ("401", "405"),
    r"api/v1/boxes/emptied/<emptying_id>": ("401", "405"),
    r"api/v1/boxes/codes/look": ("405", "401"),
    r"api/v1/boxes/codes/say": ("405", "401"),
    r"api/v1/boxes/emptied/<emptying_id>/code": ("405", "401"),
    r"api/v1/boxes/emptied/<emptying_id>/there": ("401", "401"),
    r"api/v1/boxes/emptied/<emptying_id>/papers/<paper>": ("405", "401"),
    r"api/v1/boxes/emptied/<emptying_id>/papers/<paper>/aside": ("405", "401"),
    r"api/v1/chats": ("401", "401"),
    r"api/v1/chats/<batch_id>": ("401", "405"),
    r"api/v1/chats/look": ("405", "401"),
    r"api/v1/sounds": ("401", "401"),
    r"api/v1/sounds/<speech_id>": ("401", "405"),
    r"api/v1/sounds/<speech_id>/file": ("401", "405"),
    r"api/v1/sounds/<speech_id>/words": ("405", "401"),
    r"api/v1/work/<number>/behalf": ("401", "401"),
    r"api/v1/work/<number>/behalf/withdraw": ("405", "401"),
    r"api/v1/own/<number>/spoken": ("422", "400"),
    r"api/v1/own/<number>/spoken/file": ("422", "405"),
    r"api/v1/own/<number>/behalf": ("422", "400"),
    r"api/v1/own/<number>/behalf/withdraw": ("405", "400"),
}
