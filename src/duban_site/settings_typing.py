"""The settings as the type checker needs them: with a key that is thrown away at once."""

import os
import secrets

os.environ.setdefault("DUBAN_SECRET_KEY", secrets.token_urlsafe(50))

from duban_site.settings import *  # noqa: F403
