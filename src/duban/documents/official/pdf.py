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
    Heading,
    Mark,
    OfficialDocument,
    Paragraph,
    Run,
    format_annex_mark,
    format_chinese_date,
    join_title_lines,
    list_annex_titles,
)
from duban.notices import NoticeError

Json = dict[str, Any]
FACE_BY_KEY = {"fangsong": m.FANGSONG, "kaiti": m.KAITI, "heiti": m.HEITI, "xiaobiaosong": m.XIAOBIAOSONG}


class FontError(NoticeError):
    """No font with Chinese characters was found."""


def render_document_pdf(document: OfficialDocument) -> bytes:
    """The document as PDF. On one machine the same document gives the same bytes.

    Raises MissingExtraError without typst, FontError without a Chinese font.
    """
    typst = _import_typst()
    faces = find_fonts()
    payload = {
        **_build_payload(document),
        "fonts": faces,
        "bold": faces["xiaobiaosong"][0] in m.XIAOBIAOSONG.free_substitutes,
        "measures": _build_measures(document),
    }
    source = files("duban.documents.official").joinpath("official.typ").read_bytes()
    date = document.date or dt.date(2000, 1, 1)
    pdf_bytes: bytes = typst.compile(
        source,
        format="pdf",
        font_paths=_find_font_folders(),
        sys_inputs={"document": json.dumps(payload, ensure_ascii=False)},
        timestamp=dt.datetime(date.year, date.month, date.day, tzinfo=dt.UTC),
    )
    return pdf_bytes


def _import_typst() -> Any:
    try:
        import typst
    except ImportError as error:
        raise MissingExtraError("PDF", "documents") from error
    return typst


@cache
def find_fonts() -> dict[str, list[str]]:
    """Face → its installed font families in order of preference. Raises FontError without any."""
    installed_families = set(_import_typst().Fonts(True, True, _find_font_folders()).families())
    families_by_face = {
        face_key: [family for family in face.family_names if family in installed_families]
        for face_key, face in FACE_BY_KEY.items()
    }
    if not all(families_by_face.values()):
        raise FontError.make("font_missing", names=m.FANGSONG.free_substitutes)
    return families_by_face


@cache
def _find_font_folders() -> list[str]:
    """The folder of the font from the wheel noto-cjk, where that is installed."""
    try:
        from noto_cjk import otc_path
    except ImportError:
        return []
    font_path = otc_path("sans")
    return [str(Path(font_path).parent)] if font_path is not None and Path(font_path).is_file() else []


def _build_measures(document: OfficialDocument) -> Json:
    fitting_size = m.mm_to_points(m.TEXT_WIDTH) / max(1, len(document.authority))
    return {"authority": min(m.AUTHORITY_SIZE, int(fitting_size)), "pitch": m.LINE_PITCH, "tracking": m.TRACKING}


def _build_payload(document: OfficialDocument) -> Json:
    blocks = list(_encode_blocks(document.blocks))
    return {
        "authority": document.authority,
        "number": document.number,
        "title": document.title.split("\n"),
        "plain": join_title_lines(document.title),
        "to": document.addressee,
        "signer": document.signer,
        "signed": document.signing_authority,
        "date": format_chinese_date(document.date) if document.date else "",
        "draft": document.draft_label,
        "blocks": blocks,
        "annexes": list_annex_titles(document),
        "annex": [
            {
                "mark": format_annex_mark(document, number),
                "title": annex.title,
                "blocks": list(_encode_blocks(annex.blocks)),
            }
            for number, annex in enumerate(document.annexes, 1)
        ],
        "copies": document.copy_recipients,
        "printed_by": document.printed_by,
        "printed_on": format_chinese_date(document.printed_on) if document.printed_on else "",
    }


def _encode_blocks(blocks: tuple[Block, ...]) -> Iterator[Json]:
    for block in blocks:
        if isinstance(block, Heading):
            yield {"kind": "heading", "level": block.level, "runs": _encode_runs(block.runs)}
        elif isinstance(block, Paragraph):
            yield {"kind": "paragraph", "flush": block.is_flush, "runs": _encode_runs(block.runs)}
        else:
            yield {
                "kind": "table",
                "caption": block.caption,
                "columns": block.columns,
                "rows": block.rows,
                "widths": block.widths,
                "numbers": sorted(block.number_columns),
                "note": block.note,
            }


def _encode_runs(runs: tuple[Run, ...]) -> list[Json]:
    return [{"text": run.text, "bold": run.bold, "mark": run.mark is not Mark.NONE} for run in runs]
