"""How long a two-page sheet with pictures takes, warm, beside Typst, WeasyPrint and fpdf2 setting the same content.

The peers live in the extra `bench` and may be installed elsewhere: `--python PATH` names an interpreter that has
them. All set the same words in the same font with the same figures as vectors; the peers are spared the QR code and
the search for the largest size that fits. `measure` returns medians in milliseconds; nothing here is a timed test.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "handouts")]
PEERS = ("typst", "weasyprint", "fpdf2")
MANY = 100


def median_ms(action: Callable[[int], object], rounds: int) -> float:
    """Median of several warm runs; every run gets its number, so that no two sheets are the same."""
    action(0)
    times = []
    for index in range(1, rounds + 1):
        began = time.perf_counter()
        action(index)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def ours(rounds: int) -> float:
    """A sheet with three exercises; plan code, date and so the QR code differ from run to run."""
    from datetime import date, timedelta

    from sheet_samples import THREE, sheet

    from clinic_app.handouts import render_sheet
    from clinic_app.handouts.content import Recheck

    content = sheet("leading", "ja", THREE)
    day = date(2026, 12, 6)

    def one(index: int) -> bytes:
        recheck = Recheck(day + timedelta(days=index), "10:00")
        return render_sheet(msgspec.structs.replace(content, plan_code=f"K7Q-{index:03}-8", recheck=recheck))

    return median_ms(one, rounds)


def ours_in_one_file(rounds: int, count: int = MANY) -> float:
    """As many sheets as a busy month has, in one file; every one has its own code, date and name."""
    from datetime import date, timedelta

    from sheet_samples import THREE, sheet

    from clinic_app.handouts import render_papers
    from clinic_app.handouts.content import Recheck

    content = sheet("leading", "ja", THREE)

    def many(index: int) -> bytes:
        return render_papers(
            [
                msgspec.structs.replace(
                    content,
                    plan_code=f"K{index % 10}Q-{number:03}-8",
                    recheck=Recheck(date(2026, 12, 6) + timedelta(days=number), "10:00"),
                    person=msgspec.structs.replace(content.person, name=f"山﨑 健一 {number}"),
                )
                for number in range(count)
            ]
        )

    return median_ms(many, rounds)


def neutral() -> dict[str, Any]:
    """The same content as plain words and figures, for tools that know nothing of us."""
    from sheet_samples import THREE, sheet

    from clinic_app.figures import PALETTES, draw
    from clinic_app.handouts.pictures import poses

    content = sheet("leading", "ja", THREE)
    colours = PALETTES["light"]

    def svg(pose_id: str) -> str:
        drawing = draw(poses()[pose_id])
        paths = []
        for shape in drawing.shapes:
            rings = "".join(
                "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + ("Z" if shape.closed else "") for ring in shape.rings
            )
            fill = colours[shape.fill] if shape.fill else "none"
            stroke = f' stroke="{colours[shape.stroke]}" stroke-width="{shape.stroke_width}"' if shape.stroke else ""
            paths.append(f'<path d="{rings}" fill="{fill}"{stroke}/>')
        size = (
            f'width="{drawing.width:g}" height="{drawing.height:g}" viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
        )
        return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(paths)}</svg>'

    words = [block for text in _first_page_words(content) for block in text.split("\n")]
    exercises = [
        {
            "name": exercise.name, "dose": exercise.dose, "steps": exercise.steps, "points": exercise.points,
            "cue": exercise.cue, "avoid": "".join(exercise.avoid), "pictures": [svg(exercise.start), svg(exercise.end)],
        }
        for exercise in content.exercises
    ]  # fmt: skip
    fonts = str(ROOT / "resources" / "fonts")
    return {"fonts": fonts, "words": words, "posture": svg("standing_lordosis"), "exercises": exercises}


def _first_page_words(content: Any) -> list[str]:
    """What stands on our own first page, read back from it."""
    import pypdfium2

    from clinic_app.handouts import render_sheet

    document = pypdfium2.PdfDocument(render_sheet(content))
    page = document[0].get_textpage().get_text_range().replace("\r", "")
    document.close()
    return [line for line in page.split("\n") if line.strip()]


def measure(python: str = sys.executable, rounds: int = 15) -> dict[str, float | None]:
    """Medians in milliseconds by tool; None for a peer that is not installed."""
    result: dict[str, float | None] = {
        "clinic-app": ours(rounds),
        f"clinic-app, {MANY} in one file": ours_in_one_file(3),
    }
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "content.json"
        source.write_text(json.dumps(neutral(), ensure_ascii=False), encoding="utf-8")
        for peer in PEERS:
            result[peer] = _peer(python, peer, source, rounds if peer == "typst" else 3)
        result[f"typst, {MANY} in one file"] = _peer(python, f"typst:{MANY}", source, 3)
    return result


def _peer(python: str, peer: str, source: Path, rounds: int) -> float | None:
    command = [python, str(Path(__file__).with_name("handout_peers.py")), peer, str(source), str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def report(result: dict[str, float | None]) -> str:
    """The table: medians side by side, and how many times ours each peer takes."""
    base = result["clinic-app"] or 1.0
    lines = [f"{'two-page sheet with pictures, warm':<38}{'median ms':>10}{'times ours':>12}"]
    for name, value in result.items():
        figures = f"{value:>10.1f}{value / base:>12.2f}" if value is not None else f"{'not installed':>22}"
        lines.append(f"  {name:<36}{figures}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="an interpreter with the extra 'bench'")
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    sys.stdout.write(report(measure(arguments.python, arguments.rounds)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
