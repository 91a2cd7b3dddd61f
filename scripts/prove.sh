#!/bin/sh
# The long proofs on both databases: two workers, then, one after the other, what measures or fills both cores by itself
# (`alone`): stories, size, memory. With arguments (files, options) those alone, one after the other.
set -u
cd "$(dirname "$0")/.."
if [ $# != 0 ]; then
    sh scripts/pytest_both.sh prove prove "$@"
    exit
fi
status=0
sh scripts/browser_deps.sh >/dev/null 2>&1 && browser=yes || browser=no # some proofs open pages
# on the second database with the pages, which make test opens on the first alone
long="(prove and not alone) or lived"
sh scripts/pytest_both.sh "$long" "$long or (pages and not prove and not browser)" \
    -q -n 2 --dist worksteal --durations=15 || status=1
sh scripts/pytest_both.sh "prove and alone" "prove and alone" --durations=15 || status=1
# One request through all hands in a browser, on the second database too (make test does it on SQLite).
if [ $browser = yes ]; then
    GONGZHI_TEST_DB=postgres .venv/bin/python -m pytest -q tests/browser/test_walk.py || status=1
fi
exit $status
