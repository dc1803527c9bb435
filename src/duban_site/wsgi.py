"""The WSGI application, for any server (granian, gunicorn, uWSGI)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duban_site.settings")
application = get_wsgi_application()
