"""The command line as a person meets it: one clear line, the right exit code, nothing half-written, no traceback."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pypdf
import pytest
from conftest import CASES

from clinic_app import __version__
from clinic_app.cli.files import write_whole
from clinic_app.cli.handout import write_handout
from clinic_app.errors import Refused
from clinic_app.handouts import pictures
from clinic_app.records.clinic_files import ClinicFiles

CLEAN = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")}


def run(*arguments: str | Path, data: bytes | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "clinic_app", *map(str, arguments)],
        input=data,
        stdin=subprocess.DEVNULL if data is None else None,
        capture_output=True,
        check=False,
        timeout=120,
        env={**CLEAN, "LANG": "en_GB.UTF-8", **environment},
    )


def refused(done: subprocess.CompletedProcess[bytes]) -> str:
    """The one line of a refusal."""
    assert (done.returncode, done.stdout) == (1, b"")
    said = done.stderr.decode()
    assert said.startswith("clinic-app: ")
    assert said.count("\n") == 1
    assert said.endswith("\n")
    assert "Traceback" not in said
    return said.removeprefix("clinic-app: ").rstrip()


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(CASES[0]["input"], indent=2, ensure_ascii=False), encoding="utf-8")
    return path


def write(path: Path, document: Any) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_the_version_loads_neither_toolkit_nor_database_nor_pdf() -> None:
    code = (
        "import sys\nfrom clinic_app.cli import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        "loaded = [m for m in sys.modules if m.split('.')[0] in ('PySide6', 'sqlalchemy', 'reportlab', 'sqlcipher3')]\n"
        "assert loaded == [], loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.decode()) == (0, f"clinic-app {__version__}\n")


def test_assess_loads_neither_toolkit_nor_database_nor_pdf(case_file: Path) -> None:
    code = (
        "import sys\nfrom clinic_app.cli import main\n"
        f"assert main(['assess', {str(case_file)!r}]) == 0\n"
        "assert not {m.split('.')[0] for m in sys.modules} & {'PySide6', 'sqlalchemy', 'reportlab', 'sqlcipher3'}\n"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60).returncode == 0


def test_every_worked_case_gives_its_result_on_its_line(tmp_path: Path) -> None:
    rows = tmp_path / "cases.jsonl"
    rows.write_text("\n".join(json.dumps(case["input"]) for case in CASES) + "\n\n", encoding="utf-8")
    done = run("assess", rows)
    assert (done.returncode, done.stderr) == (0, b"")
    results = [json.loads(row) for row in done.stdout.splitlines()]
    assert len(results) == len(CASES)
    beyond = {"reasons", "unasked", "flips", "next_test", "confirm", "ruleset"}
    for case, result in zip(CASES, results, strict=True):
        assert {key: result[key] for key in case["expected"]} == case["expected"]
        assert result.keys() - case["expected"].keys() == beyond
        assert result["reasons"].keys() == {"for", "against"}
        assert result["ruleset"].keys() == {"id", "version", "hash"}


@pytest.mark.parametrize(("language", "said"), [("ja", "ヒップヒンジはレベル1"), ("en", "Hip hinge at level 1")])
def test_reasons_come_in_the_chosen_language(case_file: Path, language: str, said: str) -> None:
    result = json.loads(run("assess", "--language", language, case_file).stdout)
    assert any(reason["text"].startswith(said) for reason in result["reasons"]["for"])


def test_a_document_may_come_through_standard_input(case_file: Path) -> None:
    done = run("assess", "-", data=b"\xef\xbb\xbf" + case_file.read_bytes())
    assert json.loads(done.stdout)["outcome"] == "leading"


def test_the_machine_decides_the_language_of_messages() -> None:
    assert run("assess", "/nowhere.json").stderr.decode() == "clinic-app: /nowhere.json: there is no such file\n"
    spoken = run("assess", "/nowhere.json", LC_ALL="ja_JP.UTF-8").stderr.decode()
    assert spoken == "clinic-app: /nowhere.json: ファイルがありません\n"
    chosen = run("assess", "--language", "en", "/nowhere.json", LC_ALL="ja_JP.UTF-8").stderr.decode()
    assert "no such file" in chosen


BAD: list[tuple[str, Any, str]] = [
    ("malformed", '{"format": ', "this is not JSON (line 1, column 12)"),
    ("unknown key", {"weekly_miles": 3}, "weekly_miles: this key is unknown"),
    ("unknown id", {"interview": {"pain_on_stairs": "yes"}}, "interview.pain_on_stairs: pain_on_stairs is unknown"),
    ("out of range", {"nrs": {"now": 11}}, "nrs.now: 11 is above 10"),
    ("wrong type", {"nrs": {"now": "3"}}, "nrs.now: a whole number is needed here, not a text"),
    (
        "fault on a side not done",
        {
            "tests": {
                "hip_hinge": {
                    "left": {"status": "not_done", "reason": "no_time", "faults": {"pelvic_shift": "persists"}}
                }
            }
        },
        "tests.hip_hinge.left.faults: the side was not done, so nothing may be entered here",
    ),
    (
        "degrees",
        {"tests": {"thoracic_rotation": {"position": "seated", "left": {"status": "done", "degrees": [40, 95]}}}},
        "tests.thoracic_rotation.left.degrees[1]: 95 is above 90",
    ),
]


REFUSALS = [("assess", *row[1:]) for row in BAD] + [("handout", *BAD[0][1:])]


@pytest.mark.parametrize(("command", "document", "said"), REFUSALS, ids=[*(row[0] for row in BAD), "handout"])
def test_bad_input_is_refused_in_one_line_with_the_path_of_the_value(
    tmp_path: Path, command: str, document: Any, said: str
) -> None:
    path, target = tmp_path / "bad.json", tmp_path / "out.pdf"
    whole = document if isinstance(document, str) else json.dumps({**CASES[0]["input"], **document})
    path.write_text(whole, encoding="utf-8")
    output = ("-o", target) if command == "handout" else ()
    assert refused(run(command, path, *output)) == f"{path}: {said}"
    assert list(tmp_path.iterdir()) == [path]


def test_a_bad_line_is_named_and_no_result_is_printed(tmp_path: Path) -> None:
    good, bad = json.dumps(CASES[0]["input"]), json.dumps({**CASES[0]["input"], "nrs": {"now": 12}})
    path = tmp_path / "cases.jsonl"
    path.write_text(f"{good}\n\n{good}\n{bad}\n", encoding="utf-8")
    assert refused(run("assess", path)) == f"{path}: line 4: nrs.now: 12 is above 10"
    path.write_text(f"{good[:-1]},}}\n{good}\n", encoding="utf-8")
    assert refused(run("assess", path)).startswith(f"{path}: line 1: this is not JSON")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[" * 200_000, b'{"a":' + b"9" * 1_000_000 + b"}", b"\x00"])
def test_hostile_input_is_refused_quickly(data: bytes) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    refused(run("assess", "-", data=data))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5  # seconds of the processor


@pytest.mark.parametrize("name", ["", "folder", "a\nb.json", "x" * 300, "\udcff.json"])
def test_a_strange_path_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    refused(run("assess", f"{tmp_path}/{name}"))


def test_a_sheet_is_written_whole(case_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    done = run("handout", case_file, "-o", target)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, f"{target}\n", b"")
    assert target.read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.json", "sheet.pdf"]
    again = tmp_path / "again.pdf"
    run("handout", case_file, "-o", again)
    assert again.read_bytes() == target.read_bytes()


def test_every_variant_of_a_sheet_is_its_own_paper(case_file: Path, tmp_path: Path) -> None:
    papers = []
    for variant in ("standard", "large", "plain"):
        target = tmp_path / f"{variant}.pdf"
        done = run("handout", case_file, "-o", target, "--variant", variant)
        assert (done.returncode, done.stderr) == (0, b"")
        papers.append(target.read_bytes())
    assert len(set(papers)) == 3


def test_several_documents_become_one_file_with_their_own_page_numbers(case_file: Path, tmp_path: Path) -> None:
    lines = [
        json.dumps(row["input"]) for row in CASES if row["input"]["case"] in ("01-clear-gluteal", "11-bone-stress")
    ]
    source, target = tmp_path / "cases.jsonl", tmp_path / "all.pdf"
    source.write_text("\n".join(lines), encoding="utf-8")
    assert run("handout", source, "-o", target).returncode == 0
    pages = [page.extract_text() for page in pypdf.PdfReader(target).pages]
    assert [number for page in pages for number in ("1 / 2", "2 / 2", "1 / 1") if number in page] == [
        "1 / 2",
        "2 / 2",
        "1 / 1",
    ]
    assert "one document at a time" in refused(run("handout", source, "-o", target, "--variant", "plain"))


def test_a_picture_that_is_gone_makes_one_paper_plain_and_several_refused(
    case_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pictures, "poses", dict)
    one, several = tmp_path / "one.pdf", tmp_path / "several.pdf"
    assert write_handout(str(case_file), one, "standard", "en") == 0
    assert "PictureMissing" in capsys.readouterr().err
    assert "Plain version" in pypdf.PdfReader(one).pages[0].extract_text()
    source = tmp_path / "cases.jsonl"
    source.write_text(json.dumps(CASES[0]["input"]) + "\n" + json.dumps(CASES[1]["input"]), encoding="utf-8")
    with pytest.raises(Refused, match="one at a time"):
        write_handout(str(source), several, "standard", "en")
    assert not several.exists()


def test_blank_forms_need_no_document_and_every_other_paper_needs_one(case_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "blank.pdf"
    assert run("handout", "--variant", "blank", "-o", target).returncode == 0
    assert target.read_bytes().startswith(b"%PDF-")
    assert run("handout", case_file, "--variant", "blank", "-o", target).returncode == 2
    assert run("handout", "-o", target).returncode == 2


@pytest.mark.parametrize(
    ("case", "written"),
    [
        ("08-all-normal", True),
        ("11-bone-stress", True),
        ("15-screening-not-finished", False),
        ("16-no-test", False),
    ],
)
def test_only_an_outcome_with_something_to_say_goes_home(tmp_path: Path, case: str, written: bool) -> None:
    path = write(tmp_path / "case.json", next(row["input"] for row in CASES if row["input"]["case"] == case))
    target = tmp_path / "out.pdf"
    done = run("handout", path, "-o", target)
    assert (done.returncode == 0) == written
    assert target.exists() == written
    if not written:
        refused(done)


def test_the_memo_waits_until_every_urgent_item_is_answered(tmp_path: Path) -> None:
    document = json.loads(json.dumps(CASES[0]["input"]))
    document["screening"] |= {"fever": "yes", "bladder_bowel": "not_asked"}
    said = refused(run("handout", write(tmp_path / "case.json", document), "-o", tmp_path / "out.pdf"))
    assert "screening.bladder_bowel is missing" in said
    assert not (tmp_path / "out.pdf").exists()


def test_an_output_that_cannot_be_written_is_refused_in_one_line(case_file: Path, tmp_path: Path) -> None:
    said = refused(run("handout", case_file, "-o", tmp_path / "missing" / "out.pdf"))
    assert said == f"{tmp_path}/missing/out.pdf: the file cannot be written (No such file or directory)"


def test_a_failed_write_leaves_nothing_behind(case_file: Path, tmp_path: Path) -> None:
    for target in (tmp_path / "missing" / "out.pdf", tmp_path, Path("/proc/out.pdf"), tmp_path / ("x" * 300)):
        with pytest.raises(Refused, match="cannot be written"):
            write_whole(target, b"%PDF-")
    with pytest.raises(Refused, match="would replace the input"):
        write_whole(case_file, b"%PDF-", str(case_file))
    assert [path.name for path in tmp_path.iterdir()] == ["case.json"]
    assert json.loads(case_file.read_bytes()) == CASES[0]["input"]


@pytest.mark.parametrize(
    "arguments", [("assess",), ("assess", "a", "b"), ("fly",), ("handout", "a"), ("--langage", "ja")]
)
def test_wrong_usage_exits_with_two(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert b"usage:" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_clinic_that_is_open_already_is_refused(tmp_path: Path) -> None:
    lock = ClinicFiles(tmp_path).instance_lock()
    assert lock.acquire()
    assert "open already" in refused(run("--data", str(tmp_path)))
    lock.release()


def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path) -> None:
    rows = tmp_path / "cases.jsonl"
    rows.write_text("\n".join(json.dumps(CASES[0]["input"]) for _ in range(300)), encoding="utf-8")
    command = [sys.executable, "-m", "clinic_app", "assess", str(rows)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=CLEAN) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 1


def test_an_interruption_exits_with_130_and_no_traceback() -> None:
    # a script that runs in the background hands down an ignored interrupt; this test needs the ordinary one
    command = ["env", "--default-signal=INT", sys.executable, "-m", "clinic_app", "assess", "-"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=CLEAN) as process:
        deadline = time.monotonic() + 30
        while not _waits_for_input(process.pid) and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        finally:
            process.kill()
        assert process.stderr is not None
        assert (process.returncode, process.stderr.read()) == (130, b"")


def _waits_for_input(pid: int) -> bool:
    """Whether a process has finished starting and sleeps in a read of its pipe (Linux)."""
    try:
        return "pipe" in Path(f"/proc/{pid}/wchan").read_text(encoding="ascii")
    except OSError:
        return True


def test_a_fault_of_ours_names_its_class_and_no_data(case_file: Path) -> None:
    code = (
        "import sys, clinic_app.cli.assess as a\nfrom clinic_app.cli import main\n"
        "def broken(*_):\n    raise RuntimeError('山田 花子')\n"
        "a.result = broken\n"
        f"sys.exit(main(['assess', {str(case_file)!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, timeout=60, env={**CLEAN, "LANG": "en"}
    )
    assert done.returncode == 1
    assert done.stderr.decode() == "clinic-app: the program has a fault (RuntimeError); nothing was written\n"
