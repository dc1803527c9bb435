"""JSON-LD (schema.org) inside the public pages, for programs that read them.

It is a block of data that no browser executes, so the content security policy needs no exception.
It says no more than the page: a plan is a Dataset, a commitment a Claim of the report.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from duban.documents.opendata import PublishedPlan, build_commitment_jsonld, build_plan_jsonld
from duban_site.core.clock import to_local_date
from duban_site.public.edition import Edition, Issue
from duban_site.snapshots.content import Claim, CommitmentRow

ESCAPES_BY_CODE_POINT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
"""Escapes with which no text in the data can end the script block."""


def render_plan_jsonld(edition: Edition, page_url: str, data_url: str) -> SafeString:
    """The plan as a Dataset with its files.

    `page_url` is the page's address and `data_url` that of the files (empty: none), absolute or
    relative.
    """
    issue = edition.issue
    jsonld = build_plan_jsonld(replace(_build_published_plan(edition, issue), address=page_url, data_address=data_url))
    jsonld |= {
        "url": page_url,
        "version": issue.version,
        "datePublished": to_local_date(issue.published_at).isoformat(),
        "inLanguage": "zh-Hans",
    }
    return _render_jsonld_block(jsonld)


def render_commitment_jsonld(edition: Edition, row: CommitmentRow, issue: Issue, page_url: str) -> SafeString:
    """The commitment as a Claim, with its targets and its status in `issue`."""
    return _render_jsonld_block(
        build_commitment_jsonld(_build_published_plan(edition, issue), _describe_row(row)) | {"url": page_url}
    )


def _build_published_plan(edition: Edition, issue: Issue) -> PublishedPlan:
    """The plan without its rows, which have pages of their own."""
    plan = edition.header.plan
    plan_fields = {field_name: getattr(plan, field_name) for field_name in plan.__slots__}
    header = {"plan": plan_fields, "month": issue.month, "as_of": str(issue.as_of)}
    return PublishedPlan(header=header, rows=(), publisher=settings.PUBLISHER)


def _describe_row(row: CommitmentRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "text": row.text,
        "status": row.status,
        "part": {"heading": row.part.heading},
        "units": {"lead": [{"name": unit.name} for unit in row.lead]},
        "claims": [_describe_claim(claim) for claim in row.claims],
    }


def _describe_claim(claim: Claim) -> dict[str, Any]:
    text_fields = ("indicator", "number", "unit", "comparator")
    decimal_by_field = {field_name: getattr(claim, field_name) for field_name in ("value", "value_high")}
    decimal_text_by_field = {
        field_name: None if decimal_value is None else f"{decimal_value:f}"
        for field_name, decimal_value in decimal_by_field.items()
    }
    return {**{field_name: getattr(claim, field_name) for field_name in text_fields}, **decimal_text_by_field}


def _render_jsonld_block(jsonld: dict[str, Any]) -> SafeString:
    json_text = json.dumps(jsonld, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES_BY_CODE_POINT)
    return mark_safe(f'<script type="application/ld+json">{json_text}</script>')  # noqa: S308
