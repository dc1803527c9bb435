"""Kinds of jobs for the tests: each writes a body, after whatever the test wants to go wrong."""

from __future__ import annotations

import time

from duban_site.core.errors import Refused, RowErrors
from duban_site.jobs.registry import KINDS, ConfirmationRequest, Result, Write, job
from duban_site.jobs.running import Task
from duban_site.people.models import Body

if "tests.body" not in KINDS:

    @job("tests.body", "新增单位", attempts=3)
    def open_unit(task: Task) -> Write | ConfirmationRequest:
        """`wait`: seconds of preparing, in steps; `fails`: so many attempts go wrong."""
        name = task.arguments["name"]
        for n in range(int(task.arguments.get("wait", 0) * 20)):
            task.report_progress("正在准备", n, 100)
            time.sleep(0.05)
        if task.job.attempts <= task.arguments.get("fails", 0):
            raise OSError("the disk is away")
        if task.arguments.get("refused"):
            raise RowErrors("表中有 1 处错误。", [(3, "名称", "空着")])
        if task.arguments.get("asks") and not task.confirmed:
            return ConfirmationRequest("请核对。", {"digest": "d", "changes": [], "count": 1, "emptied": 1})

        def write() -> Result:
            Body.objects.create(name=name)
            time.sleep(task.arguments.get("wait_written", 0))
            if task.arguments.get("refused_late"):
                raise Refused("写到一半不行了。")
            return Result(f"已新增{name}。", "/bodies/")

        return write
