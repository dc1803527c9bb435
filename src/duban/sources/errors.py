"""What can be wrong with a file, said so that its owner knows what to do."""

from __future__ import annotations


class SourceError(ValueError):
    """A file that cannot be read as a report. `str(error)` says what is wrong and what to do."""
