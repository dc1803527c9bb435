from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

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
