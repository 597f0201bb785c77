"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["person", "device", "key", "visitor", "machine", "nobody"]


@dataclass(frozen=True)
class Identity:
    """One person, or one device, as far as the cockpit is concerned.

    Args:
        name: unique account name. title: as shown on screen. role: a role of the policy.
        department: one of the departments that indicators name; region: a region code; empty means none in particular.
        kind: a person who signed in, a wall screen, an API key, a visitor of the demonstration, the program itself
            (commands, jobs), or nobody.
        session: what names the session in the audit; never the secret of a cookie.
    """

    name: str
    title: str
    role: str
    department: str = ""
    region: str = ""
    kind: Kind = "person"
    session: str = ""


#: Who asks in demonstration mode on loopback, where nobody signs in.
VISITOR = Identity("visitor", "演示访客", "leader", kind="visitor")
#: Who asks without having signed in: may see nothing.
NOBODY = Identity("", "未登录", "", kind="nobody")
#: The program itself: ingest, commands, jobs. It sees everything and is never bound to a request.
MACHINE = Identity("machine", "本机程序", "", kind="machine")
