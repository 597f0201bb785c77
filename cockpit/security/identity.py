"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """One person, or one device, as far as the cockpit is concerned.

    Args:
        name: unique account name. title: as shown on screen. role: a role of the policy.
        department, region: what they answer for; empty means none in particular.
    """

    name: str
    title: str
    role: str
    department: str = ""
    region: str = ""


#: Who asks in demonstration mode on loopback, where nobody signs in.
VISITOR = Identity("visitor", "演示访客", "leader")
