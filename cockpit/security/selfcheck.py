"""The checks of GB/T 22239-2019, third level, that an application can answer for; each tries the thing itself.

What concerns rooms, networks, hosts and organisation is not listed: an application cannot answer for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pyotp
import sqlalchemy as sa
from argon2 import extract_parameters
from argon2.low_level import Type
from flask import current_app, has_app_context
from sqlalchemy.orm import Session

from cockpit.application import Cockpit
from cockpit.audit.entry import AuditEntry
from cockpit.audit.events import EVENTS, SECRETS
from cockpit.audit.record import trail
from cockpit.audit.trail import RETENTION
from cockpit.errors import AuditBroken, SettingsError
from cockpit.export.queue import KEPT
from cockpit.export.worker import folder_of
from cockpit.security.access import LOOPBACK
from cockpit.security.doors import doors
from cockpit.security.hardening import LARGEST, content_security_policy
from cockpit.security.keys import demonstration, secret_key
from cockpit.security.passwords import RULES, fault, hashed
from cockpit.security.sessions import begin, digest_of, end, signed_in
from cockpit.security.signing_in import ACCOUNT_FAILURES, check_password, locked, sealed_factor
from cockpit.security.stored import Account

Result = Literal["pass", "fail", "n/a"]
OFFICERS = ("system", "security", "audit")


@dataclass(frozen=True)
class Check:
    """One demand, how it stands, and by what one sees that."""

    clause: str
    demand: str
    result: Result
    evidence: str


Answer = tuple[bool | None, str]


def run_checks(cockpit: Cockpit) -> list[Check]:
    """All checks, now; a check that cannot be made has not passed."""
    done = []
    for clause, demand, check in CHECKS:
        try:
            held, evidence = check(cockpit)
        except (sa.exc.SQLAlchemyError, SettingsError, OSError) as error:
            held, evidence = False, f"检查没有做成：{type(error).__name__}"
        result: Result = "n/a" if held is None else "pass" if held else "fail"
        done.append(Check(clause, demand, result, evidence))
    return done


@contextmanager
def _tried(cockpit: Cockpit) -> Iterator[Session]:
    """A transaction that is always taken back."""
    with cockpit.state() as session:
        try:
            yield session
        finally:
            session.rollback()


def _trial_account(session: Session, cockpit: Cockpit) -> Account:
    account = Account(
        name="selfcheck-trial", title="自查", created_at=cockpit.clock(), password=hashed("Right-Horse-77"),
        password_at=cockpit.clock(), password_initial=False,
    )  # fmt: skip
    session.add(account)
    session.flush()
    return account


def _unique(cockpit: Cockpit) -> Answer:
    with _tried(cockpit) as session:
        _trial_account(session, cockpit)
        try:
            _trial_account(session, cockpit)
        except sa.exc.IntegrityError:
            return True, "试建同名账号，数据库拒绝"
    return False, "同名账号建成了"


def _complex(cockpit: Cockpit) -> Answer:
    profile = cockpit.settings.access.passwords
    weak = ("Aa1!aaa", "aaaaaaaaaaaaaaaa", "password123", "Zhoushan2026")
    refused = [word for word in weak if fault(word, "", profile)]
    changed = RULES[profile].days
    held = len(refused) == len(weak) and (changed is not None or profile == "asvs")
    words = f"{changed} 天更换" if changed else "按 ASVS 不定期更换"
    return held, f"试 {len(weak)} 个弱口令，拒绝 {len(refused)} 个；{words}"


def _locks(cockpit: Cockpit) -> Answer:
    with _tried(cockpit) as session:
        account, now = _trial_account(session, cockpit), cockpit.clock()
        for _ in range(ACCOUNT_FAILURES):
            check_password(session, account.name, "wrong", "selfcheck", now)
        shut = check_password(session, account.name, "Right-Horse-77", "selfcheck", now).account is None
        again = not locked(session, account.name, now + timedelta(minutes=16))
    access = cockpit.settings.access
    held = shut and again and access.idle_minutes <= 30
    limits = f"空闲 {access.idle_minutes} 分钟、最长 {access.session_hours} 小时退出"
    return held, f"试错 {ACCOUNT_FAILURES} 次后锁定，15 分钟后解锁；{limits}"


def _protected(cockpit: Cockpit) -> Answer:
    if cockpit.settings.host in LOOPBACK and not cockpit.settings.access.tls:
        return None if demonstration(cockpit.settings) else False, "只在本机监听；对外须经 HTTPS 并设 COCKPIT_TLS=1"
    return cockpit.settings.access.tls, "COCKPIT_TLS 已设" if cockpit.settings.access.tls else "COCKPIT_TLS 未设"


def _two_factors(cockpit: Cockpit) -> Answer:
    forced = [name for name in OFFICERS if cockpit.policy.roles[name].second_factor]
    kept = sealed_factor(pyotp.random_base32(), cockpit.key)
    return forced == list(OFFICERS) and len(kept) > 60, f"三员强制动态口令（TOTP）；密钥加密保存（{len(kept)} 字符密文）"


def _no_default(cockpit: Cockpit) -> Answer:
    names = ("admin", "administrator", "root", "test", "guest", "user")
    with cockpit.state() as session:
        found = session.scalars(sa.select(Account.name).where(Account.name.in_(names), Account.disabled_at.is_(None)))
        default = list(found)
    return not default, f"没有默认账号，没有开户网页；可疑名称：{'、'.join(default) or '无'}"


def _unused(cockpit: Cockpit) -> Answer:
    limit = cockpit.clock() - timedelta(days=90)
    with cockpit.state() as session:
        last = sa.func.coalesce(Account.used_at, Account.created_at)
        stale = list(session.scalars(sa.select(Account.name).where(Account.disabled_at.is_(None), last < limit)))
    return not stale, f"90 天未用的账号：{'、'.join(stale[:10]) or '无'}"


def _least(cockpit: Cockpit) -> Answer:
    roles = [cockpit.policy.roles[name] for name in OFFICERS]
    shared = {r for a in roles for b in roles if a is not b for r in set(a.rights) & set(b.rights)} - {"selfcheck"}
    seeing = [role.title for role in roles if role.sees]
    return not shared and not seeing, f"三员无共同权限，均不看数据（策略 {cockpit.policy.version}）"


def _fine(cockpit: Cockpit) -> Answer:
    silent = [code for code, i in cockpit.catalog.indicators.items() if i.sensitivity is None]
    open_ = [name for name, record in cockpit.records.items() if record.access is None]
    count = len(cockpit.catalog.indicators)
    return (
        not silent and not open_,
        f"{count} 项指标、{len(cockpit.records)} 张记录表均有敏感标记；未标的 {len(silent) + len(open_)} 个（不可见）",
    )


def _every_door(cockpit: Cockpit) -> Answer:
    if not has_app_context():
        return None, "命令行里没有网页服务；在页面上看这一项"
    told = doors().routes
    undeclared = sorted({rule.rule for rule in current_app.url_map.iter_rules()} - set(told))
    return not undeclared, f"{len(told)} 个入口已声明；未声明（一律拒绝）：{'、'.join(undeclared) or '无'}"


def _audited(cockpit: Cockpit) -> Answer:
    own = trail(cockpit)
    with cockpit.state() as session:
        count = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) or 0
    fields = [c.name for c in AuditEntry.__table__.columns]
    held = {"at", "event", "account", "department", "address", "object", "result"} <= set(fields) and bool(own.key)
    return held, f"{len(EVENTS)} 类事件，每条含时间、人、部门、地址、对象、结果；现有 {count:,} 条"


def _chained(cockpit: Cockpit) -> Answer:
    try:
        return True, f"链条完整，{trail(cockpit).verify():,} 条"
    except AuditBroken as error:
        return False, f"{error.place}：{error.problem}"


def _unchangeable(cockpit: Cockpit) -> Answer:
    with _tried(cockpit) as session:
        row = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).first()
        if row is None:
            return None, "还没有审计条目"
        for statement in (
            sa.update(AuditEntry).where(AuditEntry.id == row.id).values(account="x"),
            sa.delete(AuditEntry).where(AuditEntry.id == row.id, AuditEntry.at > cockpit.clock() - RETENTION),
        ):
            try:
                with session.begin_nested():
                    session.execute(statement)
                return False, "试改（删）最新一条，数据库没有拒绝"
            except sa.exc.DBAPIError:
                continue  # refused, as it must be
    return True, "试改、试删最新一条，数据库都拒绝"


def _kept_long(cockpit: Cockpit) -> Answer:
    return timedelta(days=180) <= RETENTION, f"保留 {RETENTION.days} 天；清理本身入审计；备份随状态库（docs/operations.md）"


def _no_secrets(cockpit: Cockpit) -> Answer:
    with cockpit.state() as session:
        found = session.scalar(
            sa.select(sa.func.count()).select_from(AuditEntry)
            .where(sa.or_(*(AuditEntry.detail.contains(f'"{word}":') for word in SECRETS)))
        )  # fmt: skip
    return not found, f"审计详情里出现口令、令牌、证件号字段：{found or 0} 条"


def _validated(cockpit: Cockpit) -> Answer:
    policy = content_security_policy(())
    strict = "unsafe-eval" not in policy and "script-src 'self';" in policy
    return strict, f"回调内容先按声明核对；请求最多 {LARGEST // 1024 // 1024} MB；脚本只许本站且不许内联"


def _integrity(cockpit: Cockpit) -> Answer:
    own = secret_key(cockpit.settings)
    return len(own) >= 32, "会话、审计、演示身份均以安装密钥签名或摘要；密钥不少于 32 字节"


def _confidential(cockpit: Cockpit) -> Answer:
    kept = extract_parameters(hashed("Right-Horse-77"))
    words = f"口令 argon2id（内存 {kept.memory_cost // 1024} MB，{kept.time_cost} 轮）；会话只存摘要"
    return kept.type is Type.ID, words


def _private(cockpit: Cockpit) -> Answer:
    masked = [r.name for r in cockpit.records.values() if r.access and r.access.detail == "person" and r.access.names]
    seeing = [
        role.title for role in cockpit.policy.roles.values() if any("person" in rule.details for rule in role.sees)
    ]
    return not seeing, f"个人明细的角色：{'、'.join(seeing) or '无'}；已遮盖的表：{'、'.join(masked)}"


def _backed_up(cockpit: Cockpit) -> Answer:
    url = sa.engine.make_url(cockpit.settings.state_url)
    if url.get_backend_name() != "sqlite":
        return None, "状态库在数据库服务器上，备份由其负责"
    folder = Path(url.database or ".").parent / "backup"
    newest = max((p.stat().st_mtime for p in folder.glob("*")), default=None) if folder.is_dir() else None
    if newest is None:
        return False, f"{folder} 里没有备份，运行 python -m cockpit backup"
    days = (time.time() - newest) / 86400
    return days <= 7, f"最近一次本地备份在 {days:.0f} 天前" + ("" if days <= 7 else "，应至少每周一次")


def _left_nothing(cockpit: Cockpit) -> Answer:
    """What was done with is not there for the next: files of exports, answers in caches, cookies of ended sessions."""
    folder, limit = folder_of(cockpit.settings.var), time.time() - KEPT.total_seconds() - 86400
    old = [p.name for p in folder.iterdir() if p.stat().st_mtime < limit] if folder.is_dir() else []
    with _tried(cockpit) as session:
        secret = begin(session, _trial_account(session, cockpit), "full", cockpit.clock(), "selfcheck", "")
        session.flush()
        end(session, digest_of(secret), cockpit.clock(), "自查")
        shut = signed_in(session, secret, cockpit.settings.access, cockpit.clock()) is None
    return shut and not old, f"试结束一个会话，其凭据即失效；超过 {KEPT.days} 天仍在的导出文件：{len(old)} 个；页面一律不许缓存（no-store）"


CHECKS: tuple[tuple[str, str, Callable[[Cockpit], Answer]], ...] = (
    ("8.1.4.1 a", "身份标识唯一，口令有复杂度并定期更换", _unique),
    ("8.1.4.1 a2", "口令复杂度与定期更换", _complex),
    ("8.1.4.1 b", "登录失败处理：限制次数、锁定、超时退出", _locks),
    ("8.1.4.1 c", "远程管理时鉴别信息在传输中不被窃听", _protected),
    ("8.1.4.1 d", "两种以上鉴别技术，其一用密码技术", _two_factors),
    ("8.1.4.2 b", "重命名或删除默认账户", _no_default),
    ("8.1.4.2 c", "停用多余、过期账户，无共享账户", _unused),
    ("8.1.4.2 d", "最小权限，管理用户权限分离（三员）", _least),
    ("8.1.4.2 e", "授权主体按策略配置访问控制规则，默认拒绝", _every_door),
    ("8.1.4.2 f/g", "粒度到用户与库表，重要主体客体有安全标记", _fine),
    ("8.1.4.3 a", "审计覆盖到每个用户，记录齐全", _audited),
    ("8.1.4.3 b", "审计记录含时间、用户、类型、成败，不含秘密", _no_secrets),
    ("8.1.4.3 c", "审计记录受保护，不能未预期删除、修改", _unchangeable),
    ("8.1.4.3 c2", "审计完整性可验证", _chained),
    ("8.1.4.3 c3", "审计定期备份、留存不少于六个月", _kept_long),
    ("8.1.4.4 e", "人机接口和通信接口输入的数据有效性检验", _validated),
    ("8.1.4.7", "重要数据存储与传输的完整性", _integrity),
    ("8.1.4.8", "重要数据存储的保密性", _confidential),
    ("8.1.4.9 a", "重要数据本地备份与恢复", _backed_up),
    ("8.1.4.10", "鉴别信息和敏感数据用过后清除（剩余信息保护）", _left_nothing),
    ("8.1.4.11", "只采集、保存业务必需的个人信息，禁止未授权访问", _private),
)
