"""The panel's CSV files described for programs: a Frictionless data package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duban
from duban.bulk.schema import TABLES, Field
from duban.bulk.target import Target
from duban.documents.saving import save

_TYPES = {"text": "string", "integer": "integer", "decimal": "number", "date": "date"}
_KEYS = {
    "report": "report_id",
    "part": "part_id",
    "sentence": "sentence_id",
    "commitment": "commitment_id",
    "claim": "claim_id",
}


def write_package(target: Target, files: Sequence[Path]) -> Path:
    """Write `datapackage.json` beside CSV files of a panel; give its path. Raises `OSError`."""
    path = files[0].with_name("datapackage.json")
    tables = zip(target.files, files, strict=True)
    package = {
        "profile": "tabular-data-package",
        "name": "duban-panel",
        "title": "政府工作报告面板数据 Panel of government work reports",
        "version": duban.__version__,
        "licenses": [],
        "resources": [_resource(file, name) for name, file in tables],
    }
    save(path, (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode())
    return path


def _resource(path: Path, table: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(field) for field in TABLES[table]],
        "missingValues": [""],
    }
    if table in _KEYS:
        schema["primaryKey"] = _KEYS[table]
    return {
        "name": table,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_digest(path)}",
        "schema": schema,
    }


def _field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": _TYPES[field.holds],
        "description": field.meaning,
    }
    if field.one_of is not None:
        described["constraints"] = {"enum": [value.value for value in field.one_of]}
    return described


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
