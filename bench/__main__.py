"""`python -m bench [--quick]`: every benchmark, each in a process of its own; one JSON object a benchmark."""

from __future__ import annotations

import argparse
import subprocess
import sys

PARTS = {
    "lists": (["--quick"], []),
    "life": (["--quick"], []),
    "create": (["--quick"], []),
    "locate": (["--grids", "5000", "--points", "10000"], []),
    "divisions": (["--databases", "sqlite"], []),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers, under a minute")
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all where none is named")
    args = parser.parse_args()
    if unknown := sorted(set(args.parts) - set(PARTS)):
        parser.error(f"there is no benchmark {unknown[0]}; there are: {', '.join(PARTS)}")
    failed = 0
    for name in args.parts or PARTS:
        print(f"== {name}", flush=True)
        quick, full = PARTS[name]
        failed += subprocess.run([sys.executable, "-m", f"bench.{name}", *(quick if args.quick else full)]).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
