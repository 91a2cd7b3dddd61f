"""Each worker of pytest-xdist keeps its files in a folder of its own (loaded by `-p`, before pytest-django reads the
settings). Ids of two workers can be equal, since clocks of tests stand: keys of polls are filed by the poll's id."""

import os
from pathlib import Path

_worker = os.environ.get("PYTEST_XDIST_WORKER")
if _worker:
    _own = Path(os.environ["GONGZHI_VAR"]) / _worker
    _own.mkdir(exist_ok=True)
    os.environ["GONGZHI_VAR"] = str(_own)
