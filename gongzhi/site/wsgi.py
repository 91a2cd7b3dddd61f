"""The WSGI entry point: granian serves `gongzhi.site.wsgi:application`."""

import gc
import multiprocessing
import os
import signal

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

# Objects made and not freed before the collector looks for cycles: by default it does several times a request, which
# is a tenth of a request's time. What a request leaves behind in cycles is some hundred small objects.
COLLECT_AFTER = (20_000, 20, 50)

if multiprocessing.parent_process() is not None:
    # Until it serves, a worker has the signal handlers that it was forked with: they set a flag that nobody reads
    # there, and the server would wait for ever for a worker that was told to end while it loaded.
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, signal.SIG_DFL)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # loads every page's code now, not at the first visitor's cost
gc.collect()
gc.freeze()  # code stays: the collector need not walk it
gc.set_threshold(*COLLECT_AFTER)
