"""`python -m gongzhi` is the `gongzhi` command."""

import sys

from gongzhi.site.cli import main

sys.exit(main())
