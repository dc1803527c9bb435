"""两步验证: time-based one-time codes (RFC 6238) and recovery codes.

A code is accepted one step early or late, and no step is accepted twice. Attempts are limited like
those with passwords, but counted separately (`lockout`).
"""

from __future__ import annotations

import hashlib
import secrets

import pyotp
import segno
from django.conf import settings

from duban_site.core.clock import utc_now
from duban_site.identity.models import RecoveryCode, SecondFactor
from duban_site.people.models import Person

STEP = 30
DRIFT = 1
"""Steps that the clock of a person's device may deviate."""
RECOVERY_CODES = 10
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are easily confused."""


def second_factor_required(person: Person) -> bool:
    """Whether the person's role must have one (DUBAN_SECOND_FACTOR)."""
    return person.role in settings.SECOND_FACTOR_ROLES


def confirmed_factor(person: Person) -> SecondFactor | None:
    """The person's confirmed second factor, or None."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()


def new_secret() -> str:
    """A random secret of 160 bits, as authenticators take it."""
    return pyotp.random_base32()


def provisioning_uri(person: Person, secret: str) -> str:
    """The URI that the QR code passes to an authenticator."""
    issuer = settings.PUBLISHER or "Duban"
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=issuer)


def qr_code(text: str) -> str:
    """A QR code as a data URI of an SVG image."""
    drawn: str = segno.make(text, error="m").svg_data_uri(scale=5, border=4, light="white")
    return drawn


def step_of(secret: str, code: str, *, after: int = 0, now: float | None = None) -> int | None:
    """The time step of this code, after `later_than`; None for a wrong or repeated code."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    totp, current = pyotp.TOTP(secret), int((utc_now().timestamp() if now is None else now) // STEP)
    for step in range(current - DRIFT, current + DRIFT + 1):
        if step > after and secrets.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def accept_code(person: Person, code: str) -> str | None:
    """Check a code within a transaction: `totp` or `recovery` for a right one, None for a wrong.

    The row is locked, so that of two concurrent attempts with the same code one is refused.
    """
    factor = SecondFactor.objects.select_for_update().filter(person=person).first()
    if factor is None or factor.confirmed_at is None:
        return None
    step = step_of(factor.secret, code, after=factor.last_step)
    if step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return "totp"
    used = RecoveryCode.objects.filter(person=person, code=code_hash(code), used_at=None)
    return "recovery" if used.update(used_at=utc_now()) else None


def new_recovery_codes(person: Person) -> list[str]:
    """Replace any recovery codes by ten new ones, which are shown once."""
    codes = [_code() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(
        [RecoveryCode(person=person, code=code_hash(code)) for code in codes]
    )
    return codes


def _code() -> str:
    letters = [secrets.choice(RECOVERY_ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[n : n + 4]) for n in (0, 4, 8))


def code_hash(code: str) -> str:
    """The stored hash of a recovery code; 59 random bits need no slow hash."""
    plain = "".join(code.split()).replace("-", "").casefold()
    return hashlib.sha256(f"duban recovery {plain}".encode()).hexdigest()
