"""What a page sends, read like a document: the answer of Dash's page callback, its markup joined again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask

_OUTPUTS = (("_pages_content", "children"), ("_pages_store", "data"))


def drawn(server: Flask, address: str) -> BeautifulSoup:
    """The page of an address as a reader's document; the answer must be a 200."""
    parts = urlsplit(address)
    inputs = [("pathname", parts.path), ("search", f"?{parts.query}" if parts.query else "")]
    body = {
        "output": ".." + "...".join(f"{name}.{prop}" for name, prop in _OUTPUTS) + "..",
        "outputs": [{"id": name, "property": prop} for name, prop in _OUTPUTS],
        "inputs": [{"id": "_pages_location", "property": prop, "value": value} for prop, value in inputs],
        "changedPropIds": ["_pages_location.pathname"],
        "state": [],
    }
    answer = server.test_client().post("/_dash-update-component", json=body)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return document(answer.get_json()["response"]["_pages_content"]["children"])


def document(tree: Any) -> BeautifulSoup:
    """A component tree as sent, as one document."""
    return BeautifulSoup(_html(tree), "html.parser")


def _html(node: Any) -> str:
    if isinstance(node, list):
        return "".join(_html(child) for child in node)
    if not isinstance(node, dict):
        return "" if node is None else str(node)
    props = node["props"]
    if node["type"] == "Markup":
        return _element(props["tag"], props["attributes"], props["html"])
    return _element(str(node["type"]).lower(), props, _html(props.get("children")))


def _element(tag: str, given: dict[str, Any], inside: str) -> str:
    kept = {name: value for name, value in given.items() if isinstance(value, str) and name != "children"}
    names = {"className": "class", "class_name": "class", "htmlFor": "for"}
    written = "".join(f' {names.get(name, name)}="{value.replace(chr(34), "&quot;")}"' for name, value in kept.items())
    return f"<{tag}{written}>{inside}</{tag}>"
