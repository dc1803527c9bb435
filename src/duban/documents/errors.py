"""Errors of rendering a document, with a message that says what to do."""

from __future__ import annotations

from duban.notices import NoticeError, make_notice


class MissingExtraError(NoticeError):
    """A library that only this kind of document needs is not installed."""

    def __init__(self, document_kind: str, extra: str) -> None:
        super().__init__([make_notice("extra_missing", kind=document_kind, extra=extra)])
