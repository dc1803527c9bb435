"""The page: the template, its style and script put into it, and its security policy."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files

from duban.commitments import Report
from duban.documents.living.body import render_body
from duban.documents.living.details import render_details
from duban.documents.living.entries import list_entries
from duban.documents.living.interface_words import encode_words_json, get_chinese_word, render_word
from duban.documents.living.marks import build_marks, render_bilingual
from duban.documents.living.side_rail import format_title, list_facts, render_contents, render_filters, render_summary

_SLOT_PATTERN = re.compile(r"\{\{(\w+)(?:\.(\w+))?\}\}")


def render_living_report(report: Report, *, source_name: str | None = None) -> str:
    """The living report: one HTML page that needs nothing from outside.

    `source_name` is the name of the file that was read, shown at the head. The page's content
    security policy admits its own style and script only, by their hashes.
    """
    report_entries = list_entries(report)
    style, script = _read_asset("living.css"), _read_asset("living.js")
    slots = {
        "title": escape(format_title(report)),
        "facts": " · ".join(list_facts(report, source_name)),
        "summary": render_summary(report),
        "contents": render_contents(report, report_entries),
        "filters": render_filters(report_entries),
        "empty": _render_notices(report) + ("" if report_entries else f'<p class="empty">{render_word("empty")}</p>'),
        "body": render_body(report, build_marks(report, report_entries)),
        "details": render_details(report_entries),
        "words": encode_words_json(),
        "style": style,
        "script": script,
        "style_hash": _csp_hash(style),
        "script_hash": _csp_hash(script),
    }
    return _fill_template(_read_asset("page.html"), slots)


def _render_notices(report: Report) -> str:
    """The reader's notices, as paragraphs above the text."""
    notice_texts = (render_bilingual(f"{notice.render('zh')} ({notice.render('en')})") for notice in report.notices)
    return "".join(f'<p class="empty">{words}</p>' for words in notice_texts)


def _fill_template(template: str, slots: dict[str, str]) -> str:
    """Put slots in. `{{t.word}}` is a word as mark-up and `{{a.word}}` one inside an attribute."""

    def replace_slot(match: re.Match[str]) -> str:
        slot_name, word_key = match[1], match[2]
        if word_key is None:
            return slots[slot_name]
        return render_word(word_key) if slot_name == "t" else escape(get_chinese_word(word_key))

    return _SLOT_PATTERN.sub(replace_slot, template)


@cache
def _read_asset(name: str) -> str:
    return (files("duban.documents.living") / name).read_text(encoding="utf-8")


def _csp_hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
