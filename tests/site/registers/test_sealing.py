"""Before scoring is closed nobody reads which number is which bidder, whatever they have."""

from __future__ import annotations

import io
import logging

import pytest
from cast_of_people import Cast
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from expected_urls.registers import SECTION

from duban.registers import read_template_text
from duban_site.core.audit.models import Event
from duban_site.registers.actions.create_record import create_record
from duban_site.registers.actions.declare_register import declare_register
from duban_site.registers.actions.edit_record import edit_fields, move_to_stage
from duban_site.registers.errors import Declined
from duban_site.registers.models import Holder, Register, RegisterRecord

pytestmark = pytest.mark.django_db
BIDDERS = ("青岩建工集团", "望川路桥公司", "长汀市政工程")
WORDS = ("yi-ge-hen-chang-1", "yi-ge-hen-chang-2", "yi-ge-hen-chang-3")


@pytest.fixture
def office(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.shen)
    return browser


@pytest.fixture
def bid(cast: Cast) -> Register:
    return declare_register(cast.shen, read_template_text("bid"))


@pytest.fixture
def keys(office: Client, bid: Register) -> list[bytes]:
    """The key files, as their holders saved them."""
    files = []
    for n, words in enumerate(WORDS, start=1):
        told = {"holder": f"监督{n}", "passphrase": words, "again": words}
        answer = office.post(f"/registers/{bid.pk}/keys/", told)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        files.append(answer.content)
    return files


@pytest.fixture
def section(office: Client, bid: Register, keys: list[bytes], cast: Cast) -> RegisterRecord:
    """A section whose bids were numbered and sealed by its page."""
    made = create_record(cast.shen, bid, SECTION)
    told = {"bidders": "\n".join(BIDDERS), "threshold": "2"}
    told["holder"] = [str(h.pk) for h in Holder.objects.all()]  # type: ignore[assignment]
    once = office.post(f"/registers/records/{made.pk}/seal/", told)
    assert once.status_code == 200
    assert all(name in once.content.decode() for name in BIDDERS)
    made.refresh_from_db()
    assert made.stage == "sealed"
    return made


def secrets_in(text: str) -> list[str]:
    return [word for word in (*BIDDERS, *WORDS) if word in text]


def test_the_database_does_not_tell(section: RegisterRecord) -> None:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 # of our own tables
            assert not secrets_in(str(cursor.fetchall())), table


def test_a_backup_does_not_tell(section: RegisterRecord) -> None:
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    assert section.number in out.getvalue()
    assert not secrets_in(out.getvalue())
    folder = settings.DATA
    kept = [p for p in folder.rglob("*") if p.is_file()] if folder.exists() else []
    for path in kept:
        found = path.read_bytes()
        assert not [word for word in (*BIDDERS, *WORDS) if word.encode() in found], path


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_does_not_tell(section: RegisterRecord, office: Client, kind: str) -> None:
    from duban.registers.sheets import read_xlsx

    data = office.get(f"/registers/{section.register_id}/export.{kind}").content
    text = str(read_xlsx(data)) if kind == "xlsx" else data.decode("utf-8-sig")
    assert section.title in text
    assert not secrets_in(text)
    assert "对应表" not in text


def test_the_log_does_not_tell(
    section: RegisterRecord, office: Client, keys: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        opened(office, section, keys[:2], WORDS[:2])
    assert not secrets_in(caplog.text)
    assert not secrets_in(str(list(Event.objects.values())))
    tried = Event.objects.get(action="registers.open_seal")
    assert tried.data == {"holders": ["监督1", "监督2"], "scoring_closed": False}


@pytest.mark.parametrize("who", ["shen", "lu", "wei", "bai", "gao", "tan", "ning"])
def test_no_page_tells_anybody_the_administrator_included(section: RegisterRecord, cast: Cast, who: str) -> None:
    browser = Client()
    browser.force_login(getattr(cast, who))
    at = f"/registers/records/{section.pk}/"
    for url in (at, f"{at}seal/", f"{at}open/", f"{at}change/", f"{at}change/?correct", "/log/"):
        assert not secrets_in(browser.get(url).content.decode())
    again = {"bidders": "甲\n乙", "threshold": "2"}
    again["holder"] = [str(h.pk) for h in Holder.objects.all()]  # type: ignore[assignment]
    assert browser.post(f"{at}seal/", again).status_code in (403, 404, 422)


def opened(browser: Client, section: RegisterRecord, files: list[bytes], words: tuple[str, ...]):  # type: ignore[no-untyped-def]
    told: dict[str, object] = {}
    for n, (data, word) in enumerate(zip(files, words, strict=True), start=1):
        told |= {f"key_{n}": SimpleUploadedFile("key.json", data), f"passphrase_{n}": word}
    return browser.post(f"/registers/records/{section.pk}/open/", told)


def test_it_opens_when_scoring_is_closed_with_enough_holders_and_never_before(
    section: RegisterRecord, office: Client, keys: list[bytes], cast: Cast
) -> None:
    early = opened(office, section, keys, WORDS)
    assert early.status_code == 422
    assert "评分还没有汇总" in early.content.decode()
    move_to_stage(cast.shen, section, "scoring")
    scores = io.BytesIO(b"%PDF-1.7 scores")
    from duban_site.core.clock import today
    from duban_site.registers.actions.attach import attach_document

    attach_document(cast.shen, section, "评分汇总表", "s.pdf", scores)
    move_to_stage(cast.shen, section, "scored", {"scored_on": today(), "winner": "T001"})
    few = opened(office, section, keys[:1], WORDS[:1])
    assert "须2位持钥人" in few.content.decode()
    wrong = opened(office, section, keys[:2], (WORDS[0], WORDS[2]))
    assert "口令不对" in wrong.content.decode()
    answer = opened(office, section, keys[1:], WORDS[1:])
    assert answer.status_code == 200
    assert all(name in answer.content.decode() for name in BIDDERS)
    section.refresh_from_db()
    assert section.stage == "opened"
    assert section.values["winner_name"] in BIDDERS
    assert Event.objects.filter(action="registers.open_seal").count() == 4


def test_a_sealed_field_is_never_written_in_the_clear(bid: Register, cast: Cast) -> None:
    clear = {"mapping": "T001 青岩建工集团"}
    with pytest.raises(Declined, match="密封"):
        create_record(cast.shen, bid, SECTION | clear)
    made = create_record(cast.shen, bid, SECTION)
    with pytest.raises(Declined, match="密封"):
        edit_fields(cast.shen, made, clear)
