"""A worker process of the tests: `python -m gongzhi.procedures.tests.tick_worker MOMENT [slow]`.

Sweeps at MOMENT until nothing is due. `slow` stops inside its second transaction, says so, and waits to be killed.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime

import django


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    django.setup()
    from gongzhi.core import clock
    from gongzhi.procedures import public as engine

    seen = 0

    def stop_in_the_middle(matter: object, effect: object, actor: object) -> None:
        nonlocal seen
        seen += 1
        if seen == 5:  # four escalations a matter: at the first of the second
            say("inside")
            time.sleep(60)

    if "slow" in sys.argv:
        engine.on_effect("escalated", stop_in_the_middle)
    with clock.use(clock.ManualClock(datetime.fromisoformat(sys.argv[1]))):
        say("ready")
        sys.stdin.readline()
        idle = 0
        while idle < 3:
            idle = 0 if engine.run_ticks(20) else idle + 1
            time.sleep(0.05)


if __name__ == "__main__":
    main()
