"""Bodies, leaders and accounts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from duban_site.encryption.fields import EncryptedEmailField, EncryptedTextField
from duban_site.people.names import normalize_name


class BodyKind(models.TextChoices):
    """What sort of body a unit is."""

    DEPARTMENT = "department", _("部门")
    COUNTY = "county", _("县（市）区")
    STREET = "street", _("街道（乡镇）")
    ZONE = "zone", _("开发区")
    ENTERPRISE = "enterprise", _("企业")
    OTHER = "other", _("其他")


class Leader(models.Model):
    """分管领导: answers for a group of commitments."""

    name = models.CharField(_("姓名"), max_length=40, unique=True)
    title = models.CharField(_("职务"), max_length=80, blank=True)
    order = models.PositiveIntegerField(_("次序"), default=0)

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """单位: a body that answers for commitments. `aliases` are other names of the same body."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True)
    kind = models.CharField(_("类别"), max_length=12, choices=BodyKind.choices, default=BodyKind.DEPARTMENT)
    order = models.PositiveIntegerField(_("次序"), default=0)
    active = models.BooleanField(_("在用"), default=True)
    leader = models.ForeignKey(
        Leader, models.SET_NULL, null=True, blank=True, related_name="bodies", verbose_name=_("分管领导")
    )
    """Who answers for a task that the body comes to lead, unless another is named."""

    class Meta:
        ordering = ("order", "name")

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """A person's role in the system; what each role may do is listed in core/access/table.py."""

    ADMINISTRATOR = "administrator", _("管理员")
    SECURITY = "security", _("安全管理员")
    OFFICER = "officer", _("督查人员")
    LIAISON = "liaison", _("单位联络员")
    HEAD = "head", _("单位负责人")
    LEADER = "leader", _("分管领导")
    AUDITOR = "auditor", _("审计员")


BODY_ROLES = (Role.LIAISON, Role.HEAD)


class People(BaseUserManager["Person"]):
    """Accounts by name."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The account that signs in as `username`, in whatever spelling."""
        return self.get(username=normalize_name(username or ""))


class Person(AbstractBaseUser):
    """An account: one person in one role.

    A liaison and a body head belong to a body, a leader in charge to a leader; nobody else does.
    """

    unlogged_columns = ("last_login", "previous_login")

    username = models.CharField(_("账号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    role = models.CharField(_("角色"), max_length=16, choices=Role.choices)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("单位"))
    leader = models.ForeignKey(
        Leader, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("领导")
    )
    phone = EncryptedTextField(_("电话"), max_length=30, blank=True, context="people.phone", personal=True)
    email = EncryptedEmailField(_("电子邮箱"), max_length=254, blank=True, context="people.email", personal=True)
    """For the digest of reminders; shown to the administrator alone."""
    keeper = models.BooleanField(_("台账管理员"), default=True)
    supervisor = models.BooleanField(_("监督人员"), default=True)
    intake = models.BooleanField(_("受理人员"), default=True)
    """What an officer does in registers that the office keeps; no meaning for other roles."""
    is_active = models.BooleanField(_("在用"), default=True)
    must_change_password = models.BooleanField(default=True)
    previous_login = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = People()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        ordering = ("role", "username")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="body_for_body_roles",
                condition=Q(role__in=BODY_ROLES, body__isnull=False) | (~Q(role__in=BODY_ROLES) & Q(body__isnull=True)),
            ),
            models.CheckConstraint(
                name="leader_for_leaders",
                condition=Q(role=Role.LEADER, leader__isnull=False) | (~Q(role=Role.LEADER) & Q(leader__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}({self.username})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the name in its canonical spelling."""
        self.username = normalize_name(self.username)
        super().save(*args, **kwargs)


class ServiceAccount(models.Model):
    """服务账号: another system, with rights of its own; nobody signs in as it.

    `scopes_given` are what it may do (`access.table.SERVICE`), `bodies` (keys) whose reports it is
    about, `registers` (their codes) which registers. It may nothing before it is approved, nor
    after it is closed.
    """

    name = models.CharField(_("系统名称"), max_length=80, unique=True)
    contact = models.CharField(_("责任人及联系方式"), max_length=120)
    scopes_given = models.JSONField(_("范围"), default=list)
    bodies = models.JSONField(_("单位"), default=list)
    registers = models.JSONField(_("台账"), default=list)
    opened_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether it may do anything."""
        return self.approved_at is not None and self.closed_at is None
