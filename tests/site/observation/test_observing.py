"""A bulletin dropped for a plan: proposals beside the targets, decisions, sources."""

from __future__ import annotations

from decimal import Decimal

import pytest
from cast_of_people import Cast
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from duban_site.core.audit.models import Event
from duban_site.core.errors import Refused
from duban_site.observation import queries
from duban_site.observation.actions.decide_proposal import accept_proposal, accept_sure_proposals, refuse_proposal
from duban_site.observation.actions.store_document import store_document
from duban_site.observation.models import Decision, Document, Proposal
from duban_site.observation.reading import read_document
from duban_site.plans.models import Claim, Plan, State
from duban_site.reporting.figure_sources import group_twins
from duban_site.reporting.models import Figure

pytestmark = pytest.mark.django_db
BULLETIN = """青澜市2031年国民经济和社会发展统计公报
全年地区生产总值比上年增长4.8%。
全年社会消费品零售总额620亿元，比上年增长6.3%。
"""


@pytest.fixture
def document(cast: Cast, plan: Plan) -> Document:
    return store_document(cast.shen, plan, read_document(plan, "公报.txt", BULLETIN.encode()))


def _of(document: Document, indicator: str) -> Proposal:
    return document.proposals.get(claim__indicator=indicator)


def test_what_a_bulletin_states_stands_beside_the_targets(document: Document) -> None:
    gdp, retail = _of(document, "地区生产总值"), _of(document, "社会消费品零售总额")
    assert (gdp.value, retail.value) == (Decimal("4.8"), Decimal("6.3"))
    assert (gdp.period, gdp.version, gdp.sure) == ("2031", "preliminary", True)
    assert document.text[gdp.start :].startswith("4.8%")
    assert document.proposals.count() == 2
    assert not Figure.objects.exists()


def test_an_accepted_figure_names_its_document_for_ever(cast: Cast, document: Document) -> None:
    taken = accept_proposal(cast.shen, _of(document, "地区生产总值"))
    assert taken.figure is not None
    assert taken.figure.value == Decimal("4.8")
    assert document.title in taken.figure.source
    assert document.sha256[:12] in taken.figure.source
    assert Event.objects.filter(action="observation.accept").exists()
    with pytest.raises(Refused, match="已经有结论"):
        refuse_proposal(cast.shen, taken)


def test_an_accepted_figure_reaches_every_claim_of_its_indicator(cast: Cast, document: Document) -> None:
    proposal = _of(document, "地区生产总值")
    gdp = proposal.claim
    accepted = Claim.objects.filter(commitment__plan=document.plan, commitment__state=State.ACCEPTED)
    twin = accepted.exclude(pk=gdp.pk).exclude(role="result").order_by("commitment__order", "order").last()
    assert twin is not None
    Claim.objects.filter(pk=twin.pk).update(indicator=gdp.indicator, unit=gdp.unit, kind=gdp.kind)
    assert [first.pk for first in group_twins(document.plan)] == [gdp.pk]
    accept_proposal(cast.shen, proposal)
    assert {figure.claim_id: figure.value for figure in Figure.objects.all()} == dict.fromkeys(
        (gdp.pk, twin.pk), Decimal("4.8")
    )


def test_what_the_body_reported_stays_and_the_difference_is_shown(cast: Cast, document: Document, signed_in) -> None:
    own = _of(document, "社会消费品零售总额")
    Figure.objects.create(
        claim=own.claim, period="2031", end=own.end, value=Decimal("7.1"), version="preliminary",
        source="月报", body=cast.water, accepted_at=document.read_at,
    )  # fmt: skip
    accept_proposal(cast.shen, own)
    assert [f.serial for f in Figure.objects.filter(claim=own.claim)] == [1, 2]
    (row,) = [r for r in queries.list_rows(document) if r.proposal == own]
    assert (row.differs, row.reported_value) == (True, Decimal("7.1"))
    for person in (cast.shen, cast.lu):
        page = signed_in(person).get(f"/observation/{document.pk}/").content.decode()
        assert f"≠ {cast.water.name}" in page


def test_everything_sure_is_accepted_at_once_and_nothing_else(cast: Cast, document: Document) -> None:
    document.proposals.filter(claim__indicator="地区生产总值").update(sure=False)
    assert accept_sure_proposals(cast.shen, document) == 1
    assert _of(document, "地区生产总值").decision == Decision.OPEN


@pytest.mark.parametrize(
    ("text", "said"),
    [(BULLETIN.replace("2031", "2030"), "2030年的数据"), ("今日要闻\n全市地区生产总值增长5%。\n", "没有写年份")],
)
def test_a_document_of_another_year_is_refused_with_the_reason(plan: Plan, text: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        read_document(plan, "a.txt", text.encode())


def test_another_citys_figures_are_never_sure_and_one_file_is_kept_once(
    cast: Cast, plan: Plan, document: Document
) -> None:
    other = read_document(plan, "b.txt", BULLETIN.replace("青澜", "云川").encode())
    assert not any(found.sure for _claim, found in other.proposals)
    with pytest.raises(Refused, match="已经取过数"):
        store_document(cast.shen, plan, read_document(plan, "c.txt", BULLETIN.encode()))


def test_only_the_office_decides(cast: Cast, document: Document) -> None:
    with pytest.raises(PermissionDenied):
        accept_proposal(cast.lu, _of(document, "地区生产总值"))


def test_the_page_takes_a_file_and_shows_what_it_states(cast: Cast, plan: Plan, signed_in) -> None:
    browser = signed_in(cast.shen)
    file = SimpleUploadedFile("公报.txt", BULLETIN.encode())
    answer = browser.post(f"/observation/plans/{plan.pk}/read/", {"file": file}, follow=True)
    page = answer.content.decode()
    assert "4.8%" in page
    assert "采用全部可用的数据" in page
    document = Document.objects.get()
    browser.post(f"/observation/{document.pk}/accept/")
    assert Figure.objects.count() == 2
