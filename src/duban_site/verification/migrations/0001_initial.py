import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("plans", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField(default=1)),
                ("title", models.CharField(max_length=200, verbose_name="依据")),
                ("source_name", models.CharField(max_length=200, verbose_name="文件")),
                ("source_sha256", models.CharField(max_length=64)),
                ("text", models.TextField(blank=True)),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="plans.plan"
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "-serial"),
                "constraints": [models.UniqueConstraint(fields=("plan", "serial"), name="check_serial")],
            },
        ),
        migrations.CreateModel(
            name="CheckRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveIntegerField()),
                ("part", models.CharField(blank=True, max_length=300, verbose_name="部分")),
                ("indicator", models.CharField(max_length=200, verbose_name="指标名称")),
                ("target_number", models.CharField(max_length=120, verbose_name="目标")),
                ("target_quote", models.TextField(verbose_name="目标原文")),
                ("target_start", models.PositiveIntegerField()),
                ("target_end", models.PositiveIntegerField()),
                ("result_number", models.CharField(blank=True, max_length=120, verbose_name="结果")),
                ("result_quote", models.TextField(blank=True, verbose_name="结果原文")),
                ("result_start", models.PositiveIntegerField(null=True)),
                ("result_end", models.PositiveIntegerField(null=True)),
                ("source", models.CharField(blank=True, max_length=500, verbose_name="出处")),
                ("sum", models.TextField(verbose_name="算式")),
                (
                    "proposed",
                    models.CharField(
                        choices=[
                            ("met", "完成"),
                            ("near", "基本完成"),
                            ("missed", "未完成"),
                            ("not_reported", "未报告"),
                            ("changed_basis", "口径改变"),
                            ("unclear", "不明确"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "judgement",
                    models.CharField(
                        choices=[
                            ("met", "完成"),
                            ("near", "基本完成"),
                            ("missed", "未完成"),
                            ("not_reported", "未报告"),
                            ("changed_basis", "口径改变"),
                            ("unclear", "不明确"),
                        ],
                        max_length=14,
                        verbose_name="评价",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="改判理由")),
                (
                    "check_of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="verification.check"
                    ),
                ),
                (
                    "commitment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="check_rows", to="plans.commitment"
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
            ],
            options={
                "ordering": ("check_of", "order"),
                "constraints": [models.UniqueConstraint(fields=("check_of", "order"), name="check_row_order")],
            },
        ),
    ]
