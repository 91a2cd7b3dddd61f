"""The WSGI entry point: granian serves `gongzhi.site.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
application = get_wsgi_application()
