"""On PostgreSQL: values and pairs of characters are looked up, not read through."""

from typing import Any

from django.db import migrations

INDEXES = {
    "register_values": "USING gin (values jsonb_path_ops)",
    "register_grams": "USING gin (string_to_array(grams, ' '))",
}


def make(_apps: Any, editor: Any) -> None:
    """Make the indexes."""
    if editor.connection.vendor == "postgresql":
        for name, how in INDEXES.items():
            editor.execute(f"CREATE INDEX {name} ON registers_registerrecord {how}")


def drop(_apps: Any, editor: Any) -> None:
    """Drop them."""
    if editor.connection.vendor == "postgresql":
        for name in INDEXES:
            editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    """Indexes that the ORM cannot say."""

    dependencies = (("registers", "0001_initial"),)
    operations = (migrations.RunPython(make, drop),)
