"""A person's actions on their sign-in: second factor, recovery codes, sessions."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.identity.actions.manage_accounts import remove_second_factor
from duban_site.identity.models import OpenSession, SecondFactor
from duban_site.identity.open_sessions import end_all_sessions, end_sessions
from duban_site.identity.second_factor import (
    accept_code,
    new_recovery_codes,
    new_secret,
    second_factor_required,
    step_of,
)
from duban_site.people.models import Person

OWN = "people.own_password"


@transaction.atomic
def begin_second_factor(person: Person) -> SecondFactor:
    """Create the secret for the person's authenticator; it is not active until confirmed."""
    policy.require(person, OWN)
    factor, _new = SecondFactor.objects.select_for_update().get_or_create(
        person=person, defaults={"secret": new_secret()}
    )
    return factor


@transaction.atomic
def confirm_second_factor(person: Person, code: str) -> list[str]:
    """Activate the second factor with its first code; returns recovery codes to show once.

    Raises Refused for a wrong code, or where there is nothing to confirm.
    """
    policy.require(person, OWN)
    factor = SecondFactor.objects.select_for_update().filter(person=person).first()
    if factor is None or factor.confirmed_at is not None:
        raise Refused(_("两步验证已经启用，或还没有开始设置。"))
    step = step_of(factor.secret, code)
    if step is None:
        raise Refused(_("验证码不正确。请核对手机的时间，输入当前显示的六位数字。"))
    factor.confirmed_at, factor.last_step = utc_now(), step
    factor.save()
    codes = new_recovery_codes(person)
    log(person, "people.set_up_second_factor", person)
    return codes


@transaction.atomic
def renew_recovery_codes(person: Person, code: str) -> list[str]:
    """Issue ten new recovery codes, given a valid code. Raises Refused for a wrong one."""
    policy.require(person, OWN)
    _require_code(person, code)
    codes = new_recovery_codes(person)
    log(person, "people.renew_recovery_codes", person)
    return codes


@transaction.atomic
def leave_second_factor(person: Person, code: str) -> None:
    """Disable the second factor, given a valid code. Raises Refused where the role requires it."""
    policy.require(person, OWN)
    if second_factor_required(person):
        raise Refused(_("您的角色必须使用两步验证，不能关闭。"))
    _require_code(person, code)
    remove_second_factor(person)
    log(person, "people.leave_second_factor", person)


def _require_code(person: Person, code: str) -> None:
    if accept_code(person, code) is None:
        raise Refused(_("验证码不正确或已用过。请等下一个验证码再试。"))


@transaction.atomic
def end_own_session(person: Person, session: OpenSession) -> None:
    """End one of the person's sessions."""
    policy.require(person, OWN)
    if session.person_id != person.pk:
        raise Refused(_("没有找到，或者不在您的范围内。"))
    end_sessions([session])
    log(person, "people.end_session", person, opened_at=session.opened_at)


@transaction.atomic
def end_other_sessions(person: Person, current: str | None) -> int:
    """End all of the person's sessions but the current one, and return their number."""
    policy.require(person, OWN)
    count = end_all_sessions(person, but=current)
    log(person, "people.end_sessions", person, count=count)
    return count
