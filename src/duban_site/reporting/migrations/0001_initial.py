import django.db.models.deletion
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
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slot", models.BigIntegerField(default=0)),
                ("as_of", models.DateField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("completed", "已完成"),
                            ("ahead", "超进度"),
                            ("on_schedule", "达进度"),
                            ("near", "基本达到"),
                            ("behind", "欠进度"),
                            ("overdue", "逾期未完成"),
                            ("not_due", "未到评价节点"),
                            ("no_data", "未报数据"),
                            ("adjusted", "已调整"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "light",
                    models.CharField(
                        blank=True, choices=[("green", "绿"), ("yellow", "黄"), ("red", "红"), ("", "无")], max_length=8
                    ),
                ),
                ("value", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("expected", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("gap", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("forecast", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("forecast_low", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("forecast_high", models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ("probability", models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                ("sum", models.JSONField(default=dict)),
                ("rules", models.CharField(max_length=60)),
                (
                    "claim",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessments",
                        to="plans.claim",
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="assessments", to="plans.commitment"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="assessments", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("commitment", "as_of", "slot"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("slot", 0)), fields=["plan", "as_of", "status"], name="assessment_board"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("commitment", "as_of", "slot"), name="one_assessment")],
            },
        ),
        migrations.CreateModel(
            name="BodyReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "填报中"),
                            ("signed", "已签发"),
                            ("submitted", "已报送"),
                            ("accepted", "已采用"),
                            ("sent_back", "已退回"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("signed_at", models.DateTimeField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, verbose_name="退回原因")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="people.body"
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("round", "body"),
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("progress", models.TextField(blank=True, verbose_name="进展情况")),
                ("problems", models.TextField(blank=True, verbose_name="存在问题")),
                ("next_steps", models.TextField(blank=True, verbose_name="下一步安排")),
                ("explanations", models.JSONField(blank=True, default=dict, verbose_name="核对说明")),
                ("remark", models.TextField(blank=True, verbose_name="退回意见")),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(null=True)),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="plans.commitment"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="reporting.bodyreport"
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("report", "commitment__order"),
                "constraints": [models.UniqueConstraint(fields=("report", "commitment"), name="one_entry")],
            },
        ),
        migrations.CreateModel(
            name="EntryFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=16, verbose_name="数据期")),
                ("value", models.DecimalField(decimal_places=6, max_digits=24, verbose_name="数值")),
                ("published", models.DateField(blank=True, null=True, verbose_name="发布日期")),
                (
                    "version",
                    models.CharField(
                        choices=[("preliminary", "初步"), ("revised", "修订"), ("final", "最终")],
                        default="preliminary",
                        max_length=12,
                        verbose_name="版本",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entry_figures", to="plans.claim"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="figures", to="reporting.entry"
                    ),
                ),
            ],
            options={
                "ordering": ("entry", "claim__order"),
                "constraints": [models.UniqueConstraint(fields=("entry", "claim"), name="one_figure_an_entry")],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("content_type", models.CharField(max_length=100)),
                ("public", models.BooleanField(default=False, verbose_name="可以公开")),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="reporting.entry"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("entry", "pk"),
                "constraints": [models.UniqueConstraint(fields=("entry", "sha256"), name="one_file_an_entry")],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=16)),
                ("end", models.DateField()),
                ("value", models.DecimalField(decimal_places=6, max_digits=24)),
                ("published", models.DateField(null=True)),
                (
                    "version",
                    models.CharField(
                        choices=[("preliminary", "初步"), ("revised", "修订"), ("final", "最终")], max_length=12
                    ),
                ),
                ("serial", models.PositiveIntegerField(default=1)),
                ("source", models.CharField(max_length=300, verbose_name="来源")),
                ("accepted_at", models.DateTimeField()),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.body"
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="plans.claim"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accepted_figures",
                        to="reporting.entry",
                    ),
                ),
            ],
            options={
                "ordering": ("claim", "end", "serial"),
                "constraints": [models.UniqueConstraint(fields=("claim", "period", "serial"), name="figure_serial")],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due", models.DateField(verbose_name="应完成日期")),
                ("text", models.CharField(max_length=300, verbose_name="节点内容")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="确认日期")),
                ("reported_done_on", models.DateField(blank=True, null=True, verbose_name="单位报完成日期")),
                ("reported_source", models.CharField(blank=True, max_length=300, verbose_name="单位报依据")),
                ("weight", models.DecimalField(decimal_places=2, default=1, max_digits=6, verbose_name="权重")),
                ("source", models.CharField(blank=True, max_length=300, verbose_name="依据")),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="plans.commitment"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="reporting.evidence",
                    ),
                ),
            ],
            options={
                "ordering": ("commitment", "due", "pk"),
            },
        ),
        migrations.CreateModel(
            name="PublishedSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="名称")),
                ("unit", models.CharField(blank=True, default="%", max_length=20, verbose_name="计量单位")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="published_series", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "name"),
                "constraints": [models.UniqueConstraint(fields=("plan", "name"), name="one_series_a_name")],
            },
        ),
        migrations.CreateModel(
            name="PublishedFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=16, verbose_name="数据期")),
                ("end", models.DateField()),
                ("value", models.DecimalField(decimal_places=6, max_digits=24, verbose_name="数值")),
                ("published", models.DateField(blank=True, null=True, verbose_name="发布日期")),
                (
                    "version",
                    models.CharField(
                        choices=[("preliminary", "初步"), ("revised", "修订"), ("final", "最终")],
                        default="preliminary",
                        max_length=12,
                        verbose_name="版本",
                    ),
                ),
                ("serial", models.PositiveIntegerField(default=1)),
                ("source", models.CharField(max_length=300, verbose_name="来源")),
                ("at", models.DateTimeField()),
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
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="reporting.publishedseries",
                    ),
                ),
            ],
            options={
                "ordering": ("series", "end", "serial"),
                "constraints": [
                    models.UniqueConstraint(fields=("series", "period", "serial"), name="published_figure_serial")
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
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
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="published_source", to="plans.claim"
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to="reporting.publishedseries",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="说明")),
                ("at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="reporting.assessment"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.body"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("assessment", "at"),
            },
        ),
        migrations.CreateModel(
            name="ReportDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fields", models.JSONField(default=dict)),
                ("saved_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="reporting.bodyreport"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("report", "person"), name="one_draft_a_person")],
            },
        ),
        migrations.CreateModel(
            name="ReportingRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveSmallIntegerField(verbose_name="月份")),
                ("due", models.DateField(verbose_name="截止日期")),
                ("late_after", models.DateField(verbose_name="宽限至")),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rounds", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "-month"),
                "constraints": [models.UniqueConstraint(fields=("plan", "month"), name="one_round_a_month")],
            },
        ),
        migrations.AddField(
            model_name="bodyreport",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="reports", to="reporting.reportinground"
            ),
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("even", "均匀"),
                            ("step", "按报告节点"),
                            ("curve", "单位自定月度曲线"),
                            ("seasonal", "按往年季节"),
                            ("annual", "仅年末评价"),
                        ],
                        default="even",
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                ("shares", models.JSONField(blank=True, default=dict, verbose_name="月末累计占比")),
                ("past", models.JSONField(blank=True, default=dict, verbose_name="往年各月累计")),
                ("lag", models.PositiveSmallIntegerField(default=0, verbose_name="滞后月数")),
                (
                    "reading",
                    models.CharField(
                        choices=[
                            ("auto", "年内累计"),
                            ("single", "各期单列，相加"),
                            ("stock", "时点总量，减去基数"),
                            ("fall", "填降幅，正数为下降"),
                            ("signed", "带符号，负数为下降"),
                        ],
                        default="auto",
                        max_length=8,
                        verbose_name="数据口径",
                    ),
                ),
                ("flow", models.BooleanField(blank=True, null=True, verbose_name="年内累计量")),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="schedule", to="plans.claim"
                    ),
                ),
                (
                    "published_series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compared",
                        to="reporting.publishedseries",
                        verbose_name="参照数列",
                    ),
                ),
                (
                    "reference",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compared",
                        to="plans.claim",
                        verbose_name="参照指标",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reference__isnull", True), ("published_series__isnull", True), _connector="OR"
                        ),
                        name="one_reference",
                        violation_error_message="参照指标和参照数列只能选一个。",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="bodyreport",
            constraint=models.UniqueConstraint(fields=("round", "body"), name="one_report_a_body"),
        ),
    ]
