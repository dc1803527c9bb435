"""Encryption at rest: nothing personal in the clear; keys changed, killed on the way, or wrong."""

from __future__ import annotations

import datetime as dt
import io
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cast_of_people import Cast
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from jobs.steps import environment
from old_trees import OLD, TREES

from duban_site.backup.manifest import compute_key_digests
from duban_site.core.audit.chain import verify_chain
from duban_site.core.rotation.rows import iterate_keys_in_use, list_encrypted_models, require_keys
from duban_site.encryption import keys
from duban_site.encryption.files import get_evidence_path, get_file_key_name, read_file
from duban_site.jobs.models import Job, JobFile
from duban_site.people.models import Person, Role
from duban_site.plans.models import Plan
from duban_site.public.models import Clue, Contact
from duban_site.registers.actions.attach import attach_document
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.caller_hash import hash_caller
from duban_site.registers.models import Personal, RegisterDocument, RegisterRecord

PHONE, MAIL, REACH = "13987651234", "zhongli@city.invalid", "微信 zhongli-2031"
WARDEN, CALLED = "钟离守树", "0871-65432109"
SECRET_FILE = b"%PDF-1.7 " + b"the whole of a confidential paper. " * 4000
PLAIN = [one.encode() for one in (PHONE, MAIL, REACH, WARDEN, CALLED)]
PLAIN += [json.dumps(one).encode()[1:-1] for one in (REACH, WARDEN)]
CIPHERS = ("aes-gcm", "sm4-gcm")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_store(settings: Any, tmp_path: Path) -> None:
    settings.DATA, settings.EVIDENCE = tmp_path, tmp_path / "evidence"
    settings.KEYS = tmp_path / "keys.json"


@pytest.fixture
def filled(plan: Plan, cast: Cast, settings: Any) -> Callable[[str], RegisterRecord]:
    """`filled(cipher)` writes personal data of every kind, and a file."""

    def fill(cipher: str) -> RegisterRecord:
        settings.ENCRYPTION = cipher
        cast.bai.phone, cast.bai.email = PHONE, MAIL
        cast.bai.save()
        told = plan.commitments.get(number="1.1.2")
        clue = Clue.objects.create(commitment=told, text="井盖松动。", at=timezone.now())
        Contact.objects.create(clue=clue, reach=REACH, until=dt.date(2099, 1, 1))
        record = create_record(cast.shen, declare_register(cast.shen, TREES), OLD | _warden())
        attach_document(cast.shen, record, "挂牌照片", "a.pdf", io.BytesIO(SECRET_FILE))
        now = timezone.now()
        job = Job.objects.create(kind="x", enqueued_at=now, due_at=now, preview={"new": WARDEN})
        JobFile.objects.create(job=job, name="a.xlsx", content=WARDEN.encode())
        return record

    return fill


def _warden() -> dict[str, str]:
    return {"warden": WARDEN, "phone": CALLED}


def all_bytes() -> bytes:
    """Whatever lies in the database, and in the store of evidence."""
    from django.conf import settings

    found = []
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        found = [p.read_bytes() for p in (Path(name), Path(f"{name}-wal")) if p.exists()]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                found += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
                          for v in row]  # fmt: skip
    found += [p.read_bytes() for p in settings.EVIDENCE.rglob("*") if p.is_file()]
    return b"\n".join(found)


def in_the_clear() -> list[bytes]:
    stored = all_bytes()
    return [one for one in (*PLAIN, SECRET_FILE[:60]) if one in stored]


def names_in_use() -> set[str]:
    """The names of all keys that something is stored under; "" for the clear."""
    found: set[str] = set()
    for model, fields in list_encrypted_models():
        found |= {n for _key, names in iterate_keys_in_use(model, fields) for n in names if n is not None}
    return found


@pytest.mark.parametrize("cipher", CIPHERS)
def test_nothing_lies_in_the_clear_and_everything_is_read(
    cipher: str, filled: Callable[[str], RegisterRecord], cast: Cast, signed_in: Any
) -> None:
    record = filled(cipher)
    assert in_the_clear() == []
    assert keys.load_key_ring().get_current_key().cipher == cipher
    assert keys.get_key_file().stat().st_mode & 0o777 == 0o600
    shen, ning = signed_in(cast.shen), signed_in(cast.ning)
    page = shen.get(reverse("record", args=[record.pk])).content.decode()
    assert WARDEN in page
    assert CALLED in page
    account = ning.get(reverse("account", args=[cast.bai.pk])).content.decode()
    assert PHONE in account
    assert MAIL in account
    document = RegisterDocument.objects.get()
    got = shen.get(reverse("register_document", args=[document.pk]))
    assert b"".join(got) == SECRET_FILE
    assert got.headers["Content-Disposition"] == 'attachment; filename="a.pdf"'
    sign = hash_caller(record.register.declaration, {"phone": "0871 6543 2109"})
    assert Personal.objects.get(caller=sign).record_id == record.pk, "found by its blind index"
    with pytest.raises(FieldError, match="encrypted and cannot be searched"):
        Person.objects.filter(phone=PHONE).exists()
    assert bytes(JobFile.objects.get().content).decode() == WARDEN
    assert verify_chain().is_intact


def test_switched_on_later_the_clear_goes_and_switched_off_it_comes_back(
    filled: Callable[[str], RegisterRecord], settings: Any
) -> None:
    record = filled("off")
    sign = Personal.objects.get().caller
    assert in_the_clear()
    settings.ENCRYPTION = "sm4-gcm"
    assert CALLED in str(Personal.objects.get().values), "what is in the clear is still read"
    call_command("rotate_keys", verbosity=0)
    assert in_the_clear() == []
    assert names_in_use() == {keys.load_key_ring().current}
    assert Personal.objects.get().caller != sign
    assert hash_caller(record.register.declaration, _warden()) == Personal.objects.get().caller
    assert verify_chain().is_intact
    settings.ENCRYPTION = "off"
    call_command("rotate_keys")
    assert Personal.objects.get().caller == sign
    assert get_evidence_path(RegisterDocument.objects.get().sha256).read_bytes() == SECRET_FILE
    assert names_in_use() == {""}
    assert verify_chain().is_intact


def test_a_key_is_changed_and_the_old_one_reads_only_old_backups(
    filled: Callable[[str], RegisterRecord], settings: Any
) -> None:
    filled("aes-gcm")
    before = keys.load_key_ring()
    old = get_evidence_path(RegisterDocument.objects.get().sha256).read_bytes()
    call_command("rotate_keys")
    now = keys.load_key_ring()
    assert [key.name for key in now.keys] == [now.current] != [before.current]
    assert names_in_use() == {now.current} == {get_file_key_name(get_evidence_path(_sha()))}
    assert Contact.objects.get().reach == REACH
    assert b"".join(read_file(_sha())) == SECRET_FILE
    settings.KEYS = keys.get_retired_keys_file()
    get_evidence_path(_sha()).write_bytes(old)  # as a backup of then has it
    assert b"".join(read_file(_sha())) == SECRET_FILE


def _sha() -> str:
    return RegisterDocument.objects.get().sha256


def test_a_rotation_that_is_killed_loses_nothing_and_is_ended(
    filled: Callable[[str], RegisterRecord], settings: Any
) -> None:
    filled("aes-gcm")
    people = [Person(username=f"p{n}", name="某", role=Role.OFFICER, phone=f"138{n:08}") for n in range(1500)]
    Person.objects.bulk_create(people)
    first = keys.load_key_ring().current
    command = [sys.executable, "-m", "duban", "site", "rotate_keys"]
    env = environment() | {"DUBAN_DATA": str(settings.DATA), "DUBAN_ENCRYPTION": "aes-gcm"}
    env["DUBAN_KEYS"] = str(settings.KEYS)
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as rotating:
        while names_in_use() == {first}:
            assert rotating.poll() is None, "it ended before a row was written"
            time.sleep(0.01)
        rotating.send_signal(signal.SIGKILL)
    names = names_in_use()
    assert first in names, "killed too late: nothing is shown"
    assert len(names) == 2
    assert {key.name for key in keys.load_key_ring().keys} == names, "both keys are there"
    stored = dict(Person.objects.filter(username__startswith="p").values_list("username", "phone"))
    assert all(stored[f"p{n}"] == f"138{n:08}" for n in range(1500))
    second = keys.load_key_ring().current
    call_command("rotate_keys")
    assert names_in_use() == {second}, "ended with the key that it began with"
    assert [key.name for key in keys.load_key_ring().keys] == [second]
    stored = dict(Person.objects.filter(username__startswith="p").values_list("username", "phone"))
    assert all(stored[f"p{n}"] == f"138{n:08}" for n in range(1500))
    assert b"".join(read_file(_sha())) == SECRET_FILE


def test_a_wrong_key_is_told(
    filled: Callable[[str], RegisterRecord], cast: Cast, signed_in: Any, settings: Any
) -> None:
    record = filled("sm4-gcm")
    shen = signed_in(cast.shen)
    name = keys.load_key_ring().current
    settings.KEYS = settings.KEYS.with_name("other.json")
    with pytest.raises(keys.KeyMissingError, match=f"密钥 {name} 不在密钥文件里"):
        require_keys()
    answer = shen.get(reverse("record", args=[record.pk]))
    assert answer.status_code == 503
    assert f"密钥 {name} 不在密钥文件里" in answer.content.decode()
    document = RegisterDocument.objects.get()
    answer = shen.get(reverse("register_document", args=[document.pk]))
    assert (answer.status_code, name in answer.content.decode()) == (422, True)
    with pytest.raises(CommandError, match=f"密钥 {name} 不在密钥文件里"):
        call_command("rotate_keys")
    settings.KEYS.write_text("no key ring")
    with pytest.raises(CommandError, match="读不了"):
        call_command("rotate_keys")


def test_what_was_changed_in_a_file_is_found_and_never_written_over(filled: Callable[[str], RegisterRecord]) -> None:
    filled("aes-gcm")
    path = get_evidence_path(_sha())
    good = path.read_bytes()
    for place in (len(good) // 2, len(good) - 1):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        assert "registers_registerdocument row" in str(verify_chain().fault)
    path.write_bytes(good[: 1 << 16])
    bad, ring = path.read_bytes(), len(keys.load_key_ring().keys)
    with pytest.raises(CommandError, match="旧密钥留着"):
        call_command("rotate_keys")
    assert path.read_bytes() == bad
    assert len(keys.load_key_ring().keys) == ring + 1
    path.write_bytes(good)
    call_command("rotate_keys")
    assert b"".join(read_file(_sha())) == SECRET_FILE


def test_a_backup_names_the_digest_of_each_key(filled: Callable[[str], RegisterRecord]) -> None:
    filled("aes-gcm")
    digests = compute_key_digests()
    assert {*digests} == {*names_in_use(), "lookup"}
