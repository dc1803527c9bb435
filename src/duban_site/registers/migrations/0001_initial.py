from typing import Any

import django.db.models.deletion
import duban_site.encryption.fields
from django.conf import settings
from django.db import migrations, models


SEARCH_INDEXES = {
    "register_values": "USING gin (values jsonb_path_ops)",
    "register_grams": "USING gin (string_to_array(grams, ' '))",
}


def create_search_indexes(_apps: Any, editor: Any) -> None:
    """On PostgreSQL values and pairs of characters are looked up, not read through."""
    if editor.connection.vendor == "postgresql":
        for name, definition in SEARCH_INDEXES.items():
            editor.execute(f"CREATE INDEX {name} ON registers_registerrecord {definition}")


def drop_search_indexes(_apps: Any, editor: Any) -> None:
    """Drop them."""
    if editor.connection.vendor == "postgresql":
        for name in SEARCH_INDEXES:
            editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("plans", "0001_initial"),
        ("reporting", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=40)),
                ("by", models.CharField(blank=True, max_length=40)),
                ("group", models.CharField(blank=True, max_length=200)),
                ("as_of", models.DateField()),
                ("serial", models.PositiveIntegerField(default=1)),
                ("value", models.DecimalField(decimal_places=6, max_digits=30, null=True)),
                ("unit", models.CharField(max_length=20)),
                ("counted", models.PositiveIntegerField()),
                ("groups", models.JSONField(default=dict)),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("register", "measure", "-as_of", "-serial"),
            },
        ),
        migrations.CreateModel(
            name="Fed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "figure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fed", to="reporting.figure"
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fed", to="registers.reading"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Register",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("english", models.CharField(max_length=120)),
                ("about", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("text", models.TextField(verbose_name="声明")),
                ("template", models.CharField(blank=True, max_length=40)),
                ("restricted", models.BooleanField(default=False, verbose_name="限定范围")),
                ("simulated", models.BooleanField(default=False, verbose_name="模拟数据")),
                ("counter", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registers",
                        to="people.body",
                        verbose_name="主管单位",
                    ),
                ),
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
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="reading",
            name="register",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="registers.register"
            ),
        ),
        migrations.CreateModel(
            name="MeasureCache",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=40)),
                ("fingerprint", models.CharField(max_length=90)),
                (
                    "state",
                    models.CharField(
                        choices=[("stale", "Stale"), ("fresh", "Fresh"), ("unfit", "Unfit")],
                        default="stale",
                        max_length=5,
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measure_caches",
                        to="registers.register",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("register", "measure"), name="one_cache_a_measure")],
            },
        ),
        migrations.CreateModel(
            name="Holder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("public", models.CharField(max_length=100)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="holders", to="registers.register"
                    ),
                ),
            ],
            options={
                "ordering": ("register", "pk"),
                "constraints": [models.UniqueConstraint(fields=("register", "public"), name="one_holder_key")],
            },
        ),
        migrations.CreateModel(
            name="Binding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=40)),
                ("by", models.CharField(blank=True, max_length=40)),
                ("group", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("confirmed_at", models.DateTimeField(auto_now_add=True)),
                ("fed_until", models.DateField(null=True)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="binding", to="plans.claim"
                    ),
                ),
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
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bindings", to="registers.register"
                    ),
                ),
            ],
            options={
                "ordering": ("claim",),
            },
        ),
        migrations.CreateModel(
            name="RegisterRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=300)),
                ("stage", models.CharField(max_length=40)),
                ("since", models.DateField()),
                ("created", models.DateField()),
                ("open", models.BooleanField()),
                ("region", models.CharField(blank=True, max_length=80)),
                ("lng", models.DecimalField(decimal_places=6, max_digits=10, null=True)),
                ("lat", models.DecimalField(decimal_places=6, max_digits=10, null=True)),
                ("datum", models.CharField(blank=True, max_length=10)),
                ("values", models.JSONField(default=dict)),
                ("text", models.TextField(blank=True)),
                ("grams", models.TextField(blank=True)),
                ("clock", models.CharField(blank=True, max_length=40)),
                ("due", models.DateField(null=True)),
                ("warn_on", models.DateField(null=True)),
                ("paused", models.BooleanField(default=False)),
                ("erase_on", models.DateField(null=True)),
                ("serial", models.PositiveIntegerField(default=0)),
                ("day", models.DateField()),
                ("updated_at", models.DateTimeField()),
                (
                    "county",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.body"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.body"
                    ),
                ),
                ("others", models.ManyToManyField(related_name="+", to="people.body")),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="registers.register"
                    ),
                ),
                (
                    "street",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.body"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "indexes": [
                    models.Index(fields=["register", "-id"], name="register_list"),
                    models.Index(fields=["register", "stage", "-id"], name="register_stage"),
                    models.Index(fields=["register", "lead", "-id"], name="register_lead"),
                    models.Index(fields=["register", "county", "-id"], name="register_county"),
                    models.Index(fields=["register", "street", "-id"], name="register_street"),
                    models.Index(
                        condition=models.Q(("due__isnull", False)),
                        fields=["register", "due", "id"],
                        name="register_due",
                    ),
                    models.Index(
                        condition=models.Q(("erase_on__isnull", False)), fields=["erase_on"], name="register_erase"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("register", "number"), name="one_register_record")],
            },
        ),
        migrations.CreateModel(
            name="RegisterEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("serial", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("day", models.DateField()),
                ("actor", models.CharField(max_length=120)),
                ("data", models.JSONField()),
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
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registers.register"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="registers.registerrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("record", "serial"),
                "constraints": [models.UniqueConstraint(fields=("record", "serial"), name="one_register_event")],
            },
        ),
        migrations.CreateModel(
            name="RegisterDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("content_type", models.CharField(max_length=100)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document",
                        to="registers.registerevent",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="registers.registerrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("record", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Personal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("values", duban_site.encryption.fields.EncryptedJSONField(always=False, context="registers.personal")),
                ("caller", models.CharField(blank=True, max_length=64)),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal",
                        to="registers.registerevent",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal",
                        to="registers.registerrecord",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("caller", ""), _negated=True), fields=["caller"], name="personal_caller"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("text", models.TextField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="registers.register"
                    ),
                ),
            ],
            options={
                "ordering": ("register", "-version"),
                "constraints": [models.UniqueConstraint(fields=("register", "version"), name="one_register_version")],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.CharField(blank=True, max_length=60)),
                ("place", models.PositiveIntegerField(default=0)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("day", models.DateField(null=True)),
                ("above", models.BigIntegerField()),
                ("below", models.BigIntegerField()),
                ("groups", models.JSONField(default=dict)),
                (
                    "cache",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="registers.measurecache",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="registers.registerrecord",
                    ),
                ),
            ],
            options={
                "ordering": ("record_id", "place"),
                "indexes": [
                    models.Index(fields=["cache", "record", "place"], name="share_list"),
                    models.Index(
                        condition=models.Q(("until__isnull", False)), fields=["cache", "until"], name="share_until"
                    ),
                    models.Index(
                        condition=models.Q(("until__isnull", True)), fields=["cache", "record"], name="share_lasting"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.PositiveIntegerField()),
                ("month", models.BooleanField()),
                ("at", models.DateField()),
                ("field", models.CharField(blank=True, max_length=40)),
                ("name", models.TextField(blank=True)),
                ("count", models.BigIntegerField()),
                ("above", models.BigIntegerField()),
                ("below", models.BigIntegerField()),
                (
                    "cache",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sums",
                        to="registers.measurecache",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("cache", "period", "month", "at", "field", "name"), name="one_sum")
                ],
            },
        ),
        migrations.CreateModel(
            name="CountedPage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.PositiveIntegerField()),
                ("ids", models.JSONField()),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="registers.reading"
                    ),
                ),
            ],
            options={
                "ordering": ("reading", "page"),
                "constraints": [models.UniqueConstraint(fields=("reading", "page"), name="one_counted_page")],
            },
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                fields=("register", "measure", "by", "group", "as_of", "serial"), name="one_reading"
            ),
        ),
        migrations.RunPython(create_search_indexes, drop_search_indexes),
    ]
