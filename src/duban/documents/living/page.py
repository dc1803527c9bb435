"""The page: the template, its style and script put into it, and its security policy."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from duban.commitments import Report
from duban.documents.living.body import body
from duban.documents.living.details import details
from duban.documents.living.entries import entries
from duban.documents.living.marks import both, marks
from duban.documents.living.rail import contents, facts, filters, summary, title
from duban.documents.living.words import as_json, t, zh

_SLOT = re.compile(r"\{\{(\w+)(?:\.(\w+))?\}\}")


def render(report: Report, *, source_name: str | None = None) -> str:
    """The living report: one HTML page that needs nothing from outside.

    `source_name` is the name of the file that was read, shown at the head. The page's content
    security policy admits its own style and script only, by their hashes.
    """
    found = entries(report)
    style, script = _asset("living.css"), _asset("living.js")
    slots = {
        "title": escape(title(report)),
        "facts": " · ".join(facts(report, source_name)),
        "summary": summary(report),
        "contents": contents(report, found),
        "filters": filters(found),
        "empty": _notices(report) + ("" if found else f'<p class="empty">{t("empty")}</p>'),
        "body": body(report, marks(report, found)),
        "details": details(found),
        "words": as_json(),
        "style": style,
        "script": script,
        "style_hash": _hash(style),
        "script_hash": _hash(script),
    }
    return _fill(_asset("page.html"), slots)


def _notices(report: Report) -> str:
    """The reader's notices, as paragraphs above the text."""
    said = (both(f"{n.say('zh')} ({n.say('en')})") for n in report.notices)
    return "".join(f'<p class="empty">{words}</p>' for words in said)


def _fill(template: str, slots: dict[str, str]) -> str:
    """Put slots in. `{{t.word}}` is a word as mark-up and `{{a.word}}` one inside an attribute."""

    def put(match: re.Match[str]) -> str:
        name, word = match[1], match[2]
        if word is None:
            return slots[name]
        return t(word) if name == "t" else escape(zh(word))

    return _SLOT.sub(put, template)


@cache
def _asset(name: str) -> str:
    return (files("duban.documents.living") / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
