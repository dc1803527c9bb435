"""A Frictionless Data Package (version 1) and the data dictionary in words."""

from __future__ import annotations

from typing import Any

from duban.documents.opendata.columns import TABLES, Column, Table
from duban.documents.opendata.published import Published

LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}


def datapackage(published: Published) -> dict[str, Any]:
    """`datapackage.json` beside the CSV files: every table with its schema, keys and references."""
    found: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": published.name,
        "title": published.title,
        "description": description(published),
        "version": published.header["as_of"],
        "licenses": [LICENCE],
        "keywords": ["政府工作报告", "督查", "government work report"],
        "resources": [_resource(table) for table in TABLES],
    }
    if published.publisher:
        found["contributors"] = [{"title": published.publisher, "role": "publisher"}]
    if published.address.startswith(("http://", "https://")):
        found["homepage"] = published.address
    return found


def description(published: Published) -> str:
    """What the data is, and as of when; says where figures are simulated."""
    as_of, month = published.header["as_of"], published.header["month"]
    told = f"截至{as_of}（{month}月）已公布的目标任务、指标、进展数据和评价。"
    return f"{told}进展数据为模拟。" if published.plan["simulated"] else told


def _resource(table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": f"{table.heading} {table.english}",
        "description": table.about,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": [own], "reference": {"resource": other, "fields": [theirs]}}
                for own, other, theirs in table.refers
            ],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "type": column.type.value,
        "title": f"{column.heading} {column.english}",
        "description": column.about,
    }
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.choices:
        constraints["enum"] = list(column.choices)
    if constraints:
        found["constraints"] = constraints
    return found


def dictionary_markdown(published: Published) -> str:
    """The data dictionary as a page of text: every table and column."""
    lines = [f"# {published.title}", "", description(published), ""]
    lines += [f"sha256: `{published.sha256}`", ""] if published.sha256 else []
    for table in TABLES:
        lines += [f"## {table.name} {table.heading}", "", table.about, ""]
        lines += ["| column | 名称 | type | meaning |", "|---|---|---|---|"]
        lines += [
            f"| `{c.name}` | {c.heading} | {c.type.value} | {c.english}: {c.about} |"
            for c in table.columns
        ]
        lines.append("")
    return "\n".join(lines)
