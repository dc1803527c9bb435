"""The scheduled backup."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duban_site.backup import database_binding
from duban_site.backup.errors import BackupError
from duban_site.backup.rotation import back_up_into
from duban_site.core.errors import Refused
from duban_site.jobs.registry import Daily, Result, timer
from duban_site.jobs.running import Task

LOG = logging.getLogger(__name__)


@timer("backup.make", gettext_lazy("备份到目录"), Daily(2))
def make_scheduled_backup(task: Task) -> Result:
    """Make a backup in DUBAN_BACKUP_FOLDER; the newest DUBAN_BACKUP_KEEP are retained."""
    if not settings.BACKUP_FOLDER:
        return Result(_("没有设置 DUBAN_BACKUP_FOLDER，不备份。"))
    folder = Path(settings.BACKUP_FOLDER)
    try:
        database_binding.require_match()
        target, manifest, removed = back_up_into(folder, settings.BACKUP_COUNT, LOG.warning)
    except (BackupError, OSError) as error:
        raise Refused(_("备份没有做成：%(why)s") % {"why": error}) from error
    if manifest.missing:
        parameters = {"file": target.name, "n": len(manifest.missing)}
        message = _("%(file)s 已写成，但有 %(n)s 个佐证文件不在数据目录里：请运行 duban check。")
        return Result(message % parameters)
    parameters = {"file": target.name, "n": len(manifest.evidence), "gone": len(removed)}
    return Result(_("%(file)s，佐证文件 %(n)s 个；删除旧备份 %(gone)s 份。") % parameters)
