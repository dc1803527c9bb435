import django.db.models.deletion
import duban_site.encryption.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Leader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="姓名")),
                ("title", models.CharField(blank=True, max_length=80, verbose_name="职务")),
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
            ],
            options={
                "ordering": ("order", "name"),
            },
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="名称")),
                ("aliases", models.JSONField(blank=True, default=list, verbose_name="别名")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("department", "部门"),
                            ("county", "县（市）区"),
                            ("street", "街道（乡镇）"),
                            ("zone", "开发区"),
                            ("enterprise", "企业"),
                            ("other", "其他"),
                        ],
                        default="department",
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("order", models.PositiveIntegerField(default=0, verbose_name="次序")),
                ("active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bodies",
                        to="people.leader",
                        verbose_name="分管领导",
                    ),
                ),
            ],
            options={
                "ordering": ("order", "name"),
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=40, unique=True, verbose_name="账号")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("administrator", "管理员"),
                            ("security", "安全管理员"),
                            ("officer", "督查人员"),
                            ("liaison", "单位联络员"),
                            ("head", "单位负责人"),
                            ("leader", "分管领导"),
                            ("auditor", "审计员"),
                        ],
                        max_length=16,
                        verbose_name="角色",
                    ),
                ),
                (
                    "phone",
                    duban_site.encryption.fields.EncryptedTextField(
                        always=False, blank=True, context="people.phone", max_length=30, verbose_name="电话"
                    ),
                ),
                (
                    "email",
                    duban_site.encryption.fields.EncryptedEmailField(
                        always=False, blank=True, context="people.email", max_length=254, verbose_name="电子邮箱"
                    ),
                ),
                ("keeper", models.BooleanField(default=True, verbose_name="台账管理员")),
                ("supervisor", models.BooleanField(default=True, verbose_name="监督人员")),
                ("intake", models.BooleanField(default=True, verbose_name="受理人员")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                ("must_change_password", models.BooleanField(default=True)),
                ("previous_login", models.DateTimeField(blank=True, null=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="people.body",
                        verbose_name="单位",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="people.leader",
                        verbose_name="领导",
                    ),
                ),
            ],
            options={
                "ordering": ("role", "username"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body__isnull", False), ("role__in", ("liaison", "head"))),
                            models.Q(
                                models.Q(("role__in", ("liaison", "head")), _negated=True), ("body__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="body_for_body_roles",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("leader__isnull", False), ("role", "leader")),
                            models.Q(models.Q(("role", "leader"), _negated=True), ("leader__isnull", True)),
                            _connector="OR",
                        ),
                        name="leader_for_leaders",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="系统名称")),
                ("contact", models.CharField(max_length=120, verbose_name="责任人及联系方式")),
                ("scopes_given", models.JSONField(default=list, verbose_name="范围")),
                ("bodies", models.JSONField(default=list, verbose_name="单位")),
                ("registers", models.JSONField(default=list, verbose_name="台账")),
                ("opened_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
            },
        ),
    ]
