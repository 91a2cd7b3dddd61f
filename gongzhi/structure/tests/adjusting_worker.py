"""A worker process of the tests: `python -m gongzhi.structure.tests.adjusting_worker MOMENT [slow] [emergencies]`.

`slow` stops in the middle of the adjustment (of the closing of an emergency plan), says so, and waits to be killed.
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
    from gongzhi.places import public as places
    from gongzhi.structure import public as structure
    from gongzhi.structure.actions import emergency_end

    def stop_in_the_middle(*about: object) -> int:
        say("inside")
        time.sleep(60)
        return 0

    sweep = structure.close_emergencies if "emergencies" in sys.argv else structure.run_adjustments
    if "slow" in sys.argv:
        places.on_moved(stop_in_the_middle)
        emergency_end._delete_helpers = stop_in_the_middle
    with clock.use(clock.ManualClock(datetime.fromisoformat(sys.argv[1]))):
        say("ready")
        sys.stdin.readline()
        done = idle = 0
        while idle < 3:
            done += (now := sweep())
            idle = 0 if now else idle + 1
            time.sleep(0.05)
        say(f"done {done}")


if __name__ == "__main__":
    main()
