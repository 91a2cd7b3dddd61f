"""A process of the tests: `python -m tests.hostile.sender send KEY` takes one report in and prints its receipt;
`hear ID` takes a message of one WeChat follower in by the door;
`die WHERE` stops in the middle of taking it in, says so, and waits to be killed."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import django


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def stop(*_given: Any, **_named: Any) -> Any:
    say("inside")
    time.sleep(120)


def after(module: Any, name: str) -> None:
    """Stop when that function has done its work."""
    whole = getattr(module, name)

    def then_stop(*given: Any, **named: Any) -> Any:
        whole(*given, **named)
        return stop()

    setattr(module, name, then_stop)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    django.setup()
    from gongzhi.access.public import ANONYMOUS
    from gongzhi.ledger import public as ledger
    from gongzhi.procedures import public as procedures
    from gongzhi.requests.actions import intake as package_intake
    from gongzhi.requests.actions import notify
    from gongzhi.requests.rules import Draft

    module = sys.modules["gongzhi.requests.actions.intake"]
    key = sys.argv[2]
    if sys.argv[1] == "die":
        targets = {"opened": (procedures, "open_inside"), "recorded": (ledger, "record"),
                   "told": (notify, "received"), "before-commit": (module, "_take")}  # fmt: skip
        after(*targets[key])
        key = "die-key"
    draft = Draft(description="锦桥路口的路灯不亮好几天了", name="老周", contact_phone="13800138000", lon=106.708,
                  lat=26.5895, type_key="streetlight")  # fmt: skip
    say("ready")
    sys.stdin.readline()
    if sys.argv[1] == "hear":
        from gongzhi.exchange.actions.doors import Inbound, take_in

        openid = "oyORnuP8q7ou2gfYjqLzSIWZf0rs"
        say(take_in(Inbound("wechat", "wechat", key, text=f"新 路灯不亮了{key}", openid=openid, talks=True)).number)
        return
    receipt = package_intake(draft, actor=ANONYMOUS, channel="web", idempotency_key=key, key_scope="draft")
    say(json.dumps({"number": receipt.number, "link": receipt.link, "matter": receipt.matter_id}))


if __name__ == "__main__":
    main()
