"""An officer's duties in registers, one by one; until now every officer had all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_alter_unit_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="keeper",
            field=models.BooleanField(default=True, verbose_name="台账管理员"),
        ),
        migrations.AddField(
            model_name="person",
            name="supervisor",
            field=models.BooleanField(default=True, verbose_name="监督人员"),
        ),
        migrations.AddField(
            model_name="person",
            name="intake",
            field=models.BooleanField(default=True, verbose_name="受理人员"),
        ),
    ]
