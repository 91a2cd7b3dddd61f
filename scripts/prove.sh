#!/bin/sh
# The long proofs on both databases: what strangers send by two workers, then, serial because they measure, stories,
# faults, size. Arguments go to the serial part; with arguments it is the only one.
set -u
cd "$(dirname "$0")/.."
status=0
if [ $# = 0 ]; then
    sh scripts/pytest_both.sh prove -q -n 2 --dist worksteal tests/hostile tests/matrix gongzhi/exchange || status=1
    set -- --ignore tests/hostile --ignore tests/matrix --ignore gongzhi/exchange
fi
sh scripts/pytest_both.sh prove "$@" || status=1
# One request through all hands in a browser, on the second database too (make test does it on SQLite).
if sh scripts/browser_deps.sh >/dev/null 2>&1; then
    GONGZHI_TEST_DB=postgres .venv/bin/python -m pytest -q tests/browser/test_walk.py || status=1
fi
exit $status
