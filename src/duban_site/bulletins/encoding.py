"""An official document as JSON, to be kept with a bulletin when it is issued."""

from __future__ import annotations

import datetime as dt
from typing import Any

from duban.documents.official import Annex, Block, Document, Heading, Paragraph, Run, Table

TEXTS = (
    "authority",
    "number",
    "title",
    "to",
    "signer",
    "signed",
    "copies",
    "printed_by",
    "draft",
)
DAYS = ("date", "printed_on")


def encoded(document: Document) -> dict[str, Any]:
    """Return the document as JSON; the marks of faulty numbers are dropped."""
    out: dict[str, Any] = {name: getattr(document, name) for name in TEXTS}
    for name in DAYS:
        day = getattr(document, name)
        out[name] = None if day is None else day.isoformat()
    out["blocks"] = [_block(block) for block in document.blocks]
    out["annexes"] = [
        {"title": annex.title, "blocks": [_block(block) for block in annex.blocks]}
        for annex in document.annexes
    ]
    return out


def decoded(data: dict[str, Any]) -> Document:
    """Rebuild the document that `encode_document` stored."""
    told: dict[str, Any] = {name: data[name] for name in TEXTS}
    told |= {name: dt.date.fromisoformat(data[name]) if data[name] else None for name in DAYS}
    return Document(
        **told,
        blocks=tuple(_of(block) for block in data["blocks"]),
        annexes=tuple(
            Annex(annex["title"], tuple(_of(block) for block in annex["blocks"]))
            for annex in data["annexes"]
        ),
    )


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": block.caption,
            "columns": list(block.columns),
            "rows": [list(row) for row in block.rows],
            "widths": list(block.widths),
            "numbers": sorted(block.numbers),
            "note": block.note,
        }
    runs = [{"text": run.text, "bold": run.bold} for run in block.runs]
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "runs": runs}
    return {"kind": "paragraph", "flush": block.flush, "runs": runs}


def _of(data: dict[str, Any]) -> Block:
    if data["kind"] == "table":
        return Table(
            data["caption"],
            tuple(data["columns"]),
            tuple(tuple(row) for row in data["rows"]),
            tuple(data["widths"]),
            frozenset(data["numbers"]),
            data["note"],
        )
    runs = tuple(Run(run["text"], bold=run["bold"]) for run in data["runs"])
    if data["kind"] == "heading":
        return Heading(data["level"], runs)
    return Paragraph(runs, data["flush"])
