"""What is audited: every event with its Chinese name (peers.md §3d 20; GB/T 22239-2019 8.1.4.3)."""

from __future__ import annotations

EVENTS = {
    "login.ok": "登录成功", "login.fail": "登录失败", "login.lock": "账号锁定", "logout": "退出",
    "session.end": "终止会话", "session.expire": "会话超时", "account.add": "新建账号", "account.change": "修改账号",
    "role.change": "角色变更", "password.change": "修改口令", "factor.change": "动态口令变更",
    "policy.change": "权限策略变更", "config.change": "配置变更",
    "publish": "数据发布", "view.sensitive": "查看敏感内容", "view.as": "以他人身份试看权限", "export": "导出",
    "note.change": "标注", "quality.step": "数据问题办理", "key.change": "接口密钥变更",
    "key.use": "使用接口密钥", "denied": "越权被拒", "throttled": "请求过频被限", "tampered": "请求被篡改", "audit.read": "查阅审计",
    "audit.export": "导出审计证据", "audit.purge": "清理过期审计", "device.pair": "大屏配对", "device.change": "大屏设备变更",
}  # fmt: skip
RESULTS = {"ok": "成功", "refused": "拒绝", "failed": "失败"}
#: Words that must never stand in the audit (peers.md §3d 25).
SECRETS = ("password", "token", "cookie", "secret", "口令", "令牌", "身份证")
