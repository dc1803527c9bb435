"""Forms of the check's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CheckForm(forms.Form):
    """Upload of the file by which the year is checked."""

    file = forms.FileField(
        label=_("下一年的报告、统计公报或数据表"), help_text=_("Word、PDF、OFD、网页、文本文件，或公布数据的 CSV")
    )
