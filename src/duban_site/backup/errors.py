"""What cannot be done, in one sentence that says what to do."""


class BackupError(Exception):
    """A backup or a restore that does not take place; nothing was changed."""
