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
class Linked:
    """Addresses of style, script and icon for a page that a server serves, instead of inline ones.

    `back_link` is the address and the words of a link out of the page.
    """

    style: str
    script: str
    icon: str
    back: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """The page's title and lead, the names of its two sides, and the texts for an empty side."""

    title: str
    english: str
    lead: str
    names: tuple[str, str]
    sides: tuple[str, str]
    silent: tuple[str, str]


def called(report: Report, otherwise: str) -> str:
    """A report's name: its title, completed with the place and the year where they are missing."""
    title = (report.title or otherwise).strip()
    place = report.jurisdiction or ""
    year = f"{report.year}年" if report.year is not None else ""
    missing = [word for word in (place, year) if word and word not in title]
    return "".join([*missing, title]) if report.title or missing else otherwise


def page(
    head: Head,
    kinds: Sequence[Kind],
    pairs: Sequence[Pair],
    texts: tuple[str, str],
    linked: Linked | None = None,
) -> str:
    """One self-contained HTML page whose policy admits only its inline style and script.

    With `linked` both are external, and the security policy is that of the server.
    """
    return (
        '<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(head.title)} {escape(head.names[0])} → {escape(head.names[1])}</title>"
        f"{_own() if linked is None else _links(linked)}</head><body>"
        '<a class="skip" href="#ledger">跳到逐项对照</a>'
        f"{_way_back(linked)}{_masthead(head, kinds, pairs)}<main>{_texts(head, texts)}"
        '<section class="ledger" id="ledger" aria-label="逐项对照">'
        f'<div class="columns" aria-hidden="true"><span>{escape(head.sides[0])}</span><span></span>'
        f"<span>{escape(head.sides[1])}</span></div>"
        f'<ol class="pairs">{rows(pairs, head.silent)}</ol></section></main>'
        f"{_script(linked)}</body></html>\n"
    )


def _own() -> str:
    style, script = asset("facing.css"), asset("facing.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<link rel="icon" href="data:,"><style>{style}</style>'
    )


def _links(linked: Linked) -> str:
    return (
        f'<link rel="icon" href="{escape(linked.icon)}">'
        f'<link rel="stylesheet" href="{escape(linked.style)}">'
    )


def _script(linked: Linked | None) -> str:
    if linked is None:
        return f"<script>{asset('facing.js')}</script>"
    return f'<script src="{escape(linked.script)}"></script>'


def _way_back(linked: Linked | None) -> str:
    if linked is None:
        return ""
    address, words = linked.back
    link = f'<a href="{escape(address)}">← {escape(words)}</a>'
    return f'<nav class="back" aria-label="{escape(words)}">{link}</nav>'


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


@cache
def asset(name: str) -> str:
    """The text of the style sheet or the script."""
    return (files("duban.documents.facing") / "assets" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
