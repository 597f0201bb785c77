"""The button that puts a file into the export queue, and those that stand at the foot of a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dash import html

from cockpit.view.context import PageContext
from cockpit.view.figure_files import figure_form

#: Pages that show what somebody does, or nothing of the city.
NOT_TAKEN = frozenset({"/exports", "/style"})
#: Beginnings of the addresses of pages about one thing that have a workbook.
WITH_WORKBOOK = ("/indicator/", "/berth/", "/enterprise/", "/event/", "/task/", "/vessel/")
PAGE_FILES = (("xlsx", "Excel"), ("pdf", "PDF"), ("png", "图片"))


def queue_button(label: str, kind: str, extension: str, wanted: Mapping[str, str], class_name: str = "button") -> Any:
    """A form of one button that puts a file into the queue."""
    told = json.dumps({"kind": kind, "extension": extension, "wanted": dict(wanted)}, ensure_ascii=False)
    button = html.Button(label, type="submit", name="job", value=told, className=class_name)
    return html.Form(button, action="/exports/new", method="post", className="inline-form")


def page_files(context: PageContext, path: str) -> html.Div | None:
    """导出本页: a page as PDF and picture; a domain's, an indicator's or one thing's as workbook too, for who may export."""
    if path in NOT_TAKEN or not context.cockpit.grant.may("export"):
        return None
    address = f"{path}?{urlencode(context.query)}" if context.query else path
    files = [file for file in PAGE_FILES if file[0] != "xlsx" or _has_workbook(context, path)]
    buttons = [queue_button(name, "page", kind, {"path": address}, "ghost") for kind, name in files]
    return html.Div([html.Span("导出本页"), *buttons, figure_form(address)], className="page-files")


def _has_workbook(context: PageContext, path: str) -> bool:
    domains = {domain.path for domain in context.cockpit.catalog.domains}
    return context.asof is None and (path in domains or path.startswith(WITH_WORKBOOK))
