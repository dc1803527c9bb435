"""A Frictionless Data Package (version 1) and the data dictionary in words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from duban.documents.opendata.columns import KEY_V1_UNTIL, TABLES, VERSION, Column, Table
from duban.documents.opendata.published_plan import PublishedPlan

LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}


def build_datapackage(published: PublishedPlan, files: Mapping[str, bytes]) -> dict[str, Any]:
    """`datapackage.json` beside the CSV files (name → content).

    Every table with its schema, keys and references, its size and the SHA-256 of its file.
    """
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": published.name,
        "title": published.title,
        "description": describe_plan(published),
        "version": published.header["as_of"],
        "licenses": [LICENCE],
        "keywords": ["政府工作报告", "督查", "government work report"],
        "created": f"{(published.published_on or published.header['as_of'])[:10]}T00:00:00Z",
        "resources": [_build_resource(table, files[f"{table.name}.csv"]) for table in TABLES],
        "tables_version": VERSION,
    }
    if published.publisher:
        package["contributors"] = [{"title": published.publisher, "role": "publisher"}]
    if published.contact and "contributors" in package:
        contact_key = "email" if "@" in published.contact else "path"
        package["contributors"][0][contact_key] = published.contact
    if published.data_address:
        package |= {"id": published.data_address, "homepage": published.address}
    return package


def describe_plan(published: PublishedPlan) -> str:
    """One sentence about the data and its date; mentions simulated figures."""
    as_of, month = published.header["as_of"], published.header["month"]
    sentence = f"截至{as_of}（{month}月）已公布的目标任务、指标、进展数据和评价。"
    return f"{sentence}进展数据为模拟。" if published.plan["simulated"] else sentence


def _build_resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": f"{table.heading} {table.english}",
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_build_field(column) for column in table.columns],
            "primaryKey": list(table.primary_key),
            "foreignKeys": [
                {"fields": [local_column], "reference": {"resource": target_table, "fields": [target_column]}}
                for local_column, target_table, target_column in table.foreign_keys
            ],
            "missingValues": [""],
        },
    }


def _build_field(column: Column) -> dict[str, Any]:
    field_schema: dict[str, Any] = {
        "name": column.name,
        "type": column.type.value,
        "title": f"{column.heading} {column.english}",
        "description": column.about,
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    if constraints:
        field_schema["constraints"] = constraints
    return field_schema


def render_dictionary_markdown(published: PublishedPlan) -> str:
    """The data dictionary as a page of text: every table and column."""
    lines = [f"# {published.title}", "", describe_plan(published), ""]
    lines += [f"sha256: `{published.sha256}`", ""] if published.sha256 else []
    lines += [
        f"表的版本是{VERSION}：各表用`commitment_key`（c-0.10）相连；第1版的键`commitment`（0.10）"
        f"保留到{KEY_V1_UNTIL}。读数字的程序会把0.10当作0.1。",
        "",
        f"Version {VERSION} of the tables: join them by `commitment_key` (c-0.10). The key of "
        f"version 1, `commitment` (0.10), stays until {KEY_V1_UNTIL}: readers take 0.10 for 0.1.",
        "",
        "`report.txt` is the report's text, in which `start` and `end` count characters from 0.",
        "",
    ]
    for table in TABLES:
        lines += [f"## {table.name} {table.heading}", "", table.description, ""]
        lines += ["| column | 名称 | type | meaning |", "|---|---|---|---|"]
        lines += [
            f"| `{item.name}` | {item.heading} | {item.type.value} | {item.english}: {item.about} |"
            for item in table.columns
        ]
        lines.append("")
    return "\n".join(lines)
