"""Forms of the pages of published figures."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DocumentForm(forms.Form):
    """Upload of the document from which figures are read."""

    file = forms.FileField(
        label=_("统计公报、月度发布或预算执行报告"), help_text=_("Word、PDF、OFD、网页或文本文件；标题要写明年份")
    )
