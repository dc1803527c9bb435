"""What others may want to know of a month's reporting, told within the transaction that did it."""

from __future__ import annotations

from django.dispatch import Signal

round_opened = Signal()
"""`round`: a month was opened, and every lead body is asked to report."""

report_returned = Signal()
"""`report`: the office sent a body's report back."""
