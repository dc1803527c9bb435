"""A small cast, with what each may do.

Ning administers accounts and sees no plan. Shen is an officer of the supervision office. Lu (its
liaison) and Wei (its head) are of the water bureau; Bai is liaison of the commerce bureau and must
never see a draft of the water bureau. Gao is the leader in charge of water. Tan audits.
"""

from __future__ import annotations

from dataclasses import dataclass

from duban_site.people.models import Body, Leader, Person, Role

PASSWORD = "Kuaile-2031-Shan"  # noqa: S105 (invented, for the test database only)


@dataclass
class Cast:
    water: Body
    commerce: Body
    gao_leader: Leader
    ning: Person
    shen: Person
    lu: Person
    wei: Person
    bai: Person
    gao: Person
    tan: Person


def build() -> Cast:
    water = Body.objects.create(name="市水务局", aliases=["市水利局"], order=1)
    commerce = Body.objects.create(name="市商务局", order=2)
    leader = Leader.objects.create(name="高远", title="副市长")
    return Cast(
        water=water,
        commerce=commerce,
        gao_leader=leader,
        ning=_person("ning", "宁宇", Role.ADMINISTRATOR),
        shen=_person("shen", "沈岚", Role.OFFICER),
        lu=_person("lu", "陆川", Role.LIAISON, body=water),
        wei=_person("wei", "魏然", Role.HEAD, body=water),
        bai=_person("bai", "白桦", Role.LIAISON, body=commerce),
        gao=_person("gao", "高远", Role.LEADER, leader=leader),
        tan=_person("tan", "谭清", Role.AUDITOR),
    )


def _person(username: str, name: str, role: Role, *, body: Body | None = None, leader: Leader | None = None) -> Person:
    person = Person(username=username, name=name, role=role, body=body, leader=leader, must_change_password=False)
    person.set_password(PASSWORD)
    person.save()
    return person
