"""Rules for passwords beyond Django's own (GB/T 22239 level 2 asks for complexity)."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MIN_LENGTH = 10
CHARACTER_CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
MIN_CLASSES = 3


class ComplexityValidator:
    """At least three of: small letters, capitals, digits, other characters."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a password of fewer sorts of characters."""
        if sum(bool(re.search(pattern, password)) for pattern in CHARACTER_CLASSES) < MIN_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        """What the page says beside the field."""
        return _("密码须含小写字母、大写字母、数字、其他符号中的至少三类。")


class LengthValidator:
    """At least ten characters; Django's own message has no Chinese."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a shorter password."""
        if len(password) < MIN_LENGTH:
            raise ValidationError(_("密码太短。") + self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        """What the page says beside the field."""
        return _("至少 %(least)s 个字符。") % {"least": MIN_LENGTH}
