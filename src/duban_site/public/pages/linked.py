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

from duban.documents.opendata import Published, commitment_jsonld, plan_jsonld
from duban_site.core.clock import day_of
from duban_site.public.edition import Edition, Issue
from duban_site.snapshots.content import Claim, Row

ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
"""Escapes with which no text in the data can end the script block."""


def of_plan(edition: Edition, url: str, data: str) -> SafeString:
    """The plan as a Dataset with its files.

    `page_url` is the page's address and `data_url` that of the files (empty: none), absolute or
    relative.
    """
    issue = edition.issue
    found = plan_jsonld(replace(_published(edition, issue), address=url, data=data))
    found |= {
        "url": url,
        "version": issue.version,
        "datePublished": day_of(issue.published_at).isoformat(),
        "inLanguage": "zh-Hans",
    }
    return _block(found)


def of_commitment(edition: Edition, row: Row, issue: Issue, url: str) -> SafeString:
    """The commitment as a Claim, with its targets and its status in `issue`."""
    return _block(commitment_jsonld(_published(edition, issue), _told(row)) | {"url": url})


def _published(edition: Edition, issue: Issue) -> Published:
    """The plan without its rows, which have pages of their own."""
    plan = edition.header.plan
    facts = {name: getattr(plan, name) for name in plan.__slots__}
    header = {"plan": facts, "month": issue.month, "as_of": str(issue.as_of)}
    return Published(header=header, rows=(), publisher=settings.PUBLISHER)


def _told(row: Row) -> dict[str, Any]:
    return {
        "number": row.number,
        "text": row.text,
        "status": row.status,
        "part": {"heading": row.part.heading},
        "units": {"lead": [{"name": unit.name} for unit in row.lead]},
        "claims": [_target(claim) for claim in row.claims],
    }


def _target(claim: Claim) -> dict[str, Any]:
    names = ("indicator", "number", "unit", "comparator")
    numbers = {name: getattr(claim, name) for name in ("value", "value_high")}
    plain = {name: None if n is None else f"{n:f}" for name, n in numbers.items()}
    return {**{name: getattr(claim, name) for name in names}, **plain}


def _block(told: dict[str, Any]) -> SafeString:
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
