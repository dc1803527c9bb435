"""The exception of backups, whose message is one sentence that says what to do."""


class BackupError(Exception):
    """A backup or restore was refused or failed; nothing was changed."""
