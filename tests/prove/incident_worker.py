"""A worker process of the tests: `python -m tests.prove.incident_worker MOMENT [slow]`.

Lets the minutes of incidents run out at MOMENT until nothing is due. `slow` stops inside its second piece, when the
messages of the next level are written and nothing is committed, says so, and waits to be killed.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from typing import Any

import django


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    django.setup()
    from gongzhi.core import clock
    from gongzhi.incidents import public as incidents
    from gongzhi.incidents.actions import telling

    pieces: list[int] = []
    real = telling.send

    def send(step: Any, *rest: Any) -> None:
        real(step, *rest)
        pieces.append(step.pk)
        if len(pieces) == 2:  # the first one is committed by now
            say("inside")
            time.sleep(60)

    if "slow" in sys.argv:
        telling.send = send
    with clock.use(clock.ManualClock(datetime.fromisoformat(sys.argv[1]))):
        say("ready")
        sys.stdin.readline()
        idle = 0
        while idle < 3:
            idle = 0 if incidents.run_clocks(20) else idle + 1
            time.sleep(0.05)


if __name__ == "__main__":
    main()
