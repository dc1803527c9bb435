"""`duban site remind`: the day's reminders in the site and by mail."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from duban_site.core import clock
from duban_site.core.actor import SystemActor
from duban_site.core.errors import Refused
from duban_site.orders.actions.send_digests import send_digests
from duban_site.orders.actions.write_reminders import write_reminders


class Command(BaseCommand):
    """Write what falls due on a day, and send each person one mail of what is new."""

    help = "写下当天的到期与逾期提醒，并给每人发一封当日摘要；重复运行不会重复提醒。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The day; whether mail is sent."""
        parser.add_argument("--as-of", help="日期 YYYY-MM-DD，默认今天")
        parser.add_argument("--no-mail", action="store_true", help="只写站内提醒，不发邮件")
        parser.add_argument("--again", action="store_true", help="重发上次中断、不知是否发出的邮件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the reminders, then send the mails."""
        as_of, actor = _parse_day(options["as_of"]), SystemActor("定时任务")
        new_count = write_reminders(actor, as_of)
        self.stdout.write(f"{as_of}：新提醒 {new_count} 条")
        if options["no_mail"]:
            return
        if not settings.EMAIL_HOST:
            self.stdout.write("没有设 DUBAN_SMTP_HOST，不发邮件")
            return
        try:
            mail_outcome = send_digests(actor, as_of, resend_broken=options["again"])
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"邮件：发出 {mail_outcome.sent_count} 封，被拒 {mail_outcome.refused_count} 封")
        if mail_outcome.broken_count:
            self.stderr.write(f"有 {mail_outcome.broken_count} 封中断，不知是否发出；要重发请加 --again")


def _parse_day(date_text: str | None) -> dt.date:
    if date_text is None:
        return clock.today()
    try:
        return dt.date.fromisoformat(date_text)
    except ValueError as error:
        message = f"“{date_text}”不是日期。请写成 2025-12-31。"
        raise CommandError(message, returncode=2) from error
