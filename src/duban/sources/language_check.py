"""Whether a text is Chinese at all: a report in another language would be read as nothing."""

from __future__ import annotations

import re

from duban.sources.errors import SourceError

HAN_SHARE = 0.5
"""Below this share of Han characters among a text's letters it is not Chinese."""
_HAN_CHARACTER = re.compile(r"[㐀-䶿一-鿿]")


def refuse_foreign(text: str, source_name: str) -> None:
    """Raise SourceError for a text without letters, or mostly in another script."""
    letter_count = sum(character.isalpha() for character in text)
    han_count = len(_HAN_CHARACTER.findall(text))
    if not letter_count:
        raise SourceError.make("file_without_letters").with_path(source_name)
    if han_count / letter_count < HAN_SHARE:
        share_text = f"{100 * han_count / letter_count:.0f}%"
        raise SourceError.make("text_not_chinese", share=share_text).with_path(source_name)
