"""The policy: what each role may see and do. Deny by default; declared in policy.yaml, versioned, read once.

A question is answered by a `Grant` (cockpit.security.grant), which compiles the rules of one identity.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

from cockpit.errors import CatalogError
from metrics.access import Detail, Sensitivity
from metrics.declaration import Declaration, Document, refuse

FILE = Path(__file__).resolve().parent / "policy.yaml"

#: What somebody may do. view: desk pages; wall: wall pages; export: files; api: interface; annotate: notes;
#: instruct: 批示; orders: act on supervision orders of one's own; dispatch: issue and close them; approve: 审批;
#: targets, rules: change targets, thresholds, alert rules; accounts, sessions, devices, keys: 系统管理员;
#: grants, policy: 安全管理员; audit: 审计管理员; selfcheck: the page of checks; operate: jobs, sources, ingest.
Right = Literal[
    "view", "wall", "export", "api", "annotate", "instruct", "orders", "dispatch", "approve", "targets", "rules",
    "accounts", "sessions", "devices", "keys", "grants", "policy", "audit", "selfcheck", "operate",
]  # fmt: skip


class Rule(Declaration):
    """One piece of sight: whose indicators, where, how sensitive at most, and with which details."""

    department: Literal["own", "any"]
    region: Literal["own", "city", "any"]
    up_to: Sensitivity
    details: tuple[Detail, ...] = ()


class Role(Declaration):
    """A role: what it sees, what it may do, how many rows a file may hold, whether a second factor is forced.

    warm: its pages are drawn right after a publish.
    """

    title: str
    sees: tuple[Rule, ...] = ()
    rights: tuple[Right, ...]
    export_rows: int
    second_factor: bool = False
    warm: bool = False


class Policy(Declaration):
    """All roles; `apart` lists rights of which no role may hold two; `least`: smaller groups are starred."""

    version: str
    least: int
    roles: dict[str, Role]
    apart: tuple[tuple[Right, ...], ...] = ()

    def role(self, name: str) -> Role | None:
        """The role of a name; None when the policy does not know it: whoever has it may nothing."""
        return self.roles.get(name)


def load_policy(file: Path = FILE) -> Policy:
    """The policy of a file.

    Raises:
        CatalogError: all faults, each with file and line.
    """
    faults: list[str] = []
    document = Document(file)
    policy = document.model(Policy, faults)
    refuse(str(file), faults)
    if policy is None:
        raise CatalogError(str(file), "读不出权限策略", "恢复该文件")
    refuse(str(file), [f"{document.place(('roles', name))} {words}" for name, words in _mixed(policy)])
    return policy


@lru_cache(maxsize=1)
def installed_policy() -> Policy:
    """The policy this program was installed with."""
    return load_policy()


def _mixed(policy: Policy) -> Iterator[tuple[str, str]]:
    """Roles that hold together what must be kept apart (三员分立), or see data beside managing people."""
    for name, role in policy.roles.items():
        for apart in policy.apart:
            held = [right for right in apart if right in role.rights]
            if len(held) > 1:
                yield name, f"角色 {role.title} 同时有 {'、'.join(held)}，三员必须分立"
        if role.sees and {"accounts", "grants", "audit"} & set(role.rights):
            yield name, f"角色 {role.title} 管人又看数"
