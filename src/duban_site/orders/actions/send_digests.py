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
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.orders.digest_mail import written
from duban_site.orders.models import Digest, DigestState, Notice
from duban_site.people.models import Person


@dataclass(slots=True)
class Sent:
    """Counts of a run: mails sent, refused by the server, and claims of broken-off runs."""

    sent: int = 0
    refused: int = 0
    broken: int = 0


def send_digests(actor: Actor, on: dt.date, *, again: bool = False) -> Sent:
    """Send the digests of a day. Raises Refused where the mail server cannot be reached."""
    policy.require(actor, "orders.remind")
    outcome = Sent(broken=Digest.objects.filter(state=DigestState.SENDING).count())
    people = _people(on)
    left = list(_left_over()) if again else []
    if not people and not left:
        return outcome
    connection = _opened()
    try:
        for digest in left:
            outcome.broken -= _deliver(connection, digest, outcome)
        for person in people:
            claimed = _claim(person, on)
            if claimed is not None:
                outcome.broken += not _deliver(connection, claimed, outcome)
    finally:
        connection.close()
    with transaction.atomic():
        told = {"sent": outcome.sent, "refused": outcome.refused, "broken": outcome.broken}
        log(actor, "orders.send_digests", None, on=on, **told)
    return outcome


def _people(on: dt.date) -> list[Person]:
    """People with an address, and with unread notices that no mail contained yet."""
    new = Notice.objects.filter(read_at=None, digest=None, on__lte=on)
    people = Person.objects.filter(is_active=True, notices__in=new).exclude(email="")
    return list(people.exclude(digests__on=on).distinct().order_by("pk"))


def _left_over() -> list[Digest]:
    return list(Digest.objects.filter(state=DigestState.SENDING).select_related("person"))


def _opened() -> BaseEmailBackend:
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        message = _("连不上邮件服务器 %(host)s:%(port)s（%(why)s）。没有发送，站内提醒不受影响。")
        told = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "why": error}
        raise Refused(message % told) from error
    return connection


@transaction.atomic
def _claim(person: Person, on: dt.date) -> Digest | None:
    """Claim a person's digest of the day; None where another run has claimed it."""
    now = utc_now()
    digest, new = Digest.objects.get_or_create(person=person, on=on, defaults={"at": now})
    if not new:
        return None
    unread = Notice.objects.filter(person=person, read_at=None, digest=None, on__lte=on)
    unread.update(digest=digest)
    return digest


def _deliver(connection: BaseEmailBackend, digest: Digest, outcome: Sent) -> bool:
    """Send a digest and mark it as sent; gives whether its fate is known.

    A digest that the server refuses is deleted, so that the next run sends its notices.
    """
    try:
        connection.send_messages([written(digest)])
    except smtplib.SMTPException as error:
        if not _certainly_refused(error):
            return False
        digest.delete()  # its notices then have no digest, and go with the next one
        outcome.refused += 1
        return True
    digest.state, digest.at = DigestState.SENT, utc_now()
    digest.save()
    outcome.sent += 1
    return True


def _certainly_refused(error: smtplib.SMTPException) -> bool:
    """Whether the server replied with a refusal; a lost connection tells nothing."""
    return isinstance(error, (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused))
