"""The fields of every entry: what the drawer shows, and a list where there is no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from duban.commitments import Commitment
from duban.documents.living.claims import render_claim_card
from duban.documents.living.entries import Entry
from duban.documents.living.interface_words import render_word


def render_details(entries: Iterable[Entry]) -> str:
    """One article an entry, in text order."""
    return "\n".join(_render_article(entry) for entry in entries)


def _render_article(entry: Entry) -> str:
    entry_type = entry.type or "result"
    number = f'<span class="id">{escape(entry.commitment.id)}</span> ' if entry.commitment else ""
    cards = "".join(render_claim_card(claim) for claim in entry.claims)
    body = f'<ul class="claims">{cards}</ul>' if cards else f'<p class="none">{render_word("no_claims")}</p>'
    if entry.commitment:
        body += _render_words(entry.commitment)
    back_link = f'<a class="back" href="#c-{escape(entry.key)}">{render_word("to_sentence")}</a>'
    return (
        f'<article class="detail" id="d-{escape(entry.key)}">'
        f'<h3>{number}<span class="type g-{entry_type}">{render_word(entry_type)}</span></h3>'
        f"{body}{back_link}</article>"
    )


def _render_words(commitment: Commitment) -> str:
    rows = []
    if commitment.names:
        names_markup = "、".join(
            f'<span lang="zh-Hans">{escape(name.text)}</span> <small>{render_word(name.kind.value)}</small>'
            for name in commitment.names
        )
        rows.append(f"<div><dt>{render_word('names')}</dt><dd>{names_markup}</dd></div>")
    if commitment.verbs:
        verbs = escape("、".join(commitment.verbs))
        rows.append(f'<div><dt>{render_word("verbs")}</dt><dd lang="zh-Hans">{verbs}</dd></div>')
    return f'<dl class="words">{"".join(rows)}</dl>' if rows else ""
