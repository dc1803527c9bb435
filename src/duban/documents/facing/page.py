"""The page itself: style, script and security policy around the two texts and the ledger."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from duban.commitments import Report
from duban.documents.facing.ledger import filters, rows, summary
from duban.documents.facing.pair import Kind, Pair


@dataclass(frozen=True, slots=True)
class Head:
    """What the page is called, and what its two sides are and say when they are silent."""

    title: str
    english: str
    lead: str
    names: tuple[str, str]
    sides: tuple[str, str]
    silent: tuple[str, str]


def called(report: Report, otherwise: str) -> str:
    """What a report is called: its title, with the place and the year that it leaves out."""
    title = (report.title or otherwise).strip()
    place = report.jurisdiction or ""
    year = f"{report.year}年" if report.year is not None else ""
    missing = [word for word in (place, year) if word and word not in title]
    return "".join([*missing, title]) if report.title or missing else otherwise


def page(head: Head, kinds: Sequence[Kind], pairs: Sequence[Pair], texts: tuple[str, str]) -> str:
    """One HTML page that asks for nothing from outside and admits only its own style and script."""
    style, script = _asset("facing.css") + _hiding(kinds), _asset("facing.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        '<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{escape(head.title)} {escape(head.names[0])} → {escape(head.names[1])}</title>"
        f"<style>{style}</style></head><body>"
        '<a class="skip" href="#ledger">跳到逐项对照</a>'
        f"{_masthead(head, kinds, pairs)}<main>{_texts(head, texts)}"
        '<section class="ledger" id="ledger" aria-label="逐项对照">'
        f'<div class="columns" aria-hidden="true"><span>{escape(head.sides[0])}</span><span></span>'
        f"<span>{escape(head.sides[1])}</span></div>"
        f'<ol class="pairs">{rows(pairs, head.silent)}</ol></section></main>'
        f"<script>{script}</script></body></html>\n"
    )


def _masthead(head: Head, kinds: Sequence[Kind], pairs: Sequence[Pair]) -> str:
    empty = "" if pairs else '<p class="empty">LAST 里没有读到目标：请确认给的是政府工作报告。</p>'
    return (
        f'<header class="masthead"><p class="brand"><b>督办</b> {escape(head.title)} '
        f'<span lang="en">{escape(head.english)}</span></p>'
        f'<h1>{escape(head.names[0])}<span class="arrow" aria-hidden="true"> → </span>'
        f'<span class="away">对照</span>{escape(head.names[1])}</h1><p class="lead">{head.lead}</p>'
        f"{summary(pairs, kinds)}"
        f'<fieldset class="filters"><legend>只看</legend>{filters(pairs, kinds)}</fieldset>'
        f"{empty}</header>"
    )


def _texts(head: Head, texts: tuple[str, str]) -> str:
    panes = "".join(
        f'<h2 class="{side}" id="h-{side}">{escape(word)}</h2>'
        f'<article class="pane {side}" tabindex="0" aria-labelledby="h-{side}">{body}</article>'
        for side, word, body in zip(("left", "right"), head.sides, texts, strict=True)
    )
    return (
        f'<section class="texts" aria-label="两份原文">{panes}'
        '<svg class="lines" aria-hidden="true" focusable="false"></svg></section>'
    )


def _hiding(kinds: Sequence[Kind]) -> str:
    """Rules by which a chosen kind hides the other rows, without a script."""
    return "".join(
        f"body:has(#f-{k.name}:checked) .pair:not(.{k.name}){{display:none}}\n" for k in kinds
    )


@cache
def _asset(name: str) -> str:
    return (files("duban.documents.facing") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
