"""Sets the neutral content with one peer and prints its warm median in milliseconds; knows nothing of ours.

Run by `handout.py` with an interpreter that has the peer. Each tool keeps what it can keep between documents.
"""

import html
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def typst(content: dict[str, Any], count: int = 1) -> Callable[[int], bytes]:
    import tempfile

    import typst as engine

    folder = Path(tempfile.mkdtemp())
    (folder / "posture.svg").write_text(content["posture"], encoding="utf-8")
    for index, exercise in enumerate(content["exercises"]):
        for which, picture in zip("ab", exercise["pictures"], strict=True):
            (folder / f"{index}{which}.svg").write_text(picture, encoding="utf-8")
    data = {**content, "exercises": [{**exercise, "pictures": []} for exercise in content["exercises"]]}
    (folder / "content.json").write_text(json.dumps(data), encoding="utf-8")
    (folder / "sheet.typ").write_text(
        """
#let c = json("content.json")
#set document(date: none)
#set page(paper: "a4", margin: 17mm, footer: [#sys.inputs.number])
#set text(font: "BIZ UDPGothic", size: 9pt, lang: "ja")
#for copy in range(COUNT) [
#block(fill: rgb("#e6f2f0"), inset: 10pt, radius: 6pt, width: 100%, image("posture.svg", height: 100pt))
#for word in c.words [#word #linebreak()]
#pagebreak()
#for (i, e) in c.exercises.enumerate() [
  #text(weight: "bold", size: 12pt)[#e.name] #h(1fr) #box(fill: rgb("#0b6b63"), inset: 5pt, text(fill: white)[#e.dose])
  #grid(columns: (100pt, 100pt, 1fr), gutter: 8pt,
    block(stroke: 0.5pt, inset: 4pt, image(str(i) + "a.svg", width: 90pt)),
    block(stroke: 0.5pt, inset: 4pt, image(str(i) + "b.svg", width: 90pt)),
    [#for s in e.steps [+ #s
    ] #for p in e.points [- #p
    ] #text(weight: "bold")[#e.cue]])
  #text(size: 8pt)[#e.avoid]
]
#table(columns: 15, ..range(45).map(n => [#n]))
#text(size: 8pt)[#copy]
#if copy < COUNT - 1 { pagebreak() }
]
""".replace("COUNT", str(count)),
        encoding="utf-8",
    )
    compiler = engine.Compiler(str(folder / "sheet.typ"), font_paths=[content["fonts"]], ignore_system_fonts=True)
    return lambda index: compiler.compile(format="pdf", sys_inputs={"number": str(index)})


def _page(content: dict[str, Any], index: int) -> str:
    words = "<br>".join(html.escape(word) for word in content["words"])
    rows = []
    for exercise in content["exercises"]:
        steps = "".join(f"<li>{html.escape(step)}</li>" for step in (*exercise["steps"], *exercise["points"]))
        pictures = "".join(f'<td style="width:100pt">{picture}</td>' for picture in exercise["pictures"])
        rows.append(
            f"<h2>{html.escape(exercise['name'])} {html.escape(exercise['dose'])}</h2>"
            f"<table><tr>{pictures}<td><ol>{steps}</ol><b>{html.escape(exercise['cue'])}</b></td></tr></table>"
            f"<p>{html.escape(exercise['avoid'])}</p>"
        )
    cells = "".join("<tr>" + "<td></td>" * 15 + "</tr>" for _ in range(3))
    return (
        f"{content['posture']}<p>{words}</p><div style='break-before:page'></div>{''.join(rows)}"
        f"<table border=1>{cells}</table><p>{index}</p>"
    )


def weasyprint(content: dict[str, Any]) -> Callable[[int], bytes]:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    faces = "".join(
        f"@font-face {{font-family: Biz; font-weight: {weight};"
        f" src: url('file://{content['fonts']}/BIZUDPGothic-{name}.ttf')}}"
        for name, weight in (("Regular", "normal"), ("Bold", "bold"))
    )
    rules = f"{faces} body {{font: 9pt Biz}} svg {{width: 90pt; height: auto}} @page {{size: A4; margin: 17mm}}"
    css = CSS(string=rules, font_config=fonts)
    return lambda index: HTML(string=_page(content, index)).write_pdf(stylesheets=[css], font_config=fonts)


def fpdf2(content: dict[str, Any]) -> Callable[[int], bytes]:
    from fpdf import FPDF
    from fpdf.svg import SVGObject

    def figure(pdf: Any, svg: str, x: float, y: float) -> None:
        SVGObject(svg.replace('width="', 'data-w="', 1)).draw_to_page(pdf, x, y)

    def one(index: int) -> bytes:
        pdf = FPDF()
        pdf.add_font("Biz", "", f"{content['fonts']}/BIZUDPGothic-Regular.ttf")
        pdf.add_font("Biz", "B", f"{content['fonts']}/BIZUDPGothic-Bold.ttf")
        pdf.add_page()
        pdf.set_font("Biz", size=9)
        figure(pdf, content["posture"], 17, 17)
        for word in content["words"]:
            pdf.multi_cell(0, 5, word, new_x="LMARGIN", new_y="NEXT")
        pdf.add_page()
        for exercise in content["exercises"]:
            pdf.set_font("Biz", "B", 12)
            pdf.multi_cell(0, 6, f"{exercise['name']} {exercise['dose']}", new_x="LMARGIN", new_y="NEXT")
            pdf.set_font("Biz", size=9)
            for which, picture in enumerate(exercise["pictures"]):
                figure(pdf, picture, 17 + which * 36, pdf.get_y())
            for text in (*exercise["steps"], *exercise["points"], exercise["cue"], exercise["avoid"]):
                pdf.multi_cell(0, 5, text, new_x="LMARGIN", new_y="NEXT")
        pdf.multi_cell(0, 5, str(index))
        return bytes(pdf.output())

    return one


def main() -> None:
    name, source, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    setters = {"typst": typst, "weasyprint": weasyprint, "fpdf2": fpdf2}
    peer, _, count = name.partition(":")
    content = json.loads(Path(source).read_text("utf-8"))
    action = typst(content, int(count)) if count else setters[peer](content)
    assert action(0)[:4] == b"%PDF"
    times = []
    for index in range(1, rounds + 1):
        began = time.perf_counter()
        action(index)
        times.append((time.perf_counter() - began) * 1000)
    sys.stdout.write(str(statistics.median(times)))


if __name__ == "__main__":
    main()
