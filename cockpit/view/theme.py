"""The one declaration of how the cockpit looks: tokens, and what is derived from them.

Three colour languages never share a token: `light-*` (targets), `warn-*` (public warnings), and change,
which is drawn in ink with ▲▼ and words only.
"""

from __future__ import annotations

from typing import Any

FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif'

#: Token → (paper, dark, wall). Contrast of ink on surface: AA on paper and dark, ≥ 7:1 on the wall.
TOKENS: dict[str, tuple[str, str, str]] = {
    "surface": ("#f4f6f8", "#0f1720", "#06121e"),
    "raised": ("#ffffff", "#17212d", "#0b1d2d"),
    "sunken": ("#eaeff3", "#0b121a", "#040d16"),
    "ink": ("#15212c", "#e8eef4", "#f0f7fc"),
    "ink-soft": ("#4a5b6b", "#a5b4c2", "#b4cadb"),
    "ink-faint": ("#57687a", "#8797a6", "#8fabc0"),
    "line": ("#d9e0e6", "#2a3846", "#1b3b54"),
    "accent": ("#0b6a9c", "#52b6ea", "#58c4f6"),
    "accent-soft": ("#d5e8f2", "#173a50", "#0f3a58"),
    "sea": ("#e7eff4", "#101b26", "#081a2a"),
    "land": ("#c9d6df", "#2b3c4c", "#24475f"),
    "light-green": ("#1b7f4f", "#45b983", "#4fcf93"),
    "light-yellow": ("#946200", "#e0b03c", "#f2c14e"),
    "light-red": ("#c0302a", "#f0706a", "#ff8a82"),
    "light-grey": ("#637282", "#8b99a6", "#a0b2c0"),
    "warn-blue": ("#1f5fd1", "#6fa0ff", "#7fabff"),
    "warn-yellow": ("#8a6d00", "#ffe066", "#ffe066"),
    "warn-orange": ("#b5520a", "#ff9d4d", "#ffa45c"),
    "warn-red": ("#a3123f", "#ff6b9a", "#ff7ba5"),
    "series-1": ("#0b6a9c", "#52b6ea", "#58c4f6"),
    "series-2": ("#a86026", "#e2a56f", "#f0b480"),
    "series-3": ("#5b4b9a", "#a99be6", "#b8acf0"),
    "series-4": ("#23806f", "#5cc2ae", "#6ad4bf"),
    "series-5": ("#7a8794", "#9aa8b5", "#a3b7c7"),
    "series-6": ("#9a3f72", "#db8ab8", "#e79ac6"),
}

THEMES = ("paper", "dark", "wall")


def token(name: str, theme: str = "paper") -> str:
    """Colour of a token in a theme, as #rrggbb."""
    return TOKENS[name][THEMES.index(theme)]


def stylesheet() -> str:
    """CSS that declares every token as a variable, per theme; `dark` also follows the system."""
    blocks = [
        f'[data-theme="{theme}"]{{{_declarations(theme)}color-scheme:{"light" if theme == "paper" else "dark"}}}'
        for theme in THEMES
    ]
    return f":root{{--font:{FONT};{_declarations('paper')}}}\n" + "\n".join(blocks)


def _declarations(theme: str) -> str:
    colours = "".join(f"--{name}:{token(name, theme)};" for name in TOKENS)
    bootstrap = (
        f"--bs-body-bg:{token('surface', theme)};--bs-body-color:{token('ink', theme)};"
        f"--bs-border-color:{token('line', theme)};--bs-link-color:{token('accent', theme)};"
    )
    return colours + bootstrap + f"--bs-body-font-family:{FONT};"


def chart_templates() -> dict[str, Any]:
    """Plotly template of every theme, registered once in the browser (assets/b-chart-theme.js)."""
    return {theme: chart_template(theme) for theme in THEMES}


def chart_template(theme: str) -> dict[str, Any]:
    """Plotly template: no chrome, hairline grid, tabular figures, series colours of the theme."""
    size = 20 if theme == "wall" else 13
    axis = {
        "gridcolor": token("line", theme),
        "linecolor": token("line", theme),
        "zerolinecolor": token("ink-faint", theme),
        "tickcolor": token("line", theme),
        "tickfont": {"color": token("ink-soft", theme), "size": size - 1},
        "title": {"font": {"color": token("ink-faint", theme), "size": size - 1}, "standoff": 8},
        "automargin": True,
        "ticklabelstandoff": 4,
        "separatethousands": True,
        "exponentformat": "none",
    }
    return {
        # Figures within bars: plotly's own choice is too pale on the bright bars of dark themes.
        "data": {"bar": [{"insidetextfont": {"color": token("raised", theme)}}]},
        "layout": {
            "font": {"family": FONT, "color": token("ink", theme), "size": size},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [token(f"series-{n}", theme) for n in range(1, 7)],
            "xaxis": axis | {"showgrid": False},
            "yaxis": axis | {"showline": False, "ticks": ""},
            "margin": {"l": 8, "r": 8, "t": 28, "b": 8},
            "hovermode": "x unified",
            "hoverlabel": {
                "bgcolor": token("raised", theme),
                "bordercolor": token("line", theme),
                "font": {"family": FONT, "color": token("ink", theme), "size": 13},
            },
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": size - 1}},
            "bargap": 0.28,
            "separators": ".,",
        }
    }
