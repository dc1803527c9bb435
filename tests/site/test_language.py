from __future__ import annotations

import re

import polib
import pytest

from duban_site.language import CATALOGUE, compiled, missing

PLACEHOLDER = re.compile(r"%\(\w+\)s|%s")


def test_every_text_of_the_pages_has_its_english() -> None:
    assert not missing(), "add them to locale/en/LC_MESSAGES/django.po"


def test_the_compiled_catalogue_is_the_written_one() -> None:
    stored = CATALOGUE.with_suffix(".mo").read_bytes()
    assert stored == compiled(), "run python -m duban_site.language"


@pytest.mark.parametrize("entry", polib.pofile(str(CATALOGUE)), ids=lambda e: e.msgid[:20])
def test_no_placeholder_is_lost_in_translation(entry: polib.POEntry) -> None:
    english = entry.msgstr or entry.msgstr_plural[0]
    assert sorted(PLACEHOLDER.findall(entry.msgid)) == sorted(PLACEHOLDER.findall(english))
