from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation

from duban.appraisal import AppraisalRules, RulesError
from duban.sources import SourceError, open_bytes
from duban_site.core.notices import render_error
from duban_site.translations import CATALOGUES, compile_catalogue, list_missing_messages

PLACEHOLDER = re.compile(r"%\(\w+\)s|%s")


def test_every_text_of_the_pages_has_its_english() -> None:
    assert not list_missing_messages(), "add them to locale/en/LC_MESSAGES/django.po"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda c: c.parents[3].name)
def test_the_compiled_catalogue_is_the_written_one(catalogue: Path) -> None:
    stored = catalogue.with_suffix(".mo").read_bytes()
    assert stored == compile_catalogue(catalogue), "run python -m duban_site.translations"


ENTRIES = [entry for catalogue in CATALOGUES for entry in polib.pofile(str(catalogue))]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.msgid[:20])
def test_no_placeholder_is_lost_in_translation(entry: polib.POEntry) -> None:
    english = entry.msgstr or entry.msgstr_plural[0]
    assert sorted(PLACEHOLDER.findall(entry.msgid)) == sorted(PLACEHOLDER.findall(english))


def test_an_english_page_says_in_english_why_a_file_cannot_be_read() -> None:
    with pytest.raises(SourceError) as unread:
        open_bytes(b"", "report.txt")
    with translation.override("en"):
        assert render_error(unread.value) == "report.txt: The file is empty; download it again"
    assert render_error(unread.value) == "report.txt：文件是空的；请检查文件是否下载完整"


def test_an_english_page_says_in_english_what_is_wrong_with_rules() -> None:
    with pytest.raises(RulesError) as refused:
        AppraisalRules.load('name = "example"')
    with translation.override("en"):
        assert "completion is missing" in render_error(refused.value)
