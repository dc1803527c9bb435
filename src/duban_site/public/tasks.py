"""Timed tasks of the public site."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.jobs.registry import Daily, Result, Write, timer
from duban_site.jobs.running import Task
from duban_site.public.actions.purge_contacts import purge_contacts


@timer("public.purge_contacts", gettext_lazy("删除到期的群众联系方式"), Daily(2, 20))
def purge_expired_contacts(task: Task) -> Write:
    """Delete expired contacts once a day."""

    def write() -> Result:
        count = purge_contacts(task.actor)
        return Result(_("删除了 %(n)s 条联系方式。") % {"n": count})

    return write
