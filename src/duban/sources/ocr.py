"""Scanned pages and photographs."""

from __future__ import annotations

from duban.sources.builder import Builder
from duban.sources.errors import SourceError


def read_picture(_: bytes) -> tuple[Builder, tuple[str, ...]]:
    """The blocks of a picture of a page."""
    raise SourceError(
        "这是图片：请先用文字识别（OCR）软件转换成文字，再读文字版文件。",
        "This is a picture: run it through OCR first and read the text version.",
    )
