"""The canonical spelling of an account's name, in which it is stored and compared."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_NAME_LENGTH = 40
ALLOWED_PATTERN = re.compile(r"[a-z0-9._@\-\u3400-\u9fff\U00020000-\U0003ffff]{1,40}")
"""Latin letters, digits and Chinese characters, but no letters of other alphabets like them."""


def normalize_name(text: str) -> str:
    """Return `text` in its canonical spelling: NFKC, case-folded, stripped.

    Full-width and ligature forms become plain, ſ becomes s. Look-alike letters of other alphabets
    are not changed; `validate_name` refuses them.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def validate_name(text: str) -> str:
    """Return a new account's name in canonical spelling. Raises ValidationError if not allowed."""
    name = normalize_name(text)
    if not ALLOWED_PATTERN.fullmatch(name):
        raise ValidationError(
            _("账号只能用字母 a-z、数字、汉字和 . _ @ -，不超过 40 个字符，中间没有空格。"), code="account_name"
        )
    return name
