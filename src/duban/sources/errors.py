"""Errors of reading a file, with a message that tells its owner what to do."""

from __future__ import annotations

from duban.notices import NoticeError, Place


class SourceError(NoticeError):
    """A file that cannot be read as a report.

    `str(error)` is one line, Chinese first and English after it: what is wrong and what to do,
    with the file's name in front once it is known. Survives pickling, for process pools.
    """

    def __str__(self) -> str:
        """The whole message on one line."""
        notice = self.notices[0]
        path = notice.place.render()
        message = f"{notice.render('zh')}。 {notice.render('en')}."
        return " ".join((f"{path}: {message}" if path else message).split())

    def with_path(self, path: str) -> SourceError:
        """The same error, naming the file."""
        return SourceError([self.notices[0].move_to(Place(file=path))])
