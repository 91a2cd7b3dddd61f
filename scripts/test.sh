#!/bin/sh
# The suite: everything but the long proofs and stories on SQLite; of that on PostgreSQL what opens no pages (there they
# are among its long proofs); the browser tests once.
set -u
cd "$(dirname "$0")/.."
status=0
why=$(sh scripts/browser_deps.sh 2>&1) && browser=yes || browser=no # first: PDFs of the suite need its font, too
short="not prove and not lived and not browser"
sh scripts/pytest_both.sh "$short" "$short and not pages" -q -n 2 --dist worksteal || status=1
if [ $browser = yes ]; then
    echo "== Browser" >&2
    GONGZHI_TEST_PICTURES=no .venv/bin/python -m pytest -q -n 2 --dist worksteal -m "browser and not prove" tests/browser || status=1
else
    echo "== Browser tests SKIPPED. $why" >&2
    [ "${CI:-}" = true ] && status=1 # in CI a missing browser is a failure
fi
exit $status
