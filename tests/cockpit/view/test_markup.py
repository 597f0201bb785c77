"""Plain component trees become HTML; live ones stay components."""

import dash_bootstrap_components as dbc
import dash_svg as svg
import pytest
from dash import dcc, html

from cockpit.view.control import field
from cockpit.view.markup import Markup, markup, seal


def test_text_is_escaped_and_never_taken_for_markup():
    assert markup(html.P("<script>alert('1')</script> & 港口")) == (
        "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; 港口</p>"
    )


def test_attribute_values_are_escaped():
    assert markup(html.Span("x", title='"><img>')) == '<span title="&#34;&gt;&lt;img&gt;">x</span>'


def test_names_of_react_become_names_of_html():
    node = html.Label("年", htmlFor="a", className="b", tabIndex="0", style={"minHeight": "2px"})
    assert markup(node) == '<label class="b" for="a" style="min-height:2px" tabindex="0">年</label>'


def test_svg_keeps_its_own_camel_case_and_writes_the_rest_with_dashes():
    node = svg.Svg(svg.Path(d="M0 0", strokeWidth="2"), viewBox="0 0 1 1")
    assert markup(node) == '<svg viewBox="0 0 1 1"><path d="M0 0" stroke-width="2"></path></svg>'


def test_data_and_aria_attributes_are_kept_and_absent_ones_left_out():
    assert markup(html.Div(None, hidden=True, **{"data-value": "1", "aria-label": "值"})) == (
        '<div aria-label="值" data-value="1" hidden></div>'
    )


def test_an_element_without_inside_has_no_closing_tag():
    assert markup(html.P(["a", html.Br(), "b"])) == "<p>a<br>b</p>"


def test_a_live_component_cannot_become_markup():
    with pytest.raises(TypeError, match="Store"):
        markup(html.Div(dcc.Store(id="s")))


def test_a_tree_without_live_components_becomes_one_markup():
    sealed = seal(html.Section([html.H2("港"), html.P("口")], className="panel"))
    assert (type(sealed), sealed.tag, sealed.attributes, sealed.html) == (
        Markup, "section", {"className": "panel"}, "<h2>港</h2><p>口</p>",
    )  # fmt: skip


def test_only_the_way_down_to_a_live_component_stays_components():
    graph = dcc.Graph(id="g")
    sealed = seal(html.Div([html.P("上"), html.Figure(graph), "文字"]))
    first, second, third = sealed.children
    assert (type(first), type(second), second.children, third) == (Markup, html.Figure, [graph], "文字")


def test_an_element_that_a_callback_fills_stays_a_component():
    sealed = seal(html.Div(html.P("a"), id="wall-content", **{"data-live": "1"}))
    assert (type(sealed), type(sealed.children[0])) == (html.Div, Markup)


def test_controls_of_bootstrap_become_the_html_of_a_form():
    told = [{"value": "a", "label": "甲"}, {"value": "<b>", "label": "乙&"}]
    find = field({"aria-label": "查"}, name="q", type="search", value="港", required=True)
    assert markup(find) == '<input aria-label="查" class="search" name="q" required type="search" value="港">'
    assert markup(dbc.Checklist(told, ["<b>"], class_name="ticks")) == (
        '<div class="ticks" tabindex="0"><label><input type="checkbox" value="a">甲</label>'
        '<label><input type="checkbox" value="&lt;b&gt;" checked>乙&amp;</label></div>'
    )


def test_a_component_of_bootstrap_that_needs_its_own_script_stays_live():
    assert type(seal(html.Div(dbc.Tooltip("x", target="y"))).children[0]) is dbc.Tooltip
