"""A year of records: bound measures write their figures at month ends, and the lights follow."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from cast_of_people import Cast
from django.utils import timezone
from old_trees import OLD, TREES

from duban.register import Days, template_names, template_text
from duban.register.generating import histories
from duban_site.errors import Refused
from duban_site.figures.actions.assess import assess_plan
from duban_site.figures.models import Assessment, Figure
from duban_site.ledgers.actions.bind import Source, bind, unbind
from duban_site.ledgers.actions.create import create
from duban_site.ledgers.actions.declare import declare
from duban_site.ledgers.actions.feed import feed
from duban_site.ledgers.actions.happen import When
from duban_site.ledgers.actions.write import correct, move
from duban_site.ledgers.models import Binding, Fed, Ledger, LedgerRecord
from duban_site.ledgers.queries.bindings import bindings_of
from duban_site.ledgers.seeding import seed_records
from duban_site.people.models import Unit
from duban_site.plans.actions.activate import activate
from duban_site.plans.actions.assign import Assignment, assign_all
from duban_site.plans.actions.decide import accept_part
from duban_site.plans.models import Claim, Plan
from duban_site.plans.reading import import_file

pytestmark = pytest.mark.django_db
YEAR = 2025
PROJECT = {
    "name": "环湖截污",
    "sector": "生态环保",
    "level": "省级",
    "batch": "谋划一批",
    "lead_unit": "市水务局",
}


def on(*day: int) -> When:
    return When(dt.datetime(*day, 9, tzinfo=timezone.get_current_timezone()))


@pytest.fixture
def kunming(cast: Cast, reports_dir: Path) -> Plan:
    file = reports_dir / "kunming-2025.txt"
    plan = import_file(cast.shen, file.name, file.read_bytes())
    for part in plan.parts.all():
        accept_part(cast.shen, part)
    assign_all(cast.shen, plan, [Assignment(c, [cast.water]) for c in plan.commitments.all()])
    return activate(cast.shen, plan)


def bound(cast: Cast, plan: Plan) -> list[Binding]:
    """Every suggestion confirmed: the likeliest of each claim."""
    rows = [row for row in bindings_of(plan) if row.suggested]
    return [bind(cast.shen, row.claim, row.suggested[0]) for row in rows]


def test_a_year_of_registers_turns_the_lights_of_a_real_plan(
    kunming: Plan, cast: Cast, signed_in
) -> None:  # type: ignore[no-untyped-def]
    ledgers = {name: declare(cast.shen, template_text(name)) for name in template_names()}
    fed = bound(cast, kunming)
    counted = [b for b in fed if b.claim.value is not None and b.claim.kind != "relative"]
    assert len(counted) >= 30
    used = {b.ledger.key for b in fed}
    start, end = dt.date(YEAR, 1, 2), dt.date(YEAR, 12, 30)
    for key in sorted(used - {"project"}):
        own = ledgers[key]
        seed_records(own, histories(own.declaration, 25, 7, start, end, Days()))
    target = next(b for b in fed if b.measure == "provincial")
    assert target.claim.value == 150
    lights = {}
    for month, day, projects in ((3, 31, 20), (6, 30, 60), (12, 31, 160)):
        _projects(cast, ledgers["project"], projects, month)
        as_of = dt.date(YEAR, month, day)
        feed(cast.shen, kunming, as_of, day=as_of)
        assess_plan(cast.shen, kunming, as_of)
        found = Assessment.objects.filter(claim=target.claim, as_of=as_of).order_by("slot").last()
        assert found is not None
        assert found.value == projects
        lights[month] = (found.status, found.light)
    assert lights[3][0] == "behind"
    assert lights[3][1] in ("red", "yellow")
    assert lights[12][0] == "completed"
    assert lights[12][1] != "red"
    told = Fed.objects.filter(figure__claim__in=[b.claim for b in fed])
    assert len(set(told.values_list("figure__claim", flat=True))) >= 25
    for one in told:
        behind = [name for page in one.reading.pages.all() for name in page.ids]
        assert len(behind) == one.reading.counted
    last = Fed.objects.get(figure__claim=target.claim, figure__end=dt.date(YEAR, 12, 31))
    assert last.figure.source == "台账“重大项目”：省级重点项目数"
    page = signed_in(cast.shen).get(f"/ledgers/readings/{last.reading_id}/").content.decode()
    assert page.count("环湖截污") == 160


def _projects(cast: Cast, ledger: Ledger, upto: int, month: int) -> None:
    """So many provincial projects in all, the new ones entered in the month."""
    for _ in range(upto - LedgerRecord.objects.filter(ledger=ledger).count()):
        create(cast.shen, ledger, PROJECT, when=on(YEAR, month, 5))


@pytest.fixture
def fed(plan: Plan, cast: Cast) -> tuple[Plan, Ledger, Claim]:
    """泵站12座, fed by the trees that are badged: the names need not agree, the office says so."""
    trees = declare(cast.shen, TREES)
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="1.1.2")
    bind(cast.shen, claim, Source(trees, "badged", reason="督查室选定"))
    return plan, trees, claim


def _badged(cast: Cast, trees: Ledger, month: int) -> LedgerRecord:
    tree = create(cast.shen, trees, OLD, when=on(2031, month, 3))
    move(cast.shen, tree, "judged", when=on(2031, month, 4))
    import io

    from duban_site.ledgers.actions.attach import attach

    photo = io.BytesIO(b"\x89PNG\r\n\x1a\n1")
    attach(cast.shen, tree, "挂牌照片", "a.png", photo, when=on(2031, month, 5))
    move(cast.shen, tree, "badged", {"badge": "A0001"}, when=on(2031, month, 6))
    return tree


def test_feeding_twice_changes_nothing(fed: tuple[Plan, Ledger, Claim], cast: Cast) -> None:
    plan, trees, claim = fed
    _badged(cast, trees, 3)
    for written, same in ((1, 0), (0, 1)):
        done = feed(cast.shen, plan, dt.date(2031, 3, 31), day=dt.date(2031, 4, 1))
        assert (done.written, done.same) == (written, same)
    assert Figure.objects.get(claim=claim).value == 1


def test_a_correction_makes_a_new_version_and_the_first_stays(
    fed: tuple[Plan, Ledger, Claim], cast: Cast
) -> None:
    plan, trees, claim = fed
    _badged(cast, trees, 2)
    march = dt.date(2031, 3, 31)
    feed(cast.shen, plan, march, day=dt.date(2031, 4, 1))
    late = create(cast.shen, trees, OLD, when=on(2031, 4, 2))
    move(cast.shen, late, "judged", when=on(2031, 4, 2))
    feed(cast.shen, plan, march, day=dt.date(2031, 4, 3))
    assert Figure.objects.filter(claim=claim).count() == 1
    second = _badged(cast, trees, 3)
    feed(cast.shen, plan, march, day=dt.date(2031, 4, 9))
    figures = Figure.objects.filter(claim=claim).order_by("serial")
    assert [(f.value, f.version) for f in figures] == [(1, "preliminary"), (2, "revised")]
    readings = [f.fed.reading for f in figures]
    assert [r.counted for r in readings] == [1, 2]
    correct(cast.shen, second, {"species": "银杏"}, "看错了", when=on(2031, 4, 10))
    assert feed(cast.shen, plan, march, day=dt.date(2031, 4, 11)).written == 0


def test_what_does_not_fit_is_not_bound(fed: tuple[Plan, Ledger, Claim], cast: Cast) -> None:
    plan, trees, claim = fed
    growth = Claim.objects.get(commitment__plan=plan, commitment__number="2.1.1")
    with pytest.raises(Refused, match="单位对不上"):
        bind(cast.shen, growth, Source(trees, "badged"))
    with pytest.raises(Refused, match="没有这项统计口径"):
        bind(cast.shen, growth, Source(trees, "nothing"))
    with pytest.raises(Refused, match="月末"):
        feed(cast.shen, plan, dt.date(2031, 3, 30))
    unbind(cast.shen, claim.binding)
    assert not Binding.objects.exists()


def test_a_group_of_a_measure_feeds_by_itself(plan: Plan, cast: Cast) -> None:
    Unit.objects.create(name="云岭县", kind="county")
    trees = declare(cast.shen, TREES)
    claim = Claim.objects.get(commitment__plan=plan, commitment__number="1.1.2")
    bind(cast.shen, claim, Source(trees, "badged", "species", "银杏"))
    _badged(cast, trees, 3)
    feed(cast.shen, plan, dt.date(2031, 3, 31))
    figure = Figure.objects.get(claim=claim)
    assert (figure.value, figure.source) == (Decimal(0), "台账“古树名木”：挂牌古树数（银杏）")
