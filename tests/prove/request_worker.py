"""A worker process of the tests: `python -m tests.prove.request_worker MOMENT [slow-parts|slow-calls]`.

Sweeps clocks and calls back at MOMENT until nothing is due. `slow-…` stops inside its second piece (the escalation of a
whistle's part, a call by message), says so, and waits to be killed.
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
    from gongzhi.procedures import public as procedures
    from gongzhi.requests import public as requests
    from gongzhi.requests.actions import notify

    pieces: set[int] = set()

    def stop(piece: int) -> None:
        pieces.add(piece)
        if len(pieces) == 2:  # the first one is committed by now
            say("inside")
            time.sleep(60)

    def of_a_part(matter: Any, effect: object, actor: object) -> None:
        if matter.kind == procedures.PART:
            stop(matter.pk)

    real = notify.call_back

    def call_back(request: Any, reporter: Any) -> None:
        real(request, reporter)  # the message is written and not committed
        stop(reporter.pk)

    if "slow-parts" in sys.argv:
        procedures.on_effect("escalated", of_a_part)
    if "slow-calls" in sys.argv:
        notify.call_back = call_back
    with clock.use(clock.ManualClock(datetime.fromisoformat(sys.argv[1]))):
        say("ready")
        sys.stdin.readline()
        idle = 0
        while idle < 3:
            done = requests.send_calls(20) if "slow-calls" in sys.argv else procedures.run_ticks(20)
            done += 0 if "slow-parts" in sys.argv else requests.send_calls(20) + procedures.run_ticks(20)
            idle = 0 if done else idle + 1
            time.sleep(0.05)


if __name__ == "__main__":
    main()
