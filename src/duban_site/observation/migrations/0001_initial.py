import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("plans", "0001_initial"),
        ("reporting", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200, verbose_name="标题")),
                ("name", models.CharField(max_length=200, verbose_name="文件")),
                ("sha256", models.CharField(max_length=64)),
                ("text", models.TextField(blank=True)),
                ("read_at", models.DateTimeField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="plans.plan"
                    ),
                ),
                (
                    "read_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-read_at", "-pk"),
                "constraints": [models.UniqueConstraint(fields=("plan", "sha256"), name="one_document_a_plan")],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.CharField(max_length=200, verbose_name="名称")),
                ("number", models.CharField(max_length=200, verbose_name="数据")),
                ("value", models.DecimalField(decimal_places=6, max_digits=24)),
                ("period", models.CharField(max_length=16, verbose_name="时期")),
                ("end", models.DateField()),
                ("basis", models.CharField(blank=True, max_length=80, verbose_name="口径")),
                (
                    "version",
                    models.CharField(
                        choices=[("preliminary", "初步"), ("revised", "修订"), ("final", "最终")], max_length=12
                    ),
                ),
                ("quote", models.TextField(verbose_name="原句")),
                ("start", models.PositiveIntegerField(null=True)),
                ("sure", models.BooleanField()),
                ("doubt", models.CharField(blank=True, max_length=300, verbose_name="存疑")),
                (
                    "decision",
                    models.CharField(
                        choices=[("open", "待定"), ("accepted", "采用"), ("refused", "不采用")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="plans.claim"
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="observation.document"
                    ),
                ),
                (
                    "figure",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="reporting.figure",
                    ),
                ),
            ],
            options={
                "ordering": ("document", "claim__commitment__order", "claim__order", "pk"),
            },
        ),
    ]
