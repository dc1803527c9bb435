"""A person's actions on their sign-in: second factor, recovery codes, sessions."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from duban_site.core.access.policy import policy
from duban_site.core.audit.log import log_event
from duban_site.core.clock import utc_now
from duban_site.core.errors import Refused
from duban_site.identity.actions.manage_accounts import remove_second_factor
from duban_site.identity.models import OpenSession, SecondFactor
from duban_site.identity.open_sessions import end_all_sessions, end_sessions
from duban_site.identity.second_factor import (
    accept_code,
    find_code_step,
    generate_secret,
    issue_recovery_codes,
    requires_second_factor,
)
from duban_site.people.models import Person

SIGN_IN_RIGHT = "people.own_password"


@transaction.atomic
def begin_second_factor(person: Person) -> SecondFactor:
    """Create the secret for the person's authenticator; it is not active until confirmed."""
    policy.require(person, SIGN_IN_RIGHT)
    factor, _created = SecondFactor.objects.select_for_update().get_or_create(
        person=person, defaults={"secret": generate_secret()}
    )
    return factor


@transaction.atomic
def confirm_second_factor(person: Person, code: str) -> list[str]:
    """Activate the second factor with its first code; returns recovery codes to show once.

    Raises Refused for a wrong code, or where there is nothing to confirm.
    """
    policy.require(person, SIGN_IN_RIGHT)
    factor = SecondFactor.objects.select_for_update().filter(person=person).first()
    if factor is None or factor.confirmed_at is not None:
        raise Refused(_("两步验证已经启用，或还没有开始设置。"))
    step = find_code_step(factor.secret, code)
    if step is None:
        raise Refused(_("验证码不正确。请核对手机的时间，输入当前显示的六位数字。"))
    factor.confirmed_at, factor.last_step = utc_now(), step
    factor.save()
    codes = issue_recovery_codes(person)
    log_event(person, "people.set_up_second_factor", person)
    return codes


@transaction.atomic
def renew_recovery_codes(person: Person, code: str) -> list[str]:
    """Issue ten new recovery codes, given a valid code. Raises Refused for a wrong one."""
    policy.require(person, SIGN_IN_RIGHT)
    _require_code(person, code)
    codes = issue_recovery_codes(person)
    log_event(person, "people.renew_recovery_codes", person)
    return codes


@transaction.atomic
def disable_second_factor(person: Person, code: str) -> None:
    """Disable the second factor, given a valid code. Raises Refused where the role requires it."""
    policy.require(person, SIGN_IN_RIGHT)
    if requires_second_factor(person):
        raise Refused(_("您的角色必须使用两步验证，不能关闭。"))
    _require_code(person, code)
    remove_second_factor(person)
    log_event(person, "people.leave_second_factor", person)


def _require_code(person: Person, code: str) -> None:
    if accept_code(person, code) is None:
        raise Refused(_("验证码不正确或已用过。请等下一个验证码再试。"))


@transaction.atomic
def end_personal_session(person: Person, session: OpenSession) -> None:
    """End one of the person's sessions."""
    policy.require(person, SIGN_IN_RIGHT)
    if session.person_id != person.pk:
        raise Refused(_("没有找到，或者不在您的范围内。"))
    end_sessions([session])
    log_event(person, "people.end_session", person, opened_at=session.opened_at)


@transaction.atomic
def end_remaining_sessions(person: Person, current_session_key: str | None) -> int:
    """End all of the person's sessions but the current one, and return their number."""
    policy.require(person, SIGN_IN_RIGHT)
    count = end_all_sessions(person, except_key=current_session_key)
    log_event(person, "people.end_sessions", person, count=count)
    return count
