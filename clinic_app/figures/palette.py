"""Colours by role, for paper and bright screens (`light`) and for the dark theme (`dark`).

Near and far limb, highlight and arrow also differ in grey: a studio's printer may be monochrome,
and about one man in twenty does not see the colours apart.
"""

PALETTES: dict[str, dict[str, str]] = {
    "light": {
        "outline": "#ffffff",
        "skin": "#e8b796",
        "skin_far": "#f3d8c6",
        "feature": "#c98b67",
        "hair": "#33292a",
        "shirt": "#1d8a80",
        "shirt_far": "#7dbdb6",
        "trousers": "#27405f",
        "trousers_far": "#8ba0b8",
        "shoe": "#141c26",
        "shoe_far": "#66737f",
        "far_edge": "#70808f",
        "highlight": "#ffc24a",
        "highlight_edge": "#9a4a00",
        "arrow": "#b4350a",
        "floor": "#a9b5bd",
        "ground": "#e9eef0",
        "mat": "#cfd9e6",
        "mat_edge": "#b3c1d2",
        "wall": "#dfe5e8",
        "wall_edge": "#a9b5bd",
        "prop": "#b08d62",
        "prop_edge": "#8c6d47",
        "pillow": "#f6efe2",
        "pillow_edge": "#b9a98c",
        "helper": "#9b7bb0",
        "guide": "#7c8a94",
    },
    "dark": {
        "outline": "#12181d",
        "skin": "#e3b090",
        "skin_far": "#96735d",
        "feature": "#b57a58",
        "hair": "#6b5550",
        "shirt": "#2fb3a5",
        "shirt_far": "#1f6a63",
        "trousers": "#8fb0d8",
        "trousers_far": "#445a75",
        "shoe": "#d5dde5",
        "shoe_far": "#7a8692",
        "far_edge": "#93a0ac",
        "highlight": "#ffe08a",
        "highlight_edge": "#6b3a00",
        "arrow": "#f0702f",
        "floor": "#66747e",
        "ground": "#1d262c",
        "mat": "#33424f",
        "mat_edge": "#475a6a",
        "wall": "#27323a",
        "wall_edge": "#66747e",
        "prop": "#9d7c54",
        "prop_edge": "#c4a077",
        "pillow": "#4d4a44",
        "pillow_edge": "#8a8373",
        "helper": "#b795cc",
        "guide": "#8b99a3",
    },
}


def grey(colour: str) -> float:
    """The lightness a monochrome printer gives a colour, 0 black to 1 white (Rec. 601 weights)."""
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * r + 0.587 * g + 0.114 * b
