"""Errors of rendering a document, with a message that says what to do."""

from __future__ import annotations


class MissingExtraError(ImportError):
    """A library that only this kind of document needs is not installed."""

    def __init__(self, document_kind: str, extra: str) -> None:
        super().__init__(f"{document_kind}要用的库没有安装：请运行 pip install 'duban[{extra}]'")
