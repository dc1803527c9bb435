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
from duban.documents.facing.ledger import render_filters, render_pairs, render_summary
from duban.documents.facing.pair import Pair, PairKind


@dataclass(frozen=True, slots=True)
class LinkedAssets:
    """Addresses of style, script and icon for a page that a server serves, instead of inline ones.

    `back_link` is the address and the words of a link out of the page.
    """

    style_url: str
    script_url: str
    icon_url: str
    back_link: tuple[str, str]


@dataclass(frozen=True, slots=True)
class PageHead:
    """The page's title and lead, the names of its two sides, and the texts for an empty side."""

    title: str
    english: str
    lead: str
    names: tuple[str, str]
    sides: tuple[str, str]
    silent_texts: tuple[str, str]


def name_report(report: Report, default_name: str) -> str:
    """A report's name: its title, completed with the place and the year where they are missing."""
    title = (report.title or default_name).strip()
    place = report.jurisdiction or ""
    year = f"{report.year}年" if report.year is not None else ""
    missing_parts = [part for part in (place, year) if part and part not in title]
    return "".join([*missing_parts, title]) if report.title or missing_parts else default_name


def render_page(
    head: PageHead,
    kinds: Sequence[PairKind],
    pairs: Sequence[Pair],
    texts: tuple[str, str],
    linked: LinkedAssets | None = None,
) -> str:
    """One self-contained HTML page whose policy admits only its inline style and script.

    With `linked` both are external, and the security policy is that of the server.
    """
    return (
        '<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(head.title)} {escape(head.names[0])} → {escape(head.names[1])}</title>"
        f"{_inline_assets() if linked is None else _link_assets(linked)}</head><body>"
        '<a class="skip" href="#ledger">跳到逐项对照</a>'
        f"{_back_link(linked)}{_render_head(head, kinds, pairs)}<main>{_render_texts(head, texts)}"
        '<section class="ledger" id="ledger" aria-label="逐项对照">'
        f'<div class="columns" aria-hidden="true"><span>{escape(head.sides[0])}</span><span></span>'
        f"<span>{escape(head.sides[1])}</span></div>"
        f'<ol class="pairs">{render_pairs(pairs, head.silent_texts)}</ol></section></main>'
        f"{_render_script(linked)}</body></html>\n"
    )


def _inline_assets() -> str:
    style, script = read_asset("facing.css"), read_asset("facing.js")
    policy = (
        f"default-src 'none'; style-src '{_csp_hash(style)}'; script-src '{_csp_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<link rel="icon" href="data:,"><style>{style}</style>'
    )


def _link_assets(linked: LinkedAssets) -> str:
    return (
        f'<link rel="icon" href="{escape(linked.icon_url)}"><link rel="stylesheet" href="{escape(linked.style_url)}">'
    )


def _render_script(linked: LinkedAssets | None) -> str:
    if linked is None:
        return f"<script>{read_asset('facing.js')}</script>"
    return f'<script src="{escape(linked.script_url)}"></script>'


def _back_link(linked: LinkedAssets | None) -> str:
    if linked is None:
        return ""
    address, label = linked.back_link
    link = f'<a href="{escape(address)}">← {escape(label)}</a>'
    return f'<nav class="back" aria-label="{escape(label)}">{link}</nav>'


def _render_head(head: PageHead, kinds: Sequence[PairKind], pairs: Sequence[Pair]) -> str:
    empty_notice = "" if pairs else '<p class="empty">LAST 里没有读到目标：请确认给的是政府工作报告。</p>'
    return (
        f'<header class="masthead"><p class="brand"><b>督办</b> {escape(head.title)} '
        f'<span lang="en">{escape(head.english)}</span></p>'
        f'<h1>{escape(head.names[0])}<span class="arrow" aria-hidden="true"> → </span>'
        f'<span class="away">对照</span>{escape(head.names[1])}</h1><p class="lead">{head.lead}</p>'
        f"{render_summary(pairs, kinds)}"
        f'<fieldset class="filters"><legend>只看</legend>{render_filters(pairs, kinds)}</fieldset>'
        f"{empty_notice}</header>"
    )


def _render_texts(head: PageHead, texts: tuple[str, str]) -> str:
    panes = "".join(
        f'<h2 class="{side}" id="h-{side}">{escape(side_title)}</h2>'
        f'<article class="pane {side}" tabindex="0" aria-labelledby="h-{side}">{body}</article>'
        for side, side_title, body in zip(("left", "right"), head.sides, texts, strict=True)
    )
    return (
        f'<section class="texts" aria-label="两份原文">{panes}'
        '<svg class="lines" aria-hidden="true" focusable="false"></svg></section>'
    )


@cache
def read_asset(name: str) -> str:
    """The text of the style sheet or the script."""
    return (files("duban.documents.facing") / "assets" / name).read_text(encoding="utf-8")


def _csp_hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
