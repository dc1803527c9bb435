"""Send the daily mail: one for each person with their unread notices, each notice only once.

A digest is claimed in the database before it goes to the mail server, and marked as sent after.
A run that is killed in between leaves a claim: whether that mail arrived is unknown, so it is not
sent again automatically; the notices are in the site in any case. `resend_broken=True` sends such
digests again with the same Message-ID, by which mail programs recognise a copy.
"""

from __future__ import annotations

import datetime as dt
import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.actor import Actor
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.orders.digest_mail import build_mail
from duban_site.orders.models import Digest, DigestState, Notice
from duban_site.people.models import Person


@dataclass(slots=True)
class DigestOutcome:
    """Counts of a run: mails sent, refused by the server, and claims of broken-off runs."""

    sent_count: int = 0
    refused_count: int = 0
    broken_count: int = 0


def send_digests(actor: Actor, digest_date: dt.date, *, resend_broken: bool = False) -> DigestOutcome:
    """Send the digests of a day. Raises Refused where the mail server cannot be reached."""
    policy.require(actor, "orders.remind")
    outcome = DigestOutcome(broken_count=Digest.objects.filter(state=DigestState.SENDING).count())
    recipients = _select_recipients(digest_date)
    broken_digests = list(_load_broken_digests()) if resend_broken else []
    if not recipients and not broken_digests:
        return outcome
    connection = _open_connection()
    try:
        for digest in broken_digests:
            outcome.broken_count -= _deliver_digest(connection, digest, outcome)
        for person in recipients:
            claimed_digest = _claim_digest(person, digest_date)
            if claimed_digest is not None:
                outcome.broken_count += not _deliver_digest(connection, claimed_digest, outcome)
    finally:
        connection.close()
    with transaction.atomic():
        counts = {"sent": outcome.sent_count, "refused": outcome.refused_count, "broken": outcome.broken_count}
        log_event(actor, "orders.send_digests", None, on=digest_date, **counts)
    return outcome


def _select_recipients(digest_date: dt.date) -> list[Person]:
    """People with an address, and with unread notices that no mail contained yet."""
    unsent_notices = Notice.objects.filter(read_at=None, digest=None, on__lte=digest_date)
    recipients = Person.objects.filter(is_active=True, notices__in=unsent_notices).exclude(email="")
    return list(recipients.exclude(digests__on=digest_date).distinct().order_by("pk"))


def _load_broken_digests() -> list[Digest]:
    return list(Digest.objects.filter(state=DigestState.SENDING).select_related("person"))


def _open_connection() -> BaseEmailBackend:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        message = _("连不上邮件服务器 %(host)s:%(port)s（%(why)s）。没有发送，站内提醒不受影响。")
        server_details = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "why": error}
        raise Refused(message % server_details) from error
    return connection


@transaction.atomic
def _claim_digest(person: Person, digest_date: dt.date) -> Digest | None:
    """Claim a person's digest of the day; None where another run has claimed it."""
    claimed_at = utc_now()
    digest, is_new = Digest.objects.get_or_create(person=person, on=digest_date, defaults={"at": claimed_at})
    if not is_new:
        return None
    unread = Notice.objects.filter(person=person, read_at=None, digest=None, on__lte=digest_date)
    unread.update(digest=digest)
    return digest


def _deliver_digest(connection: BaseEmailBackend, digest: Digest, outcome: DigestOutcome) -> bool:
    """Send a digest and mark it as sent; gives whether its fate is known.

    A digest that the server refuses is deleted, so that the next run sends its notices.
    """
    try:
        connection.send_messages([build_mail(digest)])
    except smtplib.SMTPException as error:
        if not _is_certain_refusal(error):
            return False
        digest.delete()  # its notices then have no digest, and go with the next one
        outcome.refused_count += 1
        return True
    digest.state, digest.at = DigestState.SENT, utc_now()
    digest.save()
    outcome.sent_count += 1
    return True


def _is_certain_refusal(error: smtplib.SMTPException) -> bool:
    """Whether the server replied with a refusal; a lost connection tells nothing."""
    return isinstance(error, (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused))
