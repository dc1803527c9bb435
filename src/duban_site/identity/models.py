"""Models for authentication, and for requests that a second person must approve."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.encryption.fields import EncryptedTextField
from duban_site.people.models import Person


class TryCounter(models.Model):
    """Failed sign-in attempts under one key, and the end of the current block (`lockout`)."""

    unlogged = "a counter; the log has each failure"

    key = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=40, blank=True, db_index=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key} {self.failures}"


class KnownDevice(models.Model):
    """A browser in which a person has signed in: attackers' attempts do not block it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="devices")
    token = models.CharField(max_length=64, unique=True)
    """SHA-256 of the cookie's value."""
    network = models.CharField(max_length=50, blank=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person} {self.since}"


class OpenSession(models.Model):
    """A session of a signed-in person, for the lists of sessions."""

    unlogged = "what is open now; the log has each sign-in and sign-out"

    person = models.ForeignKey(Person, models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-opened_at",)

    def __str__(self) -> str:
        return f"{self.person} {self.opened_at}"


class PastPassword(models.Model):
    """A password's hash and the start of its use; the newest is the current password."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    since = models.DateTimeField()

    class Meta:
        ordering = ("-since", "-pk")

    def __str__(self) -> str:
        return f"{self.person} {self.since}"


class SecondFactor(models.Model):
    """两步验证: the secret of a person's authenticator (TOTP, RFC 6238).

    `last_step` is the newest accepted time step, so that no code is accepted twice.
    """

    unlogged_columns = ("last_step",)

    person = models.OneToOneField(Person, models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField(context="second factor", always=True)
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.person}"


class RecoveryCode(models.Model):
    """A single-use code that replaces the authenticator; only its hash is stored."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    code = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person}"


class ExternalIdentity(models.Model):
    """A person's identifier at the identity provider or in the directory: subject or 工号."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="external_identity")
    subject = models.CharField(_("统一身份标识"), max_length=200, unique=True)

    def __str__(self) -> str:
        return self.subject


class ApprovalKind(models.TextChoices):
    """The kind of request."""

    ACCOUNT = "account", _("开通账号或变更权限")
    RESET = "reset", _("重置密码")
    SECOND_FACTOR = "second_factor", _("重置两步验证")


class Approval(models.Model):
    """A request about an account that a second person decides on."""

    kind = models.CharField(max_length=16, choices=ApprovalKind.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="approvals")
    changes = models.JSONField(default=dict, blank=True)
    """For `ACCOUNT`: the fields and their new values."""
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    comment = models.CharField(_("意见"), max_length=200, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind", "person"], condition=Q(approved__isnull=True), name="one_open_approval"
            ),
            models.CheckConstraint(
                name="another_person_decides",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.person}"
