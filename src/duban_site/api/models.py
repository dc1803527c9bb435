"""Tokens, webhooks, and what was delivered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.core.access.policy import ConditionByScope
from duban_site.core.access.table import Scope
from duban_site.core.actor import Caller
from duban_site.encryption.fields import EncryptedTextField
from duban_site.people.models import Person, ServiceAccount
from duban_site.registers.models import Register, RegisterRecord


class TokenScope(models.TextChoices):
    """What a token may be used for; within it, its person's rights decide."""

    READ_REPORTS = "reports.read", _("读取本单位填报")
    WRITE_REPORTS = "reports.write", _("写入本单位填报")
    SIGN_REPORTS = "reports.sign", _("签发、报送本单位填报")
    READ_RECORDS = "records.read", _("读取台账记录")
    WRITE_RECORDS = "records.write", _("写入台账记录")
    READ_ORDERS = "orders.read", _("读取督办单")


class Token(models.Model):
    """令牌: a program acts with the rights of `person`, no further than `scopes`.

    That of a service account (`account`) is its key: its secret also signs requests, and is made
    anew from `salt` and the service's own key, so that the database alone opens nothing.

    Only the SHA-256 of the secret is kept; `prefix` is its beginning, by which people tell tokens
    apart. A token holds until the day `expires_on`, or until it is revoked.
    """

    unlogged_columns = ("used_on",)

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="tokens")
    account = models.ForeignKey(ServiceAccount, models.CASCADE, null=True, related_name="keys")
    appkey = models.CharField(max_length=40, null=True, unique=True)
    salt = models.CharField(max_length=64, blank=True)
    name = models.CharField(_("用途"), max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes_given = models.JSONField(_("范围"), default=list)
    expires_on = models.DateField(_("有效期至"))
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)

    scopes: ClassVar[ConditionByScope] = {Scope.ACTOR_BODY: lambda person: Q(person__body=person.body_id)}

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="token_of_one",
                condition=Q(person__isnull=False, account__isnull=True) | Q(person__isnull=True, account__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.prefix}…）"

    @property
    def holder(self) -> Caller:
        """The person or service account with whose rights it acts."""
        holder = self.person or self.account
        assert holder is not None  # noqa: S101 # by the constraint
        return holder

    @property
    def effective_scopes(self) -> list[str]:
        """The scopes in force: a service account's keys follow the account's present scopes."""
        scopes: list[str] = self.account.scopes_given if self.account else self.scopes_given
        return scopes


class UsedNonce(models.Model):
    """The nonce of a signed request: a second one with it is refused while it could be taken."""

    unlogged = "what was asked is logged; this is kept for minutes"

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["token", "nonce"], name="one_use_of_a_nonce")
        ]

    def __str__(self) -> str:
        return self.nonce


class StoredAnswer(models.Model):
    """The answer to a POST that brought an `Idempotency-Key`, told again when it comes again."""

    unlogged = "what was answered, for some days; what was done is logged"

    token = models.ForeignKey(Token, models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = EncryptedTextField(context="api.answer", blank=True, default="")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["token", "key"], name="answered_once")]

    def __str__(self) -> str:
        return f"{self.token} {self.key}"


class ExternalKey(models.Model):
    """来源编号: what the system that handed in a record calls it; one record a key."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="+")
    record = models.OneToOneField(RegisterRecord, models.PROTECT, related_name="external")
    key = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["register", "key"], name="one_external_key")
        ]

    def __str__(self) -> str:
        return self.key


class Topic(models.TextChoices):
    """What a webhook tells of: only what everybody may know. The values are actions of the log.

    A test goes to its own webhook alone, the others to all.
    """

    PUBLISHED = "snapshots.publish", _("公布新一期进展")
    WITHDRAWN = "snapshots.withdraw", _("撤回已公布的进展")
    TEST = "api.test_webhook", _("测试消息")


class Webhook(models.Model):
    """推送地址: is told by POST when something becomes public.

    The message is signed with `secret`, which is kept as it is because signing needs it; it opens
    nothing. Messages are also signed with `old_secret` until `old_until`, so that a receiver may
    take the new one at any moment between. `since` is the log's event up to which it has been told.
    While a run sends to it, `claimed_until` keeps others away.
    """

    unlogged_columns = ("claimed_until",)

    name = models.CharField(_("名称"), max_length=80)
    url = models.URLField(_("地址"), max_length=500)
    secret = models.CharField(max_length=64)
    old_secret = models.CharField(max_length=64, blank=True, default="")
    old_until = models.DateTimeField(null=True)
    active = models.BooleanField(_("启用"), default=True)
    since = models.BigIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    """How far a message has come."""

    WAITING = "waiting", _("待发送")
    RETRYING = "retrying", _("待重试")
    DELIVERED = "delivered", _("已送达")
    DEAD = "dead", _("已放弃")


class Delivery(models.Model):
    """One message to one webhook, about one event of the log; sent until it is taken.

    One that was not taken at the last try is given up (dead); it may be sent again by hand.
    """

    unlogged = "a queue: tries and answers of a webhook"

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    topic = models.CharField(max_length=40, choices=Topic.choices)
    event = models.BigIntegerField()
    body = models.JSONField()
    created_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["webhook", "event"], name="delivered_once")]
        indexes = (models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="delivery_waiting"),)

    STATES: ClassVar[dict[str, dict[str, Any]]] = {
        DeliveryState.WAITING.value: {"next_at__isnull": False, "tries": 0},
        DeliveryState.RETRYING.value: {"next_at__isnull": False, "tries__gt": 0},
        DeliveryState.DELIVERED.value: {"delivered_at__isnull": False},
        DeliveryState.DEAD.value: {"next_at__isnull": True, "delivered_at__isnull": True},
    }
    """State → the query conditions of the deliveries in it."""

    def __str__(self) -> str:
        return f"{self.webhook} {self.event}"

    @property
    def state(self) -> DeliveryState:
        """How far it has come."""
        if self.delivered_at is not None:
            return DeliveryState.DELIVERED
        if self.next_at is None:
            return DeliveryState.DEAD
        return DeliveryState.RETRYING if self.tries else DeliveryState.WAITING
