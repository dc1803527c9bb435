"""The settings for the type checker, with a temporary secret key."""

import os
import secrets

os.environ.setdefault("DUBAN_SECRET_KEY", secrets.token_urlsafe(50))

from duban_site.settings import *  # noqa: F403
