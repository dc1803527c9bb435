"""The journey runs by `make journey`: it builds and installs, and takes minutes."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("DUBAN_JOURNEY") else ["test_*.py"]
