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
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.PositiveSmallIntegerField(verbose_name="月份")),
                ("as_of", models.DateField(verbose_name="评价日期")),
                ("serial", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("rules", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("data", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("published_at", models.DateTimeField(null=True)),
                ("show_leaders", models.BooleanField(default=False, verbose_name="公开分管领导职务")),
                ("show_problems", models.BooleanField(default=False, verbose_name="公开存在问题")),
                ("show_replies", models.BooleanField(default=False, verbose_name="公开单位申辩")),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300, verbose_name="撤回原因")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="plans.plan"
                    ),
                ),
                (
                    "previous",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="following",
                        to="snapshots.snapshot",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "-month", "-serial"),
                "constraints": [models.UniqueConstraint(fields=("plan", "month", "serial"), name="snapshot_serial")],
            },
        ),
        migrations.CreateModel(
            name="SnapshotRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=24)),
                ("text", models.TextField()),
                ("part", models.PositiveIntegerField()),
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
                    ),
                ),
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
                (
                    "was",
                    models.CharField(
                        blank=True,
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
                ("data", models.JSONField()),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshot_rows", to="plans.commitment"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.body"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="snapshots.snapshot"
                    ),
                ),
            ],
            options={
                "ordering": ("snapshot", "order", "number"),
                "indexes": [models.Index(fields=["snapshot", "order"], name="snapshot_row_order")],
                "constraints": [models.UniqueConstraint(fields=("snapshot", "commitment"), name="snapshot_row")],
            },
        ),
    ]
