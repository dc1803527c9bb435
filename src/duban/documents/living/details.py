"""The fields of every entry: what the drawer shows, and a list where there is no script."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from duban.commitments import Commitment
from duban.documents.living.claims import card
from duban.documents.living.entries import Entry
from duban.documents.living.words import t


def details(entries: Iterable[Entry]) -> str:
    """One article an entry, in text order."""
    return "\n".join(_article(entry) for entry in entries)


def _article(entry: Entry) -> str:
    kind = entry.type or "result"
    number = f'<span class="id">{escape(entry.commitment.id)}</span> ' if entry.commitment else ""
    cards = "".join(card(claim) for claim in entry.claims)
    body = f'<ul class="claims">{cards}</ul>' if cards else f'<p class="none">{t("no_claims")}</p>'
    if entry.commitment:
        body += _words(entry.commitment)
    back = f'<a class="back" href="#c-{escape(entry.key)}">{t("to_sentence")}</a>'
    return (
        f'<article class="detail" id="d-{escape(entry.key)}">'
        f'<h3>{number}<span class="type g-{kind}">{t(kind)}</span></h3>{body}{back}</article>'
    )


def _words(commitment: Commitment) -> str:
    rows = []
    if commitment.names:
        named = "、".join(
            f'<span lang="zh-Hans">{escape(name.text)}</span> <small>{t(name.kind.value)}</small>'
            for name in commitment.names
        )
        rows.append(f"<div><dt>{t('names')}</dt><dd>{named}</dd></div>")
    if commitment.verbs:
        verbs = escape("、".join(commitment.verbs))
        rows.append(f'<div><dt>{t("verbs")}</dt><dd lang="zh-Hans">{verbs}</dd></div>')
    return f'<dl class="words">{"".join(rows)}</dl>' if rows else ""
