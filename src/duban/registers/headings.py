"""The headings of a sheet that describe the record itself and are not headings of fields."""

from __future__ import annotations

ID, STAGE, CREATED = "记录编号", "阶段", "建档日期"
ROW, ADDED, CLOSED = "行号", "登记日期", "办结日期"

#: Headings that no field may have.
RESERVED_HEADINGS = (ID, STAGE, CREATED, ROW, ADDED, CLOSED)
