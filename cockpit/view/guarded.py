"""Pages that cannot be drawn say why, in the reader's language; nobody sees a stack trace."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any

from dash import html

from cockpit.errors import CockpitError
from cockpit.view.attributes import attributes

log = logging.getLogger(__name__)


def guarded(layout: Callable[..., Any]) -> Callable[..., Any]:
    """Turns a CockpitError of a layout into the designed state `failed`; programming errors stay errors."""

    @functools.wraps(layout)
    def answer(*args: Any, **query: Any) -> Any:
        try:
            return layout(*args, **query)
        except CockpitError as error:
            log.warning("page refused: %s", error)
            return failure(error)

    return answer


def failure(error: CockpitError) -> html.Div:
    """What stands in place of a page: what is wrong, where, and what to do."""
    return html.Div(
        html.Section(
            [
                html.H1("这一页暂时打不开"),
                html.P(error.problem),
                html.P(f"位置:{error.place}", className="muted"),
                html.P(f"处理:{error.remedy}"),
                html.A("回到总览", href="/", className="button"),
            ],
            className="state-failed",
            role="alert",
        ),
        **attributes({"data-state": "failed", "data-ready": "1"}),
    )
