"""Group robots and gateways for notices, and the messages sent by them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from duban_site.encryption.fields import EncryptedTextField
from duban_site.people.models import Body


class ChannelKind(models.TextChoices):
    """The platform of a channel."""

    WECOM = "wecom", _("企业微信群机器人")
    DINGTALK = "dingtalk", _("钉钉群机器人")
    FEISHU = "feishu", _("飞书群机器人")
    GATEWAY = "gateway", _("短信网关或其他平台（HTTP）")


class Channel(models.Model):
    """A channel for the notices of a body's people, or of the officers where there is no body.

    `address` and `secret` belong to the robot and are never logged. `fields` are a gateway's field
    names and templates. Nothing is sent between `quiet_from` and `quiet_until` o'clock; what comes
    then goes as one message. A channel that is refused for good is switched off, with the reason
    in `fault`; one that was told to wait continues at `next_at`.
    """

    name = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=10, choices=ChannelKind.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位"))
    address = EncryptedTextField(_("地址"), context="orders.channel_address")
    secret = EncryptedTextField(_("密钥"), context="orders.channel_secret", blank=True, default="")
    fields = models.JSONField(_("字段"), default=dict, blank=True)
    success = models.CharField(_("成功的回答"), max_length=60, blank=True)
    as_form = models.BooleanField(_("按表单发送"), default=False)
    quiet_from = models.PositiveSmallIntegerField(_("免打扰自（时）"), default=21)
    quiet_until = models.PositiveSmallIntegerField(_("至（时）"), default=8)
    since = models.BigIntegerField(default=0)
    active = models.BooleanField(_("启用"), default=True)
    fault = models.CharField(max_length=200, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class MessageState(models.TextChoices):
    """A message is claimed before it goes out, so that two runs never send it twice."""

    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")


class ChannelMessage(models.Model):
    """One message by one channel: several notices together."""

    unlogged = "a message that went out; the log has its sending"

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="messages")
    state = models.CharField(max_length=8, choices=MessageState.choices, default=MessageState.SENDING)
    at = models.DateTimeField()
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.channel} {self.at:%Y-%m-%d %H:%M}"


class ChannelNotice(models.Model):
    """That a channel sent a notice's key: once, however many people have the notice."""

    unlogged = "which notices a message held"

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+")
    message = models.ForeignKey(ChannelMessage, models.CASCADE, related_name="notices")
    key = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["channel", "key"], name="told_once_a_channel")
        ]

    def __str__(self) -> str:
        return self.key
