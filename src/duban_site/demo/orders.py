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
from duban_site.demo.sample import DEMO
from duban_site.orders.actions import aftercare, finish, press, register, request, step
from duban_site.orders.actions.propose import confirm, decline, propose_orders
from duban_site.orders.models import Notice, Order, Proposal, ProposalState
from duban_site.orders.paper import Paper
from duban_site.orders.queries import to_revisit
from duban_site.people.models import Person, Role
from duban_site.plans.models import Plan

A_MONTH, LAST_MONTH = 2, 5
"""How many proposals the office takes up a month, and in the latest one; the rest wait."""
SEEN = "回访两处现场、走访三户群众，成效保持，未见反弹。"
PRESENT = (11, 3)
"""Month and day that the demonstration's clock shows (see `running`)."""
Act = Callable[["Supervision", Order, Paper], object]


@dataclass
class Supervision:
    """The office at work: what is to be done on which day, and by whom."""

    plan: Plan
    people: Mapping[Role, Person]
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    queue: list[tuple[dt.date, int, Callable[[dt.date], object]]] = field(default_factory=list)
    turn: count[int] = field(default_factory=count)
    lives: count[int] = field(default_factory=count)

    def by(self, role: Role, order: Order) -> Actor:
        """The person of that role, where the order is theirs."""
        person = self.people[role]
        if role == Role.OFFICER:
            return person
        own = person.leader_id if role == Role.LEADER else person.body_id
        its = order.leader_id if role == Role.LEADER else order.lead_body_id
        return person if own == its else DEMO

    def advance(self, until: dt.date) -> None:
        """Do all that falls on a day before `until`."""
        while self.queue and self.queue[0][0] < until:
            day, _turn, act = heapq.heappop(self.queue)
            act(day)

    def propose(self, day: dt.date) -> None:
        """Propose orders by the rules, confirm some and script them; one is declined in May."""
        self._look_again(day)
        propose_orders(DEMO, self.plan, day)
        body = self.people[Role.HEAD].body_id
        waiting = self.plan.proposals.filter(state=ProposalState.WAITING, commitment__isnull=False)
        first = sorted(waiting, key=lambda p: (p.body_id != body, p.first_as_of, p.pk))
        for proposal in first[: LAST_MONTH if day.month == PRESENT[0] - 1 else A_MONTH]:
            self._take_up(proposal, day)
        if day.month == 5 and len(first) > A_MONTH:
            officer = self.people[Role.OFFICER]
            reason = "汛期停工所致，已在专题会上部署，本月不另立项。"
            self._on(day, 2, lambda on: decline(officer, first[A_MONTH], reason, on))

    def _look_again(self, day: dt.date) -> None:
        """Schedule one revisit a month: the closed order that has been due for it longest."""
        officer = self.people[Role.OFFICER]
        for order in to_revisit(officer, day)[:1]:
            self._on(day, 3, _doing(self, order, SEEN, _plain(aftercare.revisit, Role.OFFICER)))

    def _take_up(self, proposal: Proposal, day: dt.date) -> None:
        life = LIVES[next(self.lives) % len(LIVES)]

        def begin(on: dt.date) -> None:
            order = confirm(self.people[Role.OFFICER], proposal, on)
            for after, text, act in life:
                self._on(day, after, _doing(self, order, text, act))

        self._on(day, 1, begin)

    def _on(self, day: dt.date, after: int, act: Callable[[dt.date], object]) -> None:
        heapq.heappush(self.queue, (self.calendar.add(day, after), next(self.turn), act))

    def end(self) -> None:
        """Stop in the present, with the notices of earlier months read."""
        present = dt.date(self.plan.year, *PRESENT)
        self.advance(present)
        month_before = present - dt.timedelta(days=30)
        Notice.objects.filter(on__lt=month_before).update(read_at=utc_now())


def _doing(office: Supervision, order: Order, text: str, act: Act) -> Callable[[dt.date], object]:
    def on_the_day(on: dt.date) -> object:
        order.refresh_from_db()
        return act(office, order, Paper(on, text))

    return on_the_day


def _plain(action: Callable[[Actor, Order, Paper], object], role: Role) -> Act:
    return lambda office, order, paper: action(office.by(role, order), order, paper)


OFFICER, LIAISON, HEAD, LEADER = Role.OFFICER, Role.LIAISON, Role.HEAD, Role.LEADER
Life = tuple[tuple[int, str, Act], ...]


def _ask(office: Supervision, order: Order, paper: Paper) -> None:
    later = office.calendar.add(order.due or paper.on, 10)
    so_far = "已完成方案和招标，现场具备开工条件。"
    head = office.by(HEAD, order)
    request.ask_extension(head, order, paper, expected=later, progress=so_far)


def _grant(office: Supervision, order: Order, paper: Paper) -> None:
    due = order.requests.latest("pk").expected
    request.grant_request(office.by(LEADER, order), order, paper, due=due)


def _orange(office: Supervision, order: Order, paper: Paper) -> None:
    press.escalate(office.by(OFFICER, order), order, paper, colour="orange")


def _red(office: Supervision, order: Order, paper: Paper) -> None:
    press.escalate(office.by(OFFICER, order), order, paper, colour="red", direct=True)


ISSUED: Life = (
    (1, "", _plain(register.register, OFFICER)),
    (2, "", _plain(register.assign, OFFICER)),
)
AT_WORK: Life = (
    *ISSUED,
    (3, "", _plain(step.receive, LIAISON)),
    (5, "成立专班，倒排工期，每周调度一次。", _plain(step.handle, LIAISON)),
    (9, "三个标段同时推进，本周新增两个作业面。", _plain(step.note, LIAISON)),
)
DONE: Life = (
    *AT_WORK,
    (14, "已赶上序时进度，后续按月推进，佐证随月报报送。", _plain(finish.reply, HEAD)),
    (16, "经查阅台账并现场核对，进度属实，措施有效。", _plain(finish.pass_check, OFFICER)),
    (17, "", _plain(finish.complete, LEADER)),
    (18, "", _plain(finish.close, OFFICER)),
    (19, "", _plain(aftercare.archive, OFFICER)),
)
SENT_BACK: Life = (
    *AT_WORK,
    (14, "正在推进。", _plain(finish.reply, HEAD)),
    (15, "只有表态，没有进度数据，请补充后重报。", _plain(finish.send_back, OFFICER)),
    (18, "退回后仍未按期补报，升级为橙色。", _orange),
    (20, "补报：已完成年度任务的七成，十二月前全部完成。", _plain(finish.reply, HEAD)),
    (22, "补报数据与月报一致，同意。", _plain(finish.pass_check, OFFICER)),
    (23, "考核扣分偏重，逾期因数据口径调整所致。", _plain(step.object_to, HEAD)),
    (24, "口径调整已记录在案，考核时一并考虑。", _plain(step.answer, OFFICER)),
    (25, "", _plain(finish.complete, LEADER)),
    (26, "", _plain(finish.close, OFFICER)),
)
EXTENDED: Life = (
    *AT_WORK,
    (10, "主要设备到货推迟，需延长工期。", _ask),
    (11, "到货单属实，建议同意。", _plain(request.review_request, OFFICER)),
    (12, "同意，务必按新时限完成。", _grant),
    (24, "设备已安装，进度赶上。", _plain(finish.reply, HEAD)),
    (26, "现场核对属实。", _plain(finish.pass_check, OFFICER)),
    (27, "", _plain(finish.complete, OFFICER)),
    (28, "", _plain(finish.close, OFFICER)),
)
LISTED: Life = (
    *AT_WORK,
    (10, "影响面大，请主要负责人亲自抓。", _plain(step.instruct, LEADER)),
    (11, "群众反映集中，直接发红色督办单。", _red),
    (12, "列入挂牌督办，每周通报。", _plain(press.list_order, OFFICER)),
    (16, "距到期还有一天，请抓紧反馈。", _plain(step.urge, OFFICER)),
)
ASKING: Life = (
    *AT_WORK,
    (10, "征地手续尚在办理，需延长工期。", _ask),
    (11, "手续已受理，建议同意延期。", _plain(request.review_request, OFFICER)),
)
REPLIED: Life = (*AT_WORK, (11, "已完成整改，附验收材料。", _plain(finish.reply, HEAD)))
LIVES = (
    *(DONE, EXTENDED, SENT_BACK, DONE, LISTED, DONE, SENT_BACK, EXTENDED),
    *(DONE, DONE, EXTENDED, DONE, SENT_BACK, LISTED),
    *(AT_WORK, ASKING, ISSUED, REPLIED, ISSUED[:1]),
)
"""In the order in which proposals are taken up: two a month from March, five in October."""
