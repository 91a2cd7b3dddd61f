#!/bin/sh
# The long proofs on both databases: stories, faults, size. Serial, because they measure and kill processes.
set -u
cd "$(dirname "$0")/.."
exec sh scripts/pytest_both.sh -m prove "$@"
