"""A year of supervision in the sample city: the rules propose each month, the office takes up two.

Every step is the service's own action, by the demonstration's people where the body or the leader
is theirs, else by the demonstration itself. Dates are counted in working days after each judging.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from duban.series import WorkCalendar
from duban_site.core.actor import Actor
from duban_site.core.clock import utc_now
from duban_site.demo.sample import DEMO_ACTOR
from duban_site.orders.actions import aftercare, close_order, escalate, plain_steps, register_order, request
from duban_site.orders.actions.propose import confirm_proposal, decline_proposal, propose_orders
from duban_site.orders.models import Notice, Order, Proposal, ProposalState
from duban_site.orders.queries import list_orders_to_revisit
from duban_site.orders.step_paper import StepPaper
from duban_site.people.models import Person, Role
from duban_site.plans.models import Plan

PROPOSALS_PER_MONTH, PROPOSALS_IN_LAST_MONTH = 2, 5
"""How many proposals the office takes up a month, and in the latest one; the rest wait."""
REVISIT_NOTE = "回访两处现场、走访三户群众，成效保持，未见反弹。"
PRESENT_DAY = (11, 3)
"""Month and day that the demonstration's clock shows (see `running`)."""
OrderAction = Callable[["Supervision", Order, StepPaper], object]


@dataclass
class Supervision:
    """The office at work: what is to be done on which day, and by whom."""

    plan: Plan
    people: Mapping[Role, Person]
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    queue: list[tuple[dt.date, int, Callable[[dt.date], object]]] = field(default_factory=list)
    sequence: count[int] = field(default_factory=count)
    script_counter: count[int] = field(default_factory=count)

    def by(self, role: Role, order: Order) -> Actor:
        """The person of that role, where the order is theirs."""
        person = self.people[role]
        if role == Role.OFFICER:
            return person
        person_key = person.leader_id if role == Role.LEADER else person.body_id
        order_key = order.leader_id if role == Role.LEADER else order.lead_body_id
        return person if person_key == order_key else DEMO_ACTOR

    def advance(self, until: dt.date) -> None:
        """Do all that falls on a day before `until`."""
        while self.queue and self.queue[0][0] < until:
            day, _sequence, action = heapq.heappop(self.queue)
            action(day)

    def propose(self, day: dt.date) -> None:
        """Propose orders by the rules, confirm some and script them; one is declined in May."""
        self._schedule_revisit(day)
        propose_orders(DEMO_ACTOR, self.plan, day)
        body_id = self.people[Role.HEAD].body_id
        waiting = self.plan.proposals.filter(state=ProposalState.WAITING, commitment__isnull=False)
        ranked = sorted(
            waiting, key=lambda candidate: (candidate.body_id != body_id, candidate.first_as_of, candidate.pk)
        )
        for proposal in ranked[: PROPOSALS_IN_LAST_MONTH if day.month == PRESENT_DAY[0] - 1 else PROPOSALS_PER_MONTH]:
            self._schedule_script(proposal, day)
        if day.month == 5 and len(ranked) > PROPOSALS_PER_MONTH:
            officer = self.people[Role.OFFICER]
            reason = "汛期停工所致，已在专题会上部署，本月不另立项。"
            self._schedule(day, 2, lambda date: decline_proposal(officer, ranked[PROPOSALS_PER_MONTH], reason, date))

    def _schedule_revisit(self, day: dt.date) -> None:
        """Schedule one revisit a month: the closed order that has been due for it longest."""
        officer = self.people[Role.OFFICER]
        for order in list_orders_to_revisit(officer, day)[:1]:
            self._schedule(
                day, 3, _bind_action(self, order, REVISIT_NOTE, _by_role(aftercare.revisit_order, Role.OFFICER))
            )

    def _schedule_script(self, proposal: Proposal, day: dt.date) -> None:
        script = ORDER_SCRIPTS[next(self.script_counter) % len(ORDER_SCRIPTS)]

        def begin(date: dt.date) -> None:
            order = confirm_proposal(self.people[Role.OFFICER], proposal, date)
            for delay, note, action in script:
                self._schedule(day, delay, _bind_action(self, order, note, action))

        self._schedule(day, 1, begin)

    def _schedule(self, day: dt.date, delay: int, action: Callable[[dt.date], object]) -> None:
        heapq.heappush(self.queue, (self.calendar.add_working_days(day, delay), next(self.sequence), action))

    def finish(self) -> None:
        """Stop in the present, with the notices of earlier months read."""
        present = dt.date(self.plan.year, *PRESENT_DAY)
        self.advance(present)
        month_before = present - dt.timedelta(days=30)
        Notice.objects.filter(on__lt=month_before).update(read_at=utc_now())


def _bind_action(office: Supervision, order: Order, note: str, action: OrderAction) -> Callable[[dt.date], object]:
    def perform(date: dt.date) -> object:
        order.refresh_from_db()
        return action(office, order, StepPaper(date, note))

    return perform


def _by_role(action: Callable[[Actor, Order, StepPaper], object], role: Role) -> OrderAction:
    return lambda office, order, paper: action(office.by(role, order), order, paper)


OFFICER, LIAISON, HEAD, LEADER = Role.OFFICER, Role.LIAISON, Role.HEAD, Role.LEADER
OrderScript = tuple[tuple[int, str, OrderAction], ...]


def _request_extension(office: Supervision, order: Order, paper: StepPaper) -> None:
    expected_date = office.calendar.add_working_days(order.due or paper.on, 10)
    progress_note = "已完成方案和招标，现场具备开工条件。"
    head_actor = office.by(HEAD, order)
    request.request_extension(head_actor, order, paper, expected=expected_date, progress=progress_note)


def _grant_extension(office: Supervision, order: Order, paper: StepPaper) -> None:
    due = order.requests.latest("pk").expected
    request.grant_request(office.by(LEADER, order), order, paper, due=due)


def _escalate_to_orange(office: Supervision, order: Order, paper: StepPaper) -> None:
    escalate.escalate_order(office.by(OFFICER, order), order, paper, colour="orange")


def _escalate_to_red(office: Supervision, order: Order, paper: StepPaper) -> None:
    escalate.escalate_order(office.by(OFFICER, order), order, paper, colour="red", direct=True)


ISSUED: OrderScript = (
    (1, "", _by_role(register_order.register_order, OFFICER)),
    (2, "", _by_role(register_order.assign_order, OFFICER)),
)
AT_WORK: OrderScript = (
    *ISSUED,
    (3, "", _by_role(plain_steps.receive_order, LIAISON)),
    (5, "成立专班，倒排工期，每周调度一次。", _by_role(plain_steps.report_handling, LIAISON)),
    (9, "三个标段同时推进，本周新增两个作业面。", _by_role(plain_steps.note_progress, LIAISON)),
)
DONE: OrderScript = (
    *AT_WORK,
    (14, "已赶上序时进度，后续按月推进，佐证随月报报送。", _by_role(close_order.reply_to_order, HEAD)),
    (16, "经查阅台账并现场核对，进度属实，措施有效。", _by_role(close_order.pass_order_check, OFFICER)),
    (17, "", _by_role(close_order.complete_order, LEADER)),
    (18, "", _by_role(close_order.close_order, OFFICER)),
    (19, "", _by_role(aftercare.archive_order, OFFICER)),
)
SENT_BACK: OrderScript = (
    *AT_WORK,
    (14, "正在推进。", _by_role(close_order.reply_to_order, HEAD)),
    (15, "只有表态，没有进度数据，请补充后重报。", _by_role(close_order.send_back_order, OFFICER)),
    (18, "退回后仍未按期补报，升级为橙色。", _escalate_to_orange),
    (20, "补报：已完成年度任务的七成，十二月前全部完成。", _by_role(close_order.reply_to_order, HEAD)),
    (22, "补报数据与月报一致，同意。", _by_role(close_order.pass_order_check, OFFICER)),
    (23, "考核扣分偏重，逾期因数据口径调整所致。", _by_role(plain_steps.object_to_order, HEAD)),
    (24, "口径调整已记录在案，考核时一并考虑。", _by_role(plain_steps.answer_objection, OFFICER)),
    (25, "", _by_role(close_order.complete_order, LEADER)),
    (26, "", _by_role(close_order.close_order, OFFICER)),
)
EXTENDED: OrderScript = (
    *AT_WORK,
    (10, "主要设备到货推迟，需延长工期。", _request_extension),
    (11, "到货单属实，建议同意。", _by_role(request.review_request, OFFICER)),
    (12, "同意，务必按新时限完成。", _grant_extension),
    (24, "设备已安装，进度赶上。", _by_role(close_order.reply_to_order, HEAD)),
    (26, "现场核对属实。", _by_role(close_order.pass_order_check, OFFICER)),
    (27, "", _by_role(close_order.complete_order, OFFICER)),
    (28, "", _by_role(close_order.close_order, OFFICER)),
)
PUBLICLY_LISTED: OrderScript = (
    *AT_WORK,
    (10, "影响面大，请主要负责人亲自抓。", _by_role(plain_steps.add_instruction, LEADER)),
    (11, "群众反映集中，直接发红色督办单。", _escalate_to_red),
    (12, "列入挂牌督办，每周通报。", _by_role(escalate.list_order, OFFICER)),
    (16, "距到期还有一天，请抓紧反馈。", _by_role(plain_steps.urge_order, OFFICER)),
)
EXTENSION_REQUESTED: OrderScript = (
    *AT_WORK,
    (10, "征地手续尚在办理，需延长工期。", _request_extension),
    (11, "手续已受理，建议同意延期。", _by_role(request.review_request, OFFICER)),
)
REPLIED: OrderScript = (*AT_WORK, (11, "已完成整改，附验收材料。", _by_role(close_order.reply_to_order, HEAD)))
ORDER_SCRIPTS = (
    *(DONE, EXTENDED, SENT_BACK, DONE, PUBLICLY_LISTED, DONE, SENT_BACK, EXTENDED),
    *(DONE, DONE, EXTENDED, DONE, SENT_BACK, PUBLICLY_LISTED),
    *(AT_WORK, EXTENSION_REQUESTED, ISSUED, REPLIED, ISSUED[:1]),
)
"""In the order in which proposals are taken up: two a month from March, five in October."""
