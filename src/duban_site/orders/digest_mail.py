"""Build the mail of a digest."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from duban_site.orders.models import Digest
from duban_site.orders.notice_words import render_sentence

MAX_LINES = 50
"""Notices listed in a mail; a longer list ends with the number of further ones."""


def build_mail(digest: Digest) -> EmailMessage:
    """Build the mail in Chinese; it has titles and dates, but no documents."""
    with override("zh-hans"):
        notices = list(digest.notices.order_by("kind", "pk"))
        lines = [_("%(name)s：以下事项请办理。") % {"name": digest.person.name}, ""]
        for notice in notices[:MAX_LINES]:
            lines.append(f"· {render_sentence(notice)}")
            if settings.SITE_URL:
                lines.append(f"  {settings.SITE_URL}{notice.path}")
        if len(notices) > MAX_LINES:
            lines.append(_("另有 %(count)s 条，见站内提醒。") % {"count": len(notices) - MAX_LINES})
        lines += ["", _("本邮件由督办系统自动发送，请勿回复。")]
        subject = _("督办提醒 %(day)s：%(count)s 条") % {"day": digest.on, "count": len(notices)}
    return EmailMessage(
        subject,
        "\n".join(lines),
        settings.DEFAULT_FROM_EMAIL,
        [digest.person.email],
        headers={"Message-ID": build_message_id(digest), "Auto-Submitted": "auto-generated"},
    )


def build_message_id(digest: Digest) -> str:
    """The Message-ID of a digest, the same each time it is sent."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">") or "duban"
    return f"<digest-{digest.person_id}-{digest.on}@{domain}>"
