"""`python -m duban_site COMMAND`: Django's management commands."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duban_site.settings")
    execute_from_command_line([f"{sys.executable} -m duban_site", *sys.argv[1:]])
