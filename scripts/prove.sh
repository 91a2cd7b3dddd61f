#!/bin/sh
# The long proofs on both databases: stories, faults, size. Serial, because they measure and kill processes.
set -u
cd "$(dirname "$0")/.."
status=0
sh scripts/pytest_both.sh prove "$@" || status=1
# One request through all hands in a browser, on the second database too (make test does it on SQLite).
if sh scripts/browser_deps.sh >/dev/null 2>&1; then
    GONGZHI_TEST_DB=postgres .venv/bin/python -m pytest -q tests/browser/test_walk.py || status=1
fi
exit $status
