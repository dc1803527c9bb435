"""A document as PDF by typst: the same layout, with whatever Chinese fonts are at hand.

The fonts of the standard are licensed, so a free one stands in where they are missing: Noto Serif
CJK SC or Noto Sans CJK SC of the system, or the Noto Sans CJK that the extra `documents` brings.
Without any, FontError: typst alone would leave the characters out and say nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from duban.documents.errors import MissingExtraError
from duban.documents.official import measures as m
from duban.documents.official.model import (
    Block,
    Document,
    Heading,
    Mark,
    Paragraph,
    Run,
    annex_list,
    annex_mark,
    chinese_date,
    one_line,
)

Json = dict[str, Any]
FACES = {
    "fangsong": m.FANGSONG,
    "kaiti": m.KAITI,
    "heiti": m.HEITI,
    "xiaobiaosong": m.XIAOBIAOSONG,
}


class FontError(RuntimeError):
    """No font with Chinese characters was found."""


def document_pdf(document: Document) -> bytes:
    """The document as PDF. On one machine the same document gives the same bytes.

    Raises MissingExtraError without typst, FontError without a Chinese font.
    """
    typst = _typst()
    faces = fonts()
    told = {
        **_told(document),
        "fonts": faces,
        "bold": faces["xiaobiaosong"][0] in m.XIAOBIAOSONG.free,
        "measures": _measures(document),
    }
    source = files("duban.documents.official").joinpath("official.typ").read_bytes()
    day = document.date or dt.date(2000, 1, 1)
    made: bytes = typst.compile(
        source,
        format="pdf",
        font_paths=_folders(),
        sys_inputs={"document": json.dumps(told, ensure_ascii=False)},
        timestamp=dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC),
    )
    return made


def _typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError("PDF", "documents") from error
    return typst


@cache
def fonts() -> dict[str, list[str]]:
    """Face → its installed font families in order of preference. Raises FontError without any."""
    known = set(_typst().Fonts(True, True, _folders()).families())
    found = {key: [n for n in face.all if n in known] for key, face in FACES.items()}
    if not all(found.values()):
        wanted = "、".join(m.FANGSONG.free)
        msg = f"没有中文字体，不能生成 PDF。请安装其中之一：{wanted}（pip install noto-cjk[sans]）"
        raise FontError(msg)
    return found


@cache
def _folders() -> list[str]:
    """The folder of the font from the wheel noto-cjk, where that is installed."""
    try:
        from noto_cjk import otc_path
    except ImportError:
        return []
    path = otc_path("sans")
    return [str(Path(path).parent)] if path is not None and Path(path).is_file() else []


def _measures(document: Document) -> Json:
    size = m.mm(m.TEXT_WIDTH) / max(1, len(document.authority))
    return {
        "authority": min(m.AUTHORITY, int(size)),
        "pitch": m.LINE_PITCH,
        "tracking": m.TRACKING,
    }


def _told(document: Document) -> Json:
    blocks = list(_blocks(document.blocks))
    return {
        "authority": document.authority,
        "number": document.number,
        "title": document.title.split("\n"),
        "plain": one_line(document.title),
        "to": document.to,
        "signer": document.signer,
        "signed": document.signed,
        "date": chinese_date(document.date) if document.date else "",
        "draft": document.draft,
        "blocks": blocks,
        "annexes": annex_list(document),
        "annex": [
            {
                "mark": annex_mark(document, n),
                "title": annex.title,
                "blocks": list(_blocks(annex.blocks)),
            }
            for n, annex in enumerate(document.annexes, 1)
        ],
        "copies": document.copies,
        "printed_by": document.printed_by,
        "printed_on": chinese_date(document.printed_on) if document.printed_on else "",
    }


def _blocks(blocks: tuple[Block, ...]) -> Iterator[Json]:
    for block in blocks:
        if isinstance(block, Heading):
            yield {"kind": "heading", "level": block.level, "runs": _runs(block.runs)}
        elif isinstance(block, Paragraph):
            yield {"kind": "paragraph", "flush": block.flush, "runs": _runs(block.runs)}
        else:
            yield {
                "kind": "table",
                "caption": block.caption,
                "columns": block.columns,
                "rows": block.rows,
                "widths": block.widths,
                "numbers": sorted(block.numbers),
                "note": block.note,
            }


def _runs(runs: tuple[Run, ...]) -> list[Json]:
    return [{"text": run.text, "bold": run.bold, "mark": run.mark is not Mark.NONE} for run in runs]
