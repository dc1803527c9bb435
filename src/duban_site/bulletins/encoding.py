"""An official document as JSON, to be kept with a bulletin when it is issued."""

from __future__ import annotations

import datetime as dt
from typing import Any

from duban.documents.official import Annex, Block, Heading, OfficialDocument, Paragraph, Run, Table

STORED_NAME_BY_FIELD = {
    "authority": "authority",
    "number": "number",
    "title": "title",
    "addressee": "to",
    "signer": "signer",
    "signing_authority": "signed",
    "copy_recipients": "copies",
    "printed_by": "printed_by",
    "draft_label": "draft",
}
"""The names in stored documents never change: issued bulletins are read by them, and hashed."""
DATE_FIELDS = ("date", "printed_on")


def encode_document(document: OfficialDocument) -> dict[str, Any]:
    """Return the document as JSON; the marks of faulty numbers are dropped."""
    payload: dict[str, Any] = {
        stored_name: getattr(document, name) for name, stored_name in STORED_NAME_BY_FIELD.items()
    }
    for name in DATE_FIELDS:
        date = getattr(document, name)
        payload[name] = None if date is None else date.isoformat()
    payload["blocks"] = [_encode_block(block) for block in document.blocks]
    payload["annexes"] = [
        {"title": annex.title, "blocks": [_encode_block(block) for block in annex.blocks]} for annex in document.annexes
    ]
    return payload


def decode_document(payload: dict[str, Any]) -> OfficialDocument:
    """Rebuild the document that `encode_document` stored."""
    fields: dict[str, Any] = {name: payload[stored_name] for name, stored_name in STORED_NAME_BY_FIELD.items()}
    fields |= {name: dt.date.fromisoformat(payload[name]) if payload[name] else None for name in DATE_FIELDS}
    return OfficialDocument(
        **fields,
        blocks=tuple(_decode_block(block) for block in payload["blocks"]),
        annexes=tuple(
            Annex(annex["title"], tuple(_decode_block(block) for block in annex["blocks"]))
            for annex in payload["annexes"]
        ),
    )


def _encode_block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return {
            "kind": "table",
            "caption": block.caption,
            "columns": list(block.columns),
            "rows": [list(row) for row in block.rows],
            "widths": list(block.widths),
            "numbers": sorted(block.number_columns),
            "note": block.note,
        }
    runs = [{"text": run.text, "bold": run.bold} for run in block.runs]
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "runs": runs}
    return {"kind": "paragraph", "flush": block.is_flush, "runs": runs}


def _decode_block(payload: dict[str, Any]) -> Block:
    if payload["kind"] == "table":
        return Table(
            payload["caption"],
            tuple(payload["columns"]),
            tuple(tuple(row) for row in payload["rows"]),
            tuple(payload["widths"]),
            frozenset(payload["numbers"]),
            payload["note"],
        )
    runs = tuple(Run(run["text"], bold=run["bold"]) for run in payload["runs"])
    if payload["kind"] == "heading":
        return Heading(payload["level"], runs)
    return Paragraph(runs, payload["flush"])
