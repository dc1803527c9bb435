from __future__ import annotations

import datetime as dt

import pytest
from cast_of_people import Cast
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from duban_site.core.actor import SystemActor
from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.public.actions import moderate
from duban_site.public.actions.answer_clue import answer_clue
from duban_site.public.actions.publish_answer import publish_answer, withdraw_answer
from duban_site.public.actions.purge_contacts import purge_contacts
from duban_site.public.actions.reveal_contact import reveal_contact
from duban_site.public.actions.send_clue import Sender, send_clue
from duban_site.public.actions.send_rating import send_rating
from duban_site.public.models import Clue, Contact, Rating, Sending, Stage
from duban_site.public.voices.masking import mask_contact
from duban_site.snapshots.models import Snapshot

TEXT = "二号泵站门口的围挡三个月没有人动过。"
PHONE = "13900001234"


@pytest.fixture
def clue(march: Snapshot, cast: Cast) -> Clue:
    commitment = march.plan.commitments.get(number="1.1.2")
    return send_clue(Sender("203.0.113.9", "browser-a"), commitment, TEXT, PHONE)


def send(client: Client, root: str, **said: str) -> object:
    client.get(root + "1.1.2/clue/")
    return client.post(root + "1.1.2/clue/", said, follow=True)


def test_a_citizen_sends_a_clue_without_an_account(client: Client, march: Snapshot, root: str) -> None:
    told = send(client, root, what="clue", text=TEXT, contact=PHONE, website="")
    assert "收到了，谢谢" in told.content.decode()  # type: ignore[attr-defined]
    clue = Clue.objects.get()
    assert (clue.text, clue.stage, clue.contact.reach) == (TEXT, Stage.RECEIVED, PHONE)
    assert clue.contact.until == timezone.localdate() + dt.timedelta(days=90)


def test_neither_words_nor_contact_nor_address_reach_the_log(clue: Clue) -> None:
    events = Event.objects.filter(action="public.send")
    told = " ".join(f"{e.label} {e.data} {e.actor}" for e in events)
    assert events.count() == 1
    assert "公众" in told
    for secret in (TEXT, PHONE, "203.0.113.9", "browser-a"):
        assert secret not in told
    kept = Sending.objects.get()
    assert "203.0.113.9" not in f"{kept.address} {kept.sender}"


def test_a_form_needs_its_token(march: Snapshot, root: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(root + "1.1.2/clue/")
    told = strict.post(root + "1.1.2/clue/", {"what": "clue", "text": TEXT})
    assert told.status_code == 403
    assert not Clue.objects.exists()


def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(
    client: Client, march: Snapshot, root: str
) -> None:
    told = send(client, root, what="clue", text=TEXT, website="http://spam.example")
    assert "收到了，谢谢" in told.content.decode()  # type: ignore[attr-defined]
    assert not Clue.objects.exists()


def test_what_is_wrong_is_said_and_what_was_written_stays(client: Client, march: Snapshot, root: str) -> None:
    told = send(client, root, what="clue", text="太短")
    assert told.status_code == 422  # type: ignore[attr-defined]
    page = told.content.decode()  # type: ignore[attr-defined]
    assert "还没有发出" in page
    assert ">\n太短</textarea>" in page


def test_a_browser_and_an_address_have_their_limits(
    client: Client, march: Snapshot, root: str, settings: LazySettings
) -> None:
    settings.PUBLIC_LIMITS = {"clue": (3, 2), "rating": (9, 9)}
    for _ in range(2):
        send(client, root, what="clue", text=TEXT)
    told = send(client, root, what="clue", text=TEXT)
    assert "请明天再来" in told.content.decode()  # type: ignore[attr-defined]
    assert Clue.objects.count() == 2
    assert send(Client(), root, what="clue", text=TEXT).status_code == 200  # type: ignore[attr-defined]
    assert send(Client(), root, what="clue", text=TEXT).status_code == 422  # type: ignore[attr-defined]
    assert Clue.objects.count() == 3
    Sending.objects.update(at=timezone.now() - dt.timedelta(days=2))
    send(client, root, what="clue", text=TEXT)
    assert Clue.objects.count() == 4
    assert Sending.objects.count() == 1


def test_ratings_are_shown_from_five_on_one_a_browser(client: Client, march: Snapshot, root: str) -> None:
    for grade in ("1", "4"):
        send(client, root, what="rating", grade=grade)
    assert Rating.objects.get().grade == 4
    commitment = march.plan.commitments.get(number="1.1.2")
    for n in range(3):
        send_rating(Sender("203.0.113.9", f"b{n}"), commitment, 2)
    assert "<meter" not in client.get(root + "1.1.2/").content.decode()
    send_rating(Sender("203.0.113.9", "b9"), commitment, 2)
    page = client.get(root + "1.1.2/").content.decode()
    assert '<meter min="0" max="5" value="4">4</meter>' in page
    with pytest.raises(Refused):
        send_rating(Sender("", ""), commitment, 6)


def test_from_a_clue_to_its_published_answer(client: Client, clue: Clue, cast: Cast, root: str) -> None:
    assert TEXT not in client.get(root + "1.1.2/").content.decode()
    moderate.forward_clue(cast.shen, clue, cast.water)
    answer_clue(cast.lu, clue, "围挡已在本周拆除。")
    assert "围挡已在本周拆除" not in client.get(root + "1.1.2/").content.decode()
    with pytest.raises(PermissionDenied):
        publish_answer(cast.lu, clue, "围挡")
    with pytest.raises(Refused, match="事项摘要"):
        publish_answer(cast.shen, clue, " ")
    publish_answer(cast.shen, clue, "施工围挡久未拆除")
    page = client.get(root + "1.1.2/").content.decode()
    assert "施工围挡久未拆除" in page
    assert "围挡已在本周拆除" in page
    assert TEXT not in page
    with pytest.raises(Refused, match="请先撤回"):
        answer_clue(cast.lu, clue, "改口")
    withdraw_answer(cast.shen, clue)
    assert "施工围挡久未拆除" not in client.get(root + "1.1.2/").content.decode()


def test_what_is_rejected_stays_so_with_its_reason(clue: Clue, cast: Cast) -> None:
    with pytest.raises(Refused, match="原因"):
        moderate.reject_clue(cast.shen, clue, "")
    moderate.reject_clue(cast.shen, clue, "与本项无关")
    with pytest.raises(Refused, match="不能再改"):
        moderate.accept_clue(cast.shen, clue)
    with pytest.raises(Refused, match="请先采纳"):
        answer_clue(cast.shen, clue, "答复")


def test_the_wrong_people_may_not(clue: Clue, cast: Cast) -> None:
    for person in (cast.lu, cast.wei, cast.bai, cast.gao, cast.tan, cast.ning):
        with pytest.raises(PermissionDenied):
            moderate.accept_clue(person, clue)
        with pytest.raises(PermissionDenied):
            reveal_contact(person, clue)
    moderate.forward_clue(cast.shen, clue, cast.water)
    with pytest.raises(PermissionDenied):
        answer_clue(cast.bai, clue, "不是我们的")


def test_a_unit_sees_only_what_was_forwarded_to_it_and_no_contact(clue: Clue, cast: Cast, signed_in: object) -> None:
    lu, bai = signed_in(cast.lu), signed_in(cast.bai)  # type: ignore[operator]
    assert lu.get(f"/clues/{clue.pk}/").status_code == 404
    moderate.forward_clue(cast.shen, clue, cast.water)
    page = lu.get(f"/clues/{clue.pk}/").content.decode()
    assert TEXT in page
    assert "联系方式" not in page
    assert bai.get(f"/clues/{clue.pk}/").status_code == 404
    assert TEXT[:10] not in bai.get("/clues/").content.decode()


def test_a_contact_is_masked_shown_on_demand_and_logged(clue: Clue, cast: Cast, signed_in: object) -> None:
    shen = signed_in(cast.shen)  # type: ignore[operator]
    page = shen.get(f"/clues/{clue.pk}/").content.decode()
    assert PHONE not in page
    assert "13•••••••34" in page
    assert PHONE in shen.post(f"/clues/{clue.pk}/contact/").content.decode()
    event = Event.objects.get(action="public.see_contact")
    assert PHONE not in f"{event.label} {event.data}"


def test_a_contact_is_gone_after_its_day(clue: Clue, cast: Cast) -> None:
    Contact.objects.update(until=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(Refused, match="到期"):
        reveal_contact(cast.shen, clue)
    assert purge_contacts(SystemActor()) == 1
    assert not Contact.objects.exists()
    assert Clue.objects.filter(pk=clue.pk).exists()
    assert purge_contacts(SystemActor()) == 0


def test_the_office_works_through_the_pages(clue: Clue, cast: Cast, signed_in: object) -> None:
    shen = signed_in(cast.shen)  # type: ignore[operator]
    at = f"/clues/{clue.pk}/"
    assert TEXT[:10] in shen.get("/clues/?stage=received").content.decode()
    assert shen.post(at + "decide/", {"what": "nothing"}).status_code == 422
    shen.post(at + "decide/", {"what": "accept"})
    shen.post(at + "answer/", {"answer": "正在核实。"})
    shen.post(at + "publish/", {"summary": "围挡问题"})
    clue.refresh_from_db()
    assert (clue.stage, clue.summary, clue.published_at is not None) == ("answered", "围挡问题", True)
    shen.post(at + "publish/", {"what": "withdraw"})
    clue.refresh_from_db()
    assert clue.published_at is None


@pytest.mark.parametrize(
    ("reach", "shown"), [("13900001234", "13•••••••34"), ("lan@example.org", "l•••@example.org"), ("123", "•••")]
)
def test_masking(reach: str, shown: str) -> None:
    assert mask_contact(reach) == shown
