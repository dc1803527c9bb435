"""Whether a text is Chinese at all: a report in another language would be read as nothing."""

from __future__ import annotations

import re

from duban.sources.errors import SourceError

HAN_SHARE = 0.5
"""Below this share of Han characters among a text's letters it is not Chinese."""
_HAN = re.compile(r"[㐀-䶿一-鿿]")


def refuse_foreign(text: str, name: str) -> None:
    """Raise SourceError for a text without letters, or mostly in another script."""
    letters = sum(c.isalpha() for c in text)
    han = len(_HAN.findall(text))
    if not letters:
        raise SourceError("没有文字。", "There is no text in it.", name)
    if han / letters < HAN_SHARE:
        share = f"{100 * han / letters:.0f}%"
        raise SourceError(
            f"不是中文：汉字只占文字的 {share}，请检查是否给错了文件。",
            f"Not Chinese: Han characters are {share} of its letters.",
            name,
        )
