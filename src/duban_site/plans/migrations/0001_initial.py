import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Commitment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=24, verbose_name="编号")),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("headline", "主要预期指标"),
                            ("quantified", "量化指标"),
                            ("project", "重点项目"),
                            ("qualitative", "定性任务"),
                        ],
                        max_length=12,
                        verbose_name="目标类型",
                    ),
                ),
                ("text", models.TextField(verbose_name="任务原文")),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("names", models.JSONField(default=list)),
                (
                    "verifiable",
                    models.CharField(
                        choices=[
                            ("number", "看数量"),
                            ("object", "看具体对象"),
                            ("action", "看做没做"),
                            ("vague", "难以核实"),
                        ],
                        default="action",
                        max_length=6,
                        verbose_name="怎样核实",
                    ),
                ),
                ("counts", models.BooleanField(default=True, verbose_name="计入任务")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "待确认"),
                            ("accepted", "已确认"),
                            ("rejected", "不是目标任务"),
                            ("merged", "已合并"),
                            ("split", "已拆分"),
                        ],
                        default="proposed",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("starred", models.BooleanField(default=False, verbose_name="重点")),
                ("deadline", models.DateField(blank=True, null=True, verbose_name="完成时限")),
                ("joint", models.BooleanField(default=False, verbose_name="共同牵头")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="备注")),
                ("decided_at", models.DateTimeField(null=True)),
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
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commitments",
                        to="people.leader",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="plans.commitment",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports_on",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "split_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="plans.commitment",
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "order", "number"),
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField(default=0)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=120, verbose_name="原文数字")),
                ("quote", models.TextField(verbose_name="原文")),
                ("indicator", models.CharField(max_length=200, verbose_name="指标名称")),
                (
                    "role",
                    models.CharField(
                        choices=[("target", "当年目标"), ("goal", "远期目标"), ("result", "已有结果")],
                        max_length=8,
                        verbose_name="作用",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("growth", "增长率"),
                            ("level", "水平"),
                            ("volume", "工作量"),
                            ("share", "占比或率"),
                            ("points", "百分点变化"),
                            ("relative", "相对目标"),
                        ],
                        max_length=10,
                        verbose_name="类型",
                    ),
                ),
                (
                    "comparator",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ge", "不低于"),
                            ("gt", "高于"),
                            ("le", "不超过"),
                            ("lt", "低于"),
                            ("approx", "左右"),
                            ("eq", "等于"),
                            ("range", "区间"),
                        ],
                        max_length=8,
                        verbose_name="要求",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="目标值"),
                ),
                (
                    "value_high",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="上限"),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="单位")),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "上升"), ("down", "下降")], default="up", max_length=4, verbose_name="方向"
                    ),
                ),
                (
                    "strength",
                    models.CharField(
                        blank=True,
                        choices=[("ensure", "确保"), ("plan", "计划"), ("strive", "力争")],
                        max_length=6,
                        verbose_name="力度",
                    ),
                ),
                ("period", models.CharField(blank=True, max_length=20, verbose_name="期限")),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="上年基数"
                    ),
                ),
                (
                    "assigned",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=24, null=True, verbose_name="下达值"),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="plans.commitment"
                    ),
                ),
            ],
            options={
                "ordering": ("commitment", "order", "start"),
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("city", models.CharField(max_length=40, verbose_name="城市")),
                ("year", models.PositiveIntegerField(verbose_name="年度")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="标题")),
                ("text", models.TextField(verbose_name="报告全文")),
                ("report_date", models.DateField(blank=True, null=True, verbose_name="报告日期")),
                ("source_name", models.CharField(blank=True, max_length=200, verbose_name="文件")),
                ("source_format", models.CharField(blank=True, max_length=10)),
                ("source_sha256", models.CharField(blank=True, max_length=64)),
                ("unread", models.JSONField(default=list)),
                ("notices", models.JSONField(default=list)),
                ("rules", models.CharField(default="default", max_length=60, verbose_name="评价规则")),
                (
                    "status",
                    models.CharField(
                        choices=[("draft", "起草中"), ("active", "执行中"), ("closed", "已结束")],
                        default="draft",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("simulated", models.BooleanField(default=False, verbose_name="模拟数据")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-year", "city", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "draft"), _negated=True),
                        fields=("city", "year"),
                        name="one_plan_in_force",
                        violation_error_message="该城市该年度已有执行中的计划。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField(null=True)),
                ("heading", models.CharField(max_length=300)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("review", "review"),
                            ("goals", "goals"),
                            ("plan", "plan"),
                            ("self", "self"),
                            ("other", "other"),
                        ],
                        max_length=8,
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "order"),
                "constraints": [models.UniqueConstraint(fields=("plan", "order"), name="part_order")],
            },
        ),
        migrations.AddField(
            model_name="commitment",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="commitments", to="plans.plan"
            ),
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "duty",
                    models.CharField(
                        choices=[("lead", "牵头单位"), ("cooperating", "责任（协同）单位")], max_length=12
                    ),
                ),
                ("order", models.PositiveIntegerField(default=0)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="responsibilities", to="people.body"
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responsibilities",
                        to="plans.commitment",
                    ),
                ),
            ],
            options={
                "ordering": ("commitment", "duty", "order"),
                "indexes": [models.Index(fields=["body", "duty"], name="responsibility_body")],
                "constraints": [models.UniqueConstraint(fields=("commitment", "body"), name="one_duty_a_body")],
            },
        ),
        migrations.CreateModel(
            name="TargetChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="调整原因")),
                ("document", models.CharField(blank=True, max_length=200, verbose_name="依据文件")),
                ("old", models.JSONField()),
                ("new", models.JSONField()),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="plans.claim"
                    ),
                ),
            ],
            options={
                "ordering": ("claim", "at"),
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField()),
                ("heading", models.CharField(blank=True, max_length=500)),
                ("section", models.CharField(blank=True, max_length=300)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="topics", to="plans.part"
                    ),
                ),
            ],
            options={
                "ordering": ("part", "order"),
                "constraints": [models.UniqueConstraint(fields=("part", "order"), name="topic_order")],
            },
        ),
        migrations.AddField(
            model_name="commitment",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="commitments", to="plans.topic"
            ),
        ),
        migrations.AddIndex(
            model_name="commitment",
            index=models.Index(fields=["plan", "state", "order"], name="commitment_list"),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="commitment_number"),
        ),
    ]
