"""What is written to the database past the service `audit verify` finds, and names the row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from any_row import FILE_OF_ROWS, any_row, other_value
from cast_of_people import Cast
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models, transaction

from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.log import log_event
from duban_site.core.audit.models import Event, RowDigest
from duban_site.core.audit.rows.checking import find_table_faults
from duban_site.core.audit.rows.digests import get_logged_models, list_digest_columns
from duban_site.database.changed_rows import is_logged
from duban_site.people.models import Person
from duban_site.plans.models import Claim, Plan

EVERY = apps.get_models(include_auto_created=True)
LOGGED = [model for model in EVERY if is_logged(model)]

TOGETHER = {
    ("people_person", "body_id"): ", role = 'liaison'",
    ("people_person", "leader_id"): ", role = 'leader'",
    ("api_token", "account_id"): ", person_id = NULL",
}
"""What the database demands beside a column's new value."""


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def whole_chain() -> str:
    return verify_chain().fault or "nothing was found"


def fault_after(*change: object, check: Callable[[], str] = whole_chain) -> str:
    """What `check` says after the statement (a text and its values), which is then undone."""
    with transaction.atomic():
        sql(str(change[0]), *change[1:])
        found = check()
        transaction.set_rollback(True)
    return found


@pytest.fixture(autouse=True)
def file_of_rows(settings: Any, tmp_path: Path) -> Path:
    settings.EVIDENCE = tmp_path
    path = tmp_path / FILE_OF_ROWS[:2] / FILE_OF_ROWS
    path.parent.mkdir()
    path.write_bytes(b"abc")
    return path


@pytest.mark.parametrize("model", LOGGED, ids=lambda model: model._meta.db_table)
def test_every_logged_table(model: type[models.Model], cast: Cast) -> None:
    row = any_row(model)
    log_event(cast.shen, "test.write")

    def check() -> str:
        return "; ".join(str(fault) for fault in find_table_faults(model))

    assert check() == ""
    table, key = model._meta.db_table, model._meta.pk.column
    named = f"{table} row {row.pk}: "
    for field in model._meta.concrete_fields:
        if field.primary_key or field.attname not in list_digest_columns(model):
            continue
        value: Any = other_value(field, getattr(row, field.attname))
        beside = TOGETHER.get((table, field.column), "")
        change = f'UPDATE "{table}" SET "{field.column}" = %s{beside} WHERE "{key}" = %s'  # noqa: S608
        found = fault_after(change, value, row.pk, check=check)
        assert f"{named}was changed after it was logged" in found, field
    delete = f'DELETE FROM "{table}" WHERE "{key}" = %s'  # noqa: S608
    assert f"{named}was removed, but no event says so" in fault_after(delete, row.pk, check=check)
    added = any_row(model)
    connection.changes.forget()  # type: ignore[attr-defined] # as if another program had added it
    assert f"{table} row {added.pk}: was added, but no event says so" in check()
    sql('DELETE FROM audit_rowdigest WHERE "table" = %s', table)
    assert "(audit_rowdigest) were changed" in str(verify_chain().fault)


def test_what_the_auditor_runs_names_every_row(plan: Plan, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """Changed, added and removed rows of several tables, among them that of a many-to-many field."""
    order = any_row(get_logged_models()["orders_order"])
    order.cooperating.set([cast.water, cast.commerce])  # type: ignore[attr-defined]
    log_event(cast.shen, "test.write")
    call_command("audit", "verify")
    links = list(type(order).cooperating.through.objects.values_list("pk", flat=True))  # type: ignore[attr-defined]
    claim = Claim.objects.filter(commitment__plan=plan).latest("pk")
    sql("UPDATE orders_order_cooperating SET body_id = 99 WHERE id = %s", links[0])
    sql("DELETE FROM orders_order_cooperating WHERE id = %s", links[1])
    sql("UPDATE plans_claim SET value = 1 WHERE id = %s", claim.pk)
    sql('INSERT INTO people_leader (id, name, title, "order") VALUES (77, %s, %s, 1)', "钱某", "")
    sql("INSERT INTO orders_order_cooperating (id, order_id, body_id) VALUES (78, %s, 79)", order.pk)
    with pytest.raises(SystemExit):
        call_command("audit", "verify")
    named = capsys.readouterr().err
    sql("DELETE FROM orders_order_cooperating")  # keys of no row, which the database would report
    for fault in (
        f"orders_order_cooperating row {links[0]}: was changed",
        f"orders_order_cooperating row {links[1]}: was removed",
        "orders_order_cooperating row 78: was added",
        f"plans_claim row {claim.pk}: was changed",
        "people_leader row 77: was added",
    ):
        assert fault in named


def test_a_password_set_past_the_service(cast: Cast) -> None:
    log_event(cast.shen, "test.write")
    found = fault_after("UPDATE people_person SET password = %s WHERE id = %s", "x", cast.tan.pk)
    assert found == f"people_person row {cast.tan.pk}: was changed after it was logged"


def test_digests_changed_with_the_row_are_found_by_the_event(cast: Cast) -> None:
    event = log_event(cast.shen, "test.write")
    row = RowDigest.objects.filter(seq=event.seq, table="people_person").first()
    assert row is not None
    found = fault_after("UPDATE audit_rowdigest SET digest = %s WHERE id = %s", "0" * 64, row.pk)
    assert found == f"the row digests of event {event.seq} (audit_rowdigest) were changed"


def test_every_model_is_logged_or_says_why_not() -> None:
    """Django's own tables hold no right and no figure: roles and rights stand in the service's."""
    for model in EVERY:
        if model.__module__.startswith("duban_site.") and model not in LOGGED:
            assert len(model.unlogged) > 10, model
    assert not hasattr(Person, "groups")
    assert not hasattr(Person, "user_permissions")


@pytest.mark.django_db(transaction=True)
def test_rows_that_no_action_logged_get_an_event_at_the_commit(cast: Cast) -> None:
    with transaction.atomic():
        log_event(cast.shen, "test.write")
        cast.water.order = 7
        cast.water.save()
    last = Event.objects.first()
    assert last is not None
    assert last.action == "audit.other_rows"
    assert verify_chain().is_intact


@pytest.mark.django_db(transaction=True)
def test_a_change_outside_of_transactions_by_the_orm_is_found(cast: Cast) -> None:
    with transaction.atomic():
        log_event(cast.shen, "test.write")
    type(cast.water).objects.filter(pk=cast.water.pk).update(order=9)
    connection.close()  # as another process sees it
    assert f"people_body row {cast.water.pk}" in str(verify_chain().fault)


@pytest.mark.django_db(transaction=True)
def test_rows_are_logged_anew_after_a_new_column(cast: Cast) -> None:
    with transaction.atomic():
        log_event(cast.shen, "test.write")
    sql("UPDATE audit_loggedcolumns SET columns = 'name' WHERE \"table\" = 'people_body'")
    call_command("migrate", verbosity=0)
    last = Event.objects.first()
    assert last is not None
    assert (last.action, last.data) == ("audit.migrated_rows", {"tables": ["people_body"]})
    assert verify_chain().is_intact


def test_sm3_digests(cast: Cast, settings: Any) -> None:
    log_event(cast.shen, "test.write")
    settings.DIGEST = "sm3"
    cast.water.order = 5
    cast.water.save()
    event = log_event(cast.shen, "test.write")
    assert event.algorithm == "sm3"
    assert verify_chain().is_intact
    found = fault_after('UPDATE people_body SET "order" = 1 WHERE id = %s', cast.water.pk)
    assert found == f"people_body row {cast.water.pk}: was changed after it was logged"


def test_a_file_that_was_changed_or_is_gone(cast: Cast, file_of_rows: Path) -> None:
    row = any_row(get_logged_models()["reporting_evidence"])
    log_event(cast.shen, "test.write")
    assert verify_chain().is_intact
    file_of_rows.write_bytes(b"abd")
    named = f"reporting_evidence row {row.pk}: its file {FILE_OF_ROWS}"
    assert verify_chain().fault == f"{named} was changed"
    file_of_rows.unlink()
    assert verify_chain().fault == f"{named} is missing"
