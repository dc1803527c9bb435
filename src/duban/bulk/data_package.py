"""The panel's CSV files described for programs: a Frictionless data package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duban
from duban.bulk.panel_output import PanelOutput
from duban.bulk.schema import TABLES, PanelColumn
from duban.documents.atomic_write import save_atomically

_PACKAGE_TYPE_BY_NAME = {"text": "string", "integer": "integer", "decimal": "number", "date": "date"}
_PRIMARY_KEY_BY_TABLE = {
    "report": "report_id",
    "part": "part_id",
    "sentence": "sentence_id",
    "commitment": "commitment_id",
    "claim": "claim_id",
}


def write_package(target: PanelOutput, files: Sequence[Path]) -> Path:
    """Write `datapackage.json` beside CSV files of a panel; give its path. Raises `OSError`."""
    path = files[0].with_name("datapackage.json")
    tables = zip(target.files, files, strict=True)
    package = {
        "profile": "tabular-data-package",
        "name": "duban-panel",
        "title": "政府工作报告面板数据 Panel of government work reports",
        "version": duban.__version__,
        "licenses": [],
        "resources": [_describe_resource(file, name) for name, file in tables],
    }
    save_atomically(path, (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode())
    return path


def _describe_resource(path: Path, table_name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_describe_field(field) for field in TABLES[table_name]], "missingValues": [""]}
    if table_name in _PRIMARY_KEY_BY_TABLE:
        schema["primaryKey"] = _PRIMARY_KEY_BY_TABLE[table_name]
    return {
        "name": table_name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{_hash_file(path)}",
        "schema": schema,
    }


def _describe_field(field: PanelColumn) -> dict[str, Any]:
    description: dict[str, Any] = {
        "name": field.name,
        "type": _PACKAGE_TYPE_BY_NAME[field.type_name],
        "description": field.meaning,
    }
    if field.enum is not None:
        description["constraints"] = {"enum": [value.value for value in field.enum]}
    return description


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
