"""Pages as markup: what nobody changes after it is drawn travels as HTML, not as thousands of Dash components.

The Dash renderer asks every component of a page at every event whether it changed (measured on 2 cores: the economy
page, 1,964 components, took 9.8 s to stand). `seal` turns each subtree that holds no live component into one
`Markup`, drawn by assets/a-markup.js; views go on building plain `html.*` and `dash_svg.*` trees.
"""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component
from markupsafe import escape

#: Component libraries whose elements are plain markup.
_PLAIN = ("dash_html_components", "dash_svg")
#: Bootstrap's controls that need nothing but HTML here: a form sends them, or assets/c-cockpit.js reads them.
_BOOTSTRAP, _CONTROLS = "dash_bootstrap_components", {"Input": "input", "Checklist": "div"}
#: An element marked with this attribute stays a Dash component, because a callback fills it.
LIVE = "data-live"
#: Properties of components that are not attributes of an element.
_NOT_ATTRIBUTES = frozenset(
    {"children", "key", "n_clicks", "n_clicks_timestamp", "disable_n_clicks", "loading_state"}
    | {"available_properties", "available_wildcard_properties"}
)
_RENAMED = {"className": "class", "htmlFor": "for"}
#: What a list of ticks says in its inside.
_CHOICES = frozenset({"options", "value"})
#: SVG attributes that are camel case in SVG itself.
_CAMEL = frozenset({"viewBox", "preserveAspectRatio", "gradientUnits", "patternUnits", "clipPathUnits", "pathLength"})
_VOID = frozenset({"br", "hr", "img", "input", "source", "wbr", "col"})


class Markup(Component):
    """One element whose inside is given as HTML; props: `tag`, `attributes` (as React names them), `html`."""

    _namespace = "cockpit_markup"
    _type = "Markup"
    _children_props: list[str] = []
    _base_nodes: list[str] = []
    _valid_wildcard_attributes: list[str] = []
    available_wildcard_properties: list[str] = []
    _prop_names = ["id", "tag", "attributes", "html"]
    available_properties = _prop_names


class Chart(Component):
    """A Plotly chart drawn once by assets/a-markup.js; props: `figure` (data, layout), `height` in pixels.

    dcc.Graph draws every chart twice (once, and again when its size detector first reports) and brings a chunk of its
    own; on the economy page that was a third of the time until all stood.
    """

    _namespace = "cockpit_markup"
    _type = "Chart"
    _children_props: list[str] = []
    _base_nodes: list[str] = []
    _valid_wildcard_attributes: list[str] = []
    available_wildcard_properties: list[str] = []
    _prop_names = ["id", "figure", "height"]
    available_properties = _prop_names


def seal(node: Any) -> Any:
    """The same page with every subtree that holds no live component turned into one `Markup`."""
    if not isinstance(node, Component):
        return node
    live: set[int] = set()
    _find_live(node, live)
    return _sealed(node, live)


def _find_live(node: Component, live: set[int]) -> bool:
    below = [_find_live(child, live) for child in _children(node) if isinstance(child, Component)]
    if any(below) or not _is_plain(node) or hasattr(node, LIVE):
        live.add(id(node))
        return True
    return False


def _sealed(node: Any, live: set[int]) -> Any:
    if not isinstance(node, Component):
        return node
    if id(node) not in live:
        return Markup(tag=_tag(node), attributes=_properties(node), html=_inside(node))
    if _is_plain(node):
        node.children = [_sealed(child, live) for child in _children(node)]
    return node


def markup(node: Any) -> str:
    """A plain component tree as HTML; text is escaped.

    Raises:
        TypeError: the tree holds a live component.
    """
    if node is None:
        return ""
    if not isinstance(node, Component):
        return str(escape(node))
    if not _is_plain(node):
        raise TypeError(f"{node._namespace}.{node._type} cannot become markup")
    tag, svg = _tag(node), node._namespace == "dash_svg"
    opening = "".join(_attribute(name, value, svg) for name, value in _properties(node).items())
    return f"<{tag}{opening}>" if tag in _VOID else f"<{tag}{opening}>{_inside(node)}</{tag}>"


def _is_plain(node: Component) -> bool:
    return node._namespace in _PLAIN or (node._namespace == _BOOTSTRAP and node._type in _CONTROLS)


def _inside(node: Any) -> str:
    if node._type == "Checklist":
        return "".join(_tick(option, node.value) for option in node.options)
    return "".join(markup(child) for child in _children(node))


def _tick(option: dict[str, str], chosen: list[str]) -> str:
    ticked = " checked" if option["value"] in chosen else ""
    return f'<label><input type="checkbox" value="{escape(option["value"])}"{ticked}>{escape(option["label"])}</label>'


def _children(node: Component) -> list[Any]:
    children = getattr(node, "children", None)
    if children is None:
        return []
    return list(children) if isinstance(children, (list, tuple)) else [children]


def _tag(node: Component) -> str:
    if node._namespace == _BOOTSTRAP:
        return _CONTROLS[node._type]
    name = str(node._type).removesuffix("El")
    return name[:1].lower() + name[1:] if node._namespace == "dash_svg" else name.lower()


def _properties(node: Component) -> dict[str, Any]:
    inside = _CHOICES if node._type == "Checklist" else frozenset()
    told = {"className" if name == "class_name" else name: value for name, value in vars(node).items()}
    if node._type == "Checklist":
        told["tabIndex"] = "0"  # a list that scrolls is reached by the keyboard
    return {
        name: value
        for name, value in sorted(told.items())  # Dash keeps them in no order; the same page is the same bytes
        if name not in _NOT_ATTRIBUTES | inside
        and not name.startswith("_")
        and value is not None
        and value is not False
    }


def _attribute(name: str, value: Any, svg: bool) -> str:
    if name == "style":
        value = ";".join(f"{_kebab(key)}:{part}" for key, part in value.items())
    written = _RENAMED.get(name, name if name in _CAMEL else _kebab(name) if svg else name.lower())
    return f" {written}" if value is True else f' {written}="{escape(value)}"'


def _kebab(name: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)
