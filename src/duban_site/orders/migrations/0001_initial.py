import django.db.models.deletion
import duban_site.encryption.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("plans", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wecom", "企业微信群机器人"),
                            ("dingtalk", "钉钉群机器人"),
                            ("feishu", "飞书群机器人"),
                            ("gateway", "短信网关或其他平台（HTTP）"),
                        ],
                        max_length=10,
                        verbose_name="类型",
                    ),
                ),
                (
                    "address",
                    duban_site.encryption.fields.EncryptedTextField(
                        always=False, context="orders.channel_address", verbose_name="地址"
                    ),
                ),
                (
                    "secret",
                    duban_site.encryption.fields.EncryptedTextField(
                        always=False, blank=True, context="orders.channel_secret", default="", verbose_name="密钥"
                    ),
                ),
                ("fields", models.JSONField(blank=True, default=dict, verbose_name="字段")),
                ("success", models.CharField(blank=True, max_length=60, verbose_name="成功的回答")),
                ("as_form", models.BooleanField(default=False, verbose_name="按表单发送")),
                ("quiet_from", models.PositiveSmallIntegerField(default=21, verbose_name="免打扰自（时）")),
                ("quiet_until", models.PositiveSmallIntegerField(default=8, verbose_name="至（时）")),
                ("since", models.BigIntegerField(default=0)),
                ("active", models.BooleanField(default=True, verbose_name="启用")),
                ("fault", models.CharField(blank=True, max_length=200)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.body",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "ordering": ("name", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ChannelMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("sending", "发送中"), ("sent", "已发送")], default="sending", max_length=8
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=200)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="orders.channel"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("sending", "发送中"), ("sent", "已发送")], default="sending", max_length=8
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="digests", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("person", "on"),
                "constraints": [models.UniqueConstraint(fields=("person", "on"), name="one_digest_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "新交办"),
                            ("urged", "催办"),
                            ("sent_back", "退回重办"),
                            ("escalated", "升级"),
                            ("listed", "挂牌督办"),
                            ("granted", "申请已批准"),
                            ("refused", "申请被驳回"),
                            ("concluded", "督查结论"),
                            ("answered", "申辩答复"),
                            ("instructed", "领导批示"),
                            ("replied", "待核查"),
                            ("requested", "待初审的申请"),
                            ("objected", "申辩"),
                            ("to_decide", "待审批的申请"),
                            ("to_complete", "待审定办结"),
                            ("revisit", "应回访"),
                            ("appealed", "申请复核"),
                            ("reviewed", "复核结论"),
                            ("reopened", "回访重办"),
                            ("carried", "跨年结转"),
                            ("proposed", "待确认的督办建议"),
                            ("due_soon", "即将到期"),
                            ("overdue", "已逾期"),
                            ("report_due", "月度报告即将到期"),
                            ("report_overdue", "月度报告已逾期"),
                            ("report_asked", "布置填报"),
                            ("report_urged", "催报"),
                            ("report_returned", "填报被退回"),
                        ],
                        max_length=16,
                    ),
                ),
                ("data", models.JSONField(default=dict)),
                ("path", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "digest",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notices",
                        to="orders.digest",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
                "indexes": [
                    models.Index(condition=models.Q(("read_at", None)), fields=["person"], name="notice_unread")
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="told_once")],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveIntegerField(null=True)),
                ("number", models.PositiveIntegerField(null=True)),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="编号")),
                ("matter", models.CharField(blank=True, max_length=120)),
                ("title", models.CharField(max_length=200, verbose_name="督办事项")),
                (
                    "basis_kind",
                    models.CharField(
                        choices=[
                            ("commitment", "报告目标任务"),
                            ("instruction", "领导批示"),
                            ("meeting", "会议议定事项"),
                            ("register", "台账"),
                            ("public", "群众反映"),
                            ("other", "其他"),
                        ],
                        default="commitment",
                        max_length=12,
                        verbose_name="任务来源",
                    ),
                ),
                ("basis", models.CharField(blank=True, max_length=500, verbose_name="来源依据")),
                ("demand", models.TextField(verbose_name="办理要求")),
                (
                    "urgency",
                    models.CharField(
                        choices=[("urgent", "急件"), ("normal", "一般件"), ("hard", "难度较大件")],
                        default="normal",
                        max_length=8,
                        verbose_name="缓急",
                    ),
                ),
                (
                    "colour",
                    models.CharField(
                        choices=[("blue", "蓝"), ("orange", "橙"), ("red", "红")],
                        default="blue",
                        max_length=8,
                        verbose_name="颜色",
                    ),
                ),
                ("listed", models.BooleanField(default=False, verbose_name="挂牌督办")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("drafted", "拟办"),
                            ("registered", "立项"),
                            ("assigned", "已交办"),
                            ("received", "已签收"),
                            ("handling", "办理中"),
                            ("replied", "已反馈"),
                            ("checked", "已核查"),
                            ("completed", "已办结"),
                            ("closed", "已销号"),
                            ("terminated", "已终止"),
                            ("carried", "已结转"),
                            ("archived", "已归档"),
                        ],
                        default="drafted",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("stage_since", models.DateField()),
                ("due", models.DateField(blank=True, null=True, verbose_name="完成时限")),
                ("first_due", models.DateField(null=True)),
                ("registered_on", models.DateField(null=True)),
                ("issued_on", models.DateField(null=True)),
                ("replied_on", models.DateField(null=True)),
                ("completed_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("terminated_on", models.DateField(null=True)),
                ("revisited_on", models.DateField(null=True)),
                ("carried_on", models.DateField(null=True)),
                ("conclusion", models.TextField(blank=True, verbose_name="督查结论")),
                ("sent_back", models.PositiveSmallIntegerField(default=0)),
                ("drafted_on", models.DateField()),
                (
                    "carried_from",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="orders.order",
                        verbose_name="结转自",
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="plans.commitment",
                    ),
                ),
                (
                    "cooperating",
                    models.ManyToManyField(
                        blank=True, related_name="orders_helped", to="people.body", verbose_name="协办单位"
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead_body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders_led",
                        to="people.body",
                        verbose_name="主办单位",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="people.leader",
                        verbose_name="分管领导",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "-number", "-pk"),
                "indexes": [
                    models.Index(fields=["stage", "due"], name="order_due"),
                    models.Index(fields=["lead_body", "stage", "due"], name="order_body"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "year", "number"), name="one_order_number"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "drafted",
                                    "registered",
                                    "assigned",
                                    "received",
                                    "handling",
                                    "replied",
                                    "checked",
                                    "completed",
                                ],
                            ),
                            models.Q(("matter", ""), _negated=True),
                        ),
                        fields=("plan", "matter"),
                        name="one_open_order_a_matter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "drafted",
                                    "registered",
                                    "assigned",
                                    "received",
                                    "handling",
                                    "replied",
                                    "checked",
                                    "completed",
                                    "closed",
                                    "terminated",
                                    "carried",
                                    "archived",
                                ],
                            )
                        ),
                        name="stage_is_one_of_the_table",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["drafted", "terminated", "archived"]),
                            ("number__isnull", False),
                            _connector="OR",
                        ),
                        name="numbered_once_registered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("overdue", "逾期未完成"),
                            ("behind", "连续两次欠进度"),
                            ("unreported", "未报月度报告"),
                            ("late", "连续迟报"),
                            ("satisfaction", "满意度低"),
                        ],
                        max_length=12,
                        verbose_name="规则",
                    ),
                ),
                ("matter", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待确认"),
                            ("confirmed", "已转督办单"),
                            ("declined", "不予立项"),
                            ("lapsed", "情形已消除"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("as_of", models.DateField()),
                ("first_as_of", models.DateField()),
                ("evidence", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True)),
                ("decided_on", models.DateField(null=True)),
                (
                    "body",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.body"
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="plans.commitment",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="orders.order",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proposals", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("plan", "matter"),
                        name="one_proposal_a_matter",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("extension", "延期"), ("adjustment", "调整"), ("termination", "终止")], max_length=12
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "待初审"),
                            ("reviewed", "待审批"),
                            ("granted", "已批准"),
                            ("refused", "已驳回"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(verbose_name="原因")),
                ("progress", models.TextField(blank=True, verbose_name="目前进展")),
                ("expected", models.DateField(blank=True, null=True, verbose_name="预计完成时间")),
                ("asked_on", models.DateField()),
                ("due_then", models.DateField(null=True)),
                ("opinion", models.TextField(blank=True, verbose_name="初审意见")),
                ("reviewed_on", models.DateField(null=True)),
                ("decision", models.TextField(blank=True, verbose_name="审批意见")),
                ("decided_on", models.DateField(null=True)),
                ("granted_due", models.DateField(null=True)),
                ("granted_demand", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="orders.order"
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("pending", "reviewed"))),
                        fields=("order",),
                        name="one_request_waits",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("draft", "拟办"),
                            ("edit", "修改"),
                            ("register", "立项"),
                            ("assign", "交办"),
                            ("receive", "签收"),
                            ("handle", "办理"),
                            ("note", "记进展"),
                            ("reply", "反馈"),
                            ("pass_check", "核查通过"),
                            ("send_back", "退回重办"),
                            ("complete", "办结"),
                            ("close", "销号"),
                            ("archive", "归档"),
                            ("drop", "撤件"),
                            ("revisit", "回访"),
                            ("reopen", "回访重办"),
                            ("carry", "跨年结转"),
                            ("urge", "催办"),
                            ("escalate", "升级"),
                            ("list", "挂牌"),
                            ("delist", "摘牌"),
                            ("instruct", "批示"),
                            ("ask_extension", "申请延期"),
                            ("ask_adjustment", "申请调整"),
                            ("ask_termination", "申请终止"),
                            ("withdraw_request", "撤回申请"),
                            ("review_request", "初审"),
                            ("grant_request", "批准"),
                            ("refuse_request", "驳回"),
                            ("object", "申辩"),
                            ("answer", "答复申辩"),
                            ("appeal", "申请复核"),
                            ("review", "复核"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("drafted", "拟办"),
                            ("registered", "立项"),
                            ("assigned", "已交办"),
                            ("received", "已签收"),
                            ("handling", "办理中"),
                            ("replied", "已反馈"),
                            ("checked", "已核查"),
                            ("completed", "已办结"),
                            ("closed", "已销号"),
                            ("terminated", "已终止"),
                            ("carried", "已结转"),
                            ("archived", "已归档"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=120)),
                ("text", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                (
                    "body",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.body"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="orders.order"
                    ),
                ),
            ],
            options={
                "ordering": ("order", "pk"),
            },
        ),
        migrations.CreateModel(
            name="StepFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("content_type", models.CharField(max_length=100)),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="orders.step"
                    ),
                ),
            ],
            options={
                "ordering": ("step", "pk"),
                "constraints": [models.UniqueConstraint(fields=("step", "sha256"), name="one_file_a_step")],
            },
        ),
        migrations.CreateModel(
            name="ChannelNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="orders.channel"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="orders.channelmessage"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("channel", "key"), name="told_once_a_channel")],
            },
        ),
    ]
