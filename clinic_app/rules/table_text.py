"""Sets the tables of a rule set for a terminal and for a browser; the page for the browser loads nothing else."""

import unicodedata
from collections.abc import Iterator
from html import escape

from clinic_app.rules.table import RuleTable, Section

GAP = 2
NARROWEST = 8
STYLE = """
body { font: 15px/1.6 "BIZ UDPGothic", "Yu Gothic UI", "Hiragino Sans", sans-serif; color: #1b2a33; margin: 32px auto;
  max-width: 1080px; padding: 0 20px; }
h1 { font-size: 24px; margin: 0 0 8px; } h2 { font-size: 17px; color: #0b6b63; margin: 32px 0 8px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; } dt { color: #52626c; }
dd { margin: 0; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 6px 10px; border-bottom: 1px solid #c3ced3; }
th { border-bottom: 2px solid #0b6b63; white-space: nowrap; } td.narrow, th.narrow { white-space: nowrap; }
td.id { font: 12px/1.6 monospace; color: #52626c; overflow-wrap: anywhere; }
@media print { body { margin: 0; font-size: 11px; } thead { display: table-header-group; } tr { break-inside: avoid; } }
"""


def as_html(table: RuleTable) -> str:
    """One page, everything in it, every text escaped."""
    head = (
        f'<!doctype html>\n<html lang="{table.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(table.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{escape(table.title)}</h1>\n"
    )
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>\n" for name, value in table.lines)
    sections = "".join(_html_section(section) for section in table.sections)
    return f"{head}<dl>\n{lines}</dl>\n{sections}</body>\n</html>\n"


def _html_section(section: Section) -> str:
    kinds = ["" if place in section.wide else ' class="narrow"' for place in range(len(section.columns))]
    if section.columns[-1] == "id":
        kinds[-1] = ' class="id"'
    heads = "".join(f"<th{kind}>{escape(name)}</th>" for name, kind in zip(section.columns, kinds, strict=True))
    rows = "".join(
        "<tr>" + "".join(f"<td{kind}>{escape(cell)}</td>" for cell, kind in zip(row, kinds, strict=True)) + "</tr>\n"
        for row in section.rows
    )
    body = f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>"
    return f"<h2>{escape(section.heading)}</h2>\n<table>\n{body}\n</table>\n"


def as_text(table: RuleTable, width: int) -> str:
    """Plain text no wider than `width` cells; Japanese characters count for two."""
    return "\n".join(_text_lines(table, width)) + "\n"


def _text_lines(table: RuleTable, width: int) -> Iterator[str]:
    yield table.title
    longest = max(cells(name) for name, _ in table.lines)
    for name, value in table.lines:
        yield from _row((name, value), (longest, max(NARROWEST, width - longest - GAP)))
    for section in table.sections:
        widths = _widths(section, width)
        yield ""
        yield section.heading
        yield from _row(section.columns, widths)
        yield "  ".join("-" * one for one in widths)
        for row in section.rows:
            yield from _row(row, widths)


def _widths(section: Section, width: int) -> tuple[int, ...]:
    """Narrow columns as wide as they need; of the wide ones, those that need less than their share leave the rest."""
    rows = (section.columns, *section.rows)
    need = [max(cells(row[place]) for row in rows) for place in range(len(section.columns))]
    left = width - GAP * (len(need) - 1) - sum(need[place] for place in range(len(need)) if place not in section.wide)
    waiting = sorted(section.wide, key=lambda place: need[place])
    while waiting:
        place = waiting.pop(0)
        need[place] = max(NARROWEST, min(need[place], left // (len(waiting) + 1)))
        left -= need[place]
    return tuple(need)


def _row(row: tuple[str, ...], widths: tuple[int, ...]) -> Iterator[str]:
    columns = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    for number in range(max(map(len, columns))):
        parts = [column[number] if number < len(column) else "" for column in columns]
        padded = (part + " " * (width - cells(part)) for part, width in zip(parts, widths, strict=True))
        yield (" " * GAP).join(padded).rstrip()


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` cells, broken at a space where there is one, else between two characters."""
    lines = []
    while cells(text) > width:
        end, used = 0, 0
        while used + cells(text[end]) <= width:
            used += cells(text[end])
            end += 1
        space = text.rfind(" ", 1, end + 1)
        if space > 0 and end < len(text) and text[end].isascii():
            end = space
        lines.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*lines, text]


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
