"""The Dash application of the cockpit: Dash's own, with a document of ours around every page."""

from __future__ import annotations

import re
from typing import Any

import dash
import orjson

from cockpit.view.bundle import Bundle

#: What Dash tells every visitor and nobody needs: versions of what runs here.
_NOBODYS_BUSINESS = ("python_version", "dash_version_url", "ddk_version", "plotly_version", "plotly_cloud_installed")
_CONFIG = re.compile(r'(<script id="_dash-config" type="application/json">)(.*?)(</script>)', re.DOTALL)
_DOCUMENT = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="UTF-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="/assets/icon.svg" type="image/svg+xml">{css}</head>
<body><div id="react-entry-point"></div><footer>{config}{scripts}{renderer}</footer></body></html>"""


class CockpitDash(dash.Dash):
    """Dash with few, small, lasting files; `bundle` is set before the first page is served."""

    bundle: Bundle

    def interpolate_index(self, *_: str, **parts: str) -> str:
        """The document of every page."""
        return _DOCUMENT.format(
            title=parts["title"], css=self.bundle.sheets(parts["css"]), config=discreet(parts["config"]),
            scripts=self.bundle.scripts(parts["scripts"]), renderer=parts["renderer"],
        )  # fmt: skip


def discreet(config: str) -> str:
    """Dash's configuration without what an attacker would read first, and without lists nobody looks up."""

    def shortened(match: re.Match[str]) -> str:
        told: dict[str, Any] = orjson.loads(match[2])
        for name in _NOBODYS_BUSINESS:
            told.pop(name, None)
        told["children_props"] = {
            library: props for library, components in told.get("children_props", {}).items()
            if (props := {name: paths for name, paths in components.items() if paths})
        }  # fmt: skip
        return match[1] + orjson.dumps(told).decode().replace("<", "\\u003c") + match[3]

    return _CONFIG.sub(shortened, config)
