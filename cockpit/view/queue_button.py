"""The button that puts a file into the export queue, and those that stand at the foot of a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dash import html

from cockpit.view.context import PageContext

PAGE_FILES = (("xlsx", "Excel"), ("pdf", "PDF"), ("png", "图片"))


def queue_button(label: str, kind: str, extension: str, wanted: Mapping[str, str], class_name: str = "button") -> Any:
    """A form of one button that puts a file into the queue."""
    told = json.dumps({"kind": kind, "extension": extension, "wanted": dict(wanted)}, ensure_ascii=False)
    button = html.Button(label, type="submit", name="job", value=told, className=class_name)
    return html.Form(button, action="/exports/new", method="post", className="inline-form")


def page_files(context: PageContext, path: str) -> html.Div | None:
    """导出本页: a domain's page as workbook, it and the overview as PDF and picture; only for who may export."""
    domains = {domain.path for domain in context.cockpit.catalog.domains}
    if path not in {*domains, "/"} or not context.cockpit.grant.may("export"):
        return None
    wanted = {"path": context.href(path)}
    files = [file for file in PAGE_FILES if file[0] != "xlsx" or path in domains and context.asof is None]
    buttons = [queue_button(name, "page", kind, wanted, "ghost") for kind, name in files]
    return html.Div([html.Span("导出本页"), *buttons], className="page-files")
