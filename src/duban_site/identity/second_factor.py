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

STEP_SECONDS = 30
MAX_DRIFT_STEPS = 1
"""Steps that the clock of a person's device may deviate."""
RECOVERY_CODE_COUNT = 10
RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that are easily confused."""


def requires_second_factor(person: Person) -> bool:
    """Whether the person's role must have one (DUBAN_SECOND_FACTOR)."""
    return person.role in settings.SECOND_FACTOR_ROLES


def get_confirmed_factor(person: Person) -> SecondFactor | None:
    """The person's confirmed second factor, or None."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()


def generate_secret() -> str:
    """A random secret of 160 bits, as authenticators take it."""
    return pyotp.random_base32()


def build_provisioning_uri(person: Person, secret: str) -> str:
    """The URI that the QR code passes to an authenticator."""
    issuer = settings.PUBLISHER or "Duban"
    return pyotp.TOTP(secret).provisioning_uri(name=person.username, issuer_name=issuer)


def render_qr_code(content: str) -> str:
    """A QR code as a data URI of an SVG image."""
    data_uri: str = segno.make(content, error="m").svg_data_uri(scale=5, border=4, light="white")
    return data_uri


def find_code_step(secret: str, code: str, *, later_than: int = 0, timestamp: float | None = None) -> int | None:
    """The time step of this code, after `later_than`; None for a wrong or repeated code."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    totp, current_step = (
        pyotp.TOTP(secret),
        int((utc_now().timestamp() if timestamp is None else timestamp) // STEP_SECONDS),
    )
    for step in range(current_step - MAX_DRIFT_STEPS, current_step + MAX_DRIFT_STEPS + 1):
        if step > later_than and secrets.compare_digest(totp.generate_otp(step), digits):
            return step
    return None


def accept_code(person: Person, code: str) -> str | None:
    """Check a code within a transaction: `totp` or `recovery` for a right one, None for a wrong.

    The row is locked, so that of two concurrent attempts with the same code one is refused.
    """
    factor = SecondFactor.objects.select_for_update().filter(person=person).first()
    if factor is None or factor.confirmed_at is None:
        return None
    step = find_code_step(factor.secret, code, later_than=factor.last_step)
    if step is not None:
        factor.last_step = step
        factor.save(update_fields=["last_step"])
        return "totp"
    matching_codes = RecoveryCode.objects.filter(person=person, code=hash_recovery_code(code), used_at=None)
    return "recovery" if matching_codes.update(used_at=utc_now()) else None


def issue_recovery_codes(person: Person) -> list[str]:
    """Replace any recovery codes by ten new ones, which are shown once."""
    codes = [_generate_recovery_code() for _ in range(RECOVERY_CODE_COUNT)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(person=person, code=hash_recovery_code(code)) for code in codes])
    return codes


def _generate_recovery_code() -> str:
    letters = [secrets.choice(RECOVERY_ALPHABET) for _ in range(12)]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def hash_recovery_code(code: str) -> str:
    """The stored hash of a recovery code; 59 random bits need no slow hash."""
    normalized_code = "".join(code.split()).replace("-", "").casefold()
    return hashlib.sha256(f"duban recovery {normalized_code}".encode()).hexdigest()
