"""Labels of the log's actions, kinds and fields: (Chinese, English)."""

from __future__ import annotations

from django.utils.translation import get_language

LABELS_BY_KIND: dict[str, tuple[str, str]] = {
    "site.read": ("查看个人信息", "Reads of personal data"),
    "site.refused": ("被拒绝的访问", "Refusals"),
    "site.download": ("下载和导出", "Downloads and exports"),
    "people.sign_in": ("登录", "Sign-ins"),
    "site.settings": ("设置变化", "Changed settings"),
    "people.": ("账号和单位", "Accounts and bodies"),
    "plans.": ("计划", "Plans"),
    "reporting.": ("填报和评价", "Reports and assessment"),
    "orders.": ("督办", "Supervision"),
    "registers.": ("台账", "Registers"),
    "bulletins.": ("通报", "Bulletins"),
    "snapshots.": ("封存发布", "Closing and publishing"),
    "public.": ("公众", "Public site"),
    "verification.": ("年度核对", "Year check"),
    "observation.": ("观测", "Observation"),
    "lists.": ("批量修改", "Changes of many"),
    "api.": ("接口", "API"),
    "jobs.": ("后台任务", "Jobs"),
    "audit.": ("日志本身", "The log itself"),
    "site.": ("系统", "System"),
}
"""Prefix of actions → label of their kind; the first matching prefix applies."""
LABELS_BY_ACTION: dict[str, tuple[str, str]] = {
    "site.read": ("查看个人信息", "read personal data"),
    "site.refused": ("访问被拒绝", "was refused"),
    "site.repeated": ("十分钟内重复", "did the same again within ten minutes"),
    "site.download": ("下载", "downloaded"),
    "site.settings": ("以新的设置启动", "started with other settings"),
    "site.backup": ("备份", "made a backup"),
    "site.restore": ("从备份恢复", "restored a backup"),
    "site.rotate_keys": ("更换密钥", "changed keys"),
    "audit.export_head": ("送出日志链头", "took the head of the log elsewhere"),
    "audit.other_rows": ("登记其他改动", "logged other changes"),
    "audit.migrated_rows": ("登记升级改动", "logged an upgrade's changes"),
    "people.sign_in": ("登录", "signed in"),
    "people.sign_in_failed": ("登录失败", "failed to sign in"),
    "people.sign_out": ("退出", "signed out"),
    "people.second_factor": ("通过两步验证", "passed the second factor"),
    "people.set_up_second_factor": ("启用两步验证", "set up a second factor"),
    "people.leave_second_factor": ("停用两步验证", "left the second factor"),
    "people.renew_recovery_codes": ("更换恢复码", "renewed recovery codes"),
    "people.reset_second_factor": ("重置两步验证", "reset a second factor"),
    "people.reset_password": ("重置密码", "reset a password"),
    "people.change_password": ("修改密码", "changed the password"),
    "people.end_session": ("结束会话", "ended a session"),
    "people.end_sessions": ("结束全部会话", "ended all sessions"),
    "people.unlock": ("解锁账号", "unlocked an account"),
    "people.open_account": ("开通账号", "opened an account"),
    "people.change_account": ("修改账号", "changed an account"),
    "people.ask_approval": ("提请审批", "asked for approval"),
    "people.approve": ("批准", "approved"),
    "people.decline": ("不批准", "declined"),
    "people.open_body": ("新增单位", "opened a body"),
    "people.open_bodies": ("新增多个单位", "opened bodies"),
    "people.change_body": ("修改单位", "changed a body"),
    "people.save_leader": ("保存领导", "saved a leader"),
    "plans.import": ("导入报告", "imported a report"),
    "plans.accept_part": ("采纳整个部分", "accepted a part"),
    "plans.reject_part": ("不采纳一个部分的其余各条", "rejected the rest of a part"),
    "plans.activate": ("计划生效", "put a plan in force"),
    "plans.close": ("计划结束", "closed a plan"),
    "plans.reopen": ("退回草稿", "reopened a plan"),
    "plans.delete_draft": ("删除草稿", "deleted a draft"),
    "plans.assign": ("分工", "assigned"),
    "plans.import_breakdown": ("导入分解表", "imported a breakdown"),
    "plans.choose_rules": ("选评价规则", "chose the rules of assessment"),
    "plans.adjust_target": ("调整目标", "adjusted a target"),
    "reporting.open_round": ("布置填报", "opened a round"),
    "reporting.write_entry": ("填写进展", "wrote an entry"),
    "reporting.attach": ("上传佐证", "attached evidence"),
    "reporting.detach": ("删除佐证", "detached evidence"),
    "reporting.sign": ("签发", "signed"),
    "reporting.take_back": ("撤回签发", "took the signature back"),
    "reporting.submit": ("报送", "handed in"),
    "reporting.accept": ("审核通过", "accepted a report"),
    "reporting.send_back": ("退回修改", "sent a report back"),
    "reporting.assess": ("评价", "assessed"),
    "reporting.reply": ("说明情况", "replied"),
    "reporting.urge": ("催报", "urged"),
    "reporting.mark_public": ("设为公开", "marked as public"),
    "orders.draft": ("起草督办单", "drafted an order"),
    "orders.propose": ("提出督办建议", "proposed orders"),
    "orders.confirm": ("采纳督办建议", "confirmed a proposal"),
    "orders.decline": ("不采纳督办建议", "declined a proposal"),
    "orders.remind": ("到期提醒", "reminded"),
    "orders.send_digests": ("发送提醒邮件", "sent the day's mail"),
    "registers.declare": ("建立台账", "declared a register"),
    "registers.change": ("修改台账结构", "changed a declaration"),
    "registers.create": ("新建记录", "created a record"),
    "registers.edit": ("修改记录", "edited a record"),
    "registers.correct": ("更正记录", "corrected a record"),
    "registers.move": ("流转记录", "moved a record"),
    "registers.attach": ("上传材料", "attached a document"),
    "registers.import": ("导入台账", "imported records"),
    "registers.erase": ("删除到期的个人信息", "erased personal data"),
    "registers.open_seal": ("开启密封", "opened a seal"),
    "registers.look_for_repeats": ("查找重复来电", "looked for repeated calls"),
    "bulletins.write": ("编写通报", "wrote a bulletin"),
    "bulletins.issue": ("印发通报", "issued a bulletin"),
    "snapshots.close": ("封存月份", "closed a month"),
    "snapshots.publish": ("发布月份", "published a month"),
    "snapshots.withdraw": ("撤下发布", "withdrew a month"),
    "public.send": ("公众提交", "sent something"),
    "public.see_contact": ("查看群众联系方式", "saw a citizen's contact"),
    "public.purge_contacts": ("删除到期联系方式", "deleted contacts"),
    "api.issue_token": ("签发令牌", "issued a token"),
    "api.revoke_token": ("作废令牌", "revoked a token"),
}
LABELS_BY_FIELD: dict[str, tuple[str, str]] = {
    "path": ("页面", "page"),
    "right": ("权限", "right"),
    "status": ("状态码", "status"),
    "fields": ("字段", "fields"),
    "count": ("次数", "count"),
    "of": ("原操作", "of"),
    "event": ("原序号", "event"),
    "file": ("文件", "file"),
    "changed": ("改动", "changed"),
    "reason": ("原因", "reason"),
    "before": ("改前", "before"),
    "head": ("链头", "head"),
    "username": ("账号", "account"),
    "sha256": ("文件摘要", "file digest"),
}


def get_action_label(action: str) -> str:
    """The label of an action; without an entry, its kind's label and its name."""
    if action in LABELS_BY_ACTION:
        return _select_language(LABELS_BY_ACTION[action])
    return f"{get_kind_label(find_action_kind(action))} · {action.partition('.')[2]}"


def find_action_kind(action: str) -> str:
    """The kind of an action, a key of KINDS."""
    return next((kind for kind in LABELS_BY_KIND if action.startswith(kind)), "site.")


def get_kind_label(kind: str) -> str:
    """The label of a kind."""
    return _select_language(LABELS_BY_KIND[kind])


def get_field_label(name: str) -> str:
    """The label of a key of an event's data."""
    return _select_language(LABELS_BY_FIELD[name]) if name in LABELS_BY_FIELD else name


def _select_language(labels: tuple[str, str]) -> str:
    return labels[1] if get_language() == "en" else labels[0]
