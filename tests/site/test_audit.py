from __future__ import annotations

import threading

import pytest
from cast_of_people import Cast
from django.core.management import call_command
from django.db import connection, transaction

from duban_site.core.audit.chain import verify_chain
from duban_site.core.audit.log import log_event
from duban_site.core.audit.models import GENESIS_HASH, Event
from duban_site.core.errors import Refused
from duban_site.plans.models import Plan


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_whole_log_verifies(plan: Plan) -> None:
    verdict = verify_chain()
    assert verdict.is_intact
    assert verdict.seq == Event.objects.count() > 0


def test_an_empty_log_verifies(db: None) -> None:
    assert verify_chain().hash == GENESIS_HASH


def test_an_edited_row_is_told(plan: Plan) -> None:
    sql("UPDATE audit_event SET label = 'other' WHERE seq = 2")
    assert verify_chain().fault == "event 2 was edited after it was written"


def test_edited_data_is_told(plan: Plan) -> None:
    sql("UPDATE audit_event SET data = '{\"a\": 1}' WHERE seq = 3")
    assert verify_chain().fault == "event 3 was edited after it was written"


def test_a_deleted_row_is_told(plan: Plan) -> None:
    sql("DELETE FROM audit_event WHERE seq = 2")
    assert verify_chain().fault == "event 2 is missing: the next one stored is 3"


def test_a_cut_tail_is_told_by_the_stored_head(plan: Plan) -> None:
    last = verify_chain().seq
    sql("DELETE FROM audit_event WHERE seq = %s", last)
    assert verify_chain().fault == f"events {last} to {last} at the end are missing"


def test_a_tail_cut_together_with_the_head_is_told_by_a_kept_head(plan: Plan) -> None:
    whole = verify_chain()
    kept = f"{whole.seq}:{whole.hash}"
    assert verify_chain(kept).is_intact
    before = Event.objects.get(seq=whole.seq - 1)
    sql("DELETE FROM audit_event WHERE seq = %s", whole.seq)
    sql("UPDATE audit_head SET seq = %s, hash = %s", before.seq, before.hash)
    assert verify_chain().is_intact
    assert "of the kept head are missing" in str(verify_chain(kept).fault)


def test_a_chain_written_anew_is_told_by_a_kept_head(plan: Plan) -> None:
    whole = verify_chain()
    assert "written anew" in str(verify_chain(f"{whole.seq}:{'f' * 64}").fault)


def test_events_cannot_be_changed_through_the_orm(plan: Plan) -> None:
    event = Event.objects.get(seq=1)
    for attempt in (lambda: Event.objects.all().update(label="x"), lambda: Event.objects.all().delete(), event.delete):
        with pytest.raises(Refused):
            attempt()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_of_a_transaction_is_refused(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match="outside of a transaction"):
        log_event(cast.shen, "plans.import")


def test_an_event_goes_with_its_change_when_that_is_rolled_back(plan: Plan, cast: Cast) -> None:
    before = verify_chain()
    with transaction.atomic():
        log_event(cast.shen, "plans.import", plan)
        transaction.set_rollback(True)
    assert verify_chain() == before


@pytest.mark.django_db(transaction=True)
def test_many_at_once_still_make_one_chain(cast: Cast) -> None:
    faults: list[Exception] = []
    before = verify_chain().seq

    def work() -> None:
        try:
            for n in range(10):
                with transaction.atomic():
                    log_event(cast.shen, "test.write", None, n=n)
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert verify_chain().is_intact
    assert verify_chain().seq == before + 60


def test_the_command_exits_1_for_a_broken_log(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("audit", "verify")
    assert "the log is whole" in capsys.readouterr().out
    call_command("audit", "head")
    kept = capsys.readouterr().out.strip()
    call_command("audit", "verify", kept=kept)
    sql("DELETE FROM audit_event WHERE seq = 1")
    with pytest.raises(SystemExit) as stop:
        call_command("audit", "verify")
    assert stop.value.code == 1
    assert "event 1 is missing" in capsys.readouterr().err
