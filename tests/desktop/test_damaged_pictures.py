"""A file of figures that cannot be read: the window opens, the plan says what is missing, the owner hears of it."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from owner_house import Owned, owned_clinic, owner_page
from pytestqt.qtbot import QtBot
from test_plan_step import CASES

from clinic_app import bundle
from clinic_app.bootstrap import factory
from clinic_app.desktop.app import settle
from clinic_app.desktop.context import Context
from clinic_app.desktop.opening import _tell_damaged_figures
from clinic_app.desktop.trainer.pictures import small_figure
from clinic_app.desktop.trainer.plan import PlanStep
from clinic_app.desktop.widgets.labels import Words
from clinic_app.desktop.window import Window
from clinic_app.handouts import pictures
from clinic_app.logs import Log
from tests.desktop.geometry import squeezed

DAMAGED = {"hip_hinge_easier.toml": b"[frame]\nid = ", "standing.toml": b"\xff\xfe\x00", "body_front.toml": b""}


@pytest.fixture
def damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program's poses with three files damaged, each in another way."""
    folder, resource = tmp_path / "poses", bundle.resource
    shutil.copytree(resource("poses"), folder)
    for name, content in DAMAGED.items():
        (folder / name).write_bytes(content)
    monkeypatch.setattr(bundle, "resource", lambda *names: folder if names == ("poses",) else resource(*names))
    caches = (factory._poses, pictures.poses)
    for cache in caches:
        cache.cache_clear()
    yield
    monkeypatch.undo()
    for cache in caches:
        cache.cache_clear()


@pytest.fixture
def poorer(damaged: None, context: Context) -> Context:
    """The surroundings as sign-in makes them from those files."""
    return replace(context, poses=factory.poses())


def test_every_step_of_a_session_opens_without_the_lost_figures(
    poorer: Context, open_visit: Callable[..., str], qtbot: QtBot
) -> None:
    assert "hip_hinge_easier_start" not in poorer.poses
    assert "hip_hinge_standard_start" in poorer.poses
    window = Window(poorer)
    qtbot.addWidget(window)
    window.show()
    window.open_visit(open_visit(CASES["01-clear-gluteal"], sex="male"))
    assert window.session_page is not None
    for step in window.session_page.session.steps:
        window.show_session_step(step)
        settle()
        assert window.session_page.session.step == step


def test_where_a_figure_is_missing_its_room_says_why(
    poorer: Context, open_visit: Callable[..., str], qtbot: QtBot
) -> None:
    missing, sound = (small_figure(poorer, pose, "x", 84, 104) for pose in ("standing", "hip_hinge_standard_start"))
    none = small_figure(poorer, "", "x", 84, 104)
    for view in (missing, sound, none):
        qtbot.addWidget(view)
        view.show()
    assert [words.text() for words in missing.findChildren(Words)] == ["図が壊れています"]
    assert missing.accessibleDescription() == "図が壊れています"
    assert sound.findChildren(Words) == none.findChildren(Words) == []
    assert squeezed(missing) == []
    window = Window(poorer)
    qtbot.addWidget(window)
    window.show()
    window.open_visit(open_visit(CASES["01-clear-gluteal"], sex="male"))
    window.show_session_step("intake")
    settle()
    assert any(
        "図のファイルが壊れています。場所には印をつけられます。" in words.text() for words in window.findChildren(Words)
    )


def test_a_sign_in_writes_the_damaged_files_into_the_log_and_nothing_else_of_them(
    damaged: None, tmp_path: Path
) -> None:
    path = tmp_path / "clinic-app.log"
    _tell_damaged_figures(Log(path))
    written = [line.split(" ", 1)[1] for line in path.read_text(encoding="ascii").splitlines()]
    assert written == [f"figure_damaged {name}" for name in ("body-front", "hip-hinge-easier", "standing")]


def test_the_plan_names_the_missing_pictures_and_the_plain_sheet_is_handed_over(
    poorer: Context, open_visit: Callable[..., str], qtbot: QtBot
) -> None:
    window = Window(poorer)
    qtbot.addWidget(window)
    window.show()
    window.open_visit(open_visit(CASES["01-clear-gluteal"], sex="male"))
    assert window.session_page is not None
    window.session_page.session.decide("accepted")
    window.show_session_step("plan")
    step = window.findChildren(PlanStep)[-1]
    qtbot.waitUntil(lambda: step._paper is not None, timeout=30_000)
    missing = [check.found for check in step.checks.checks() if check.kind == "missing_picture"]
    assert {"hip_hinge_easier_start", "hip_hinge_easier_end"} <= set(missing)
    assert "hip_hinge_easier_startの図がない" in "".join(words.text() for words in step.checks.findChildren(Words))
    step.issue.click()
    assert [handout.variant for handout in step.session.handouts] == ["plain"]


@pytest.fixture
def owned(tmp_path: Path, context: Context) -> Iterator[Owned]:
    with owned_clinic(tmp_path / "clinic", context) as owned:
        yield owned


def test_the_owner_reads_which_files_are_damaged_and_what_helps(damaged: None, owned: Owned, qtbot: QtBot) -> None:
    with owner_page(owned.context) as page:
        qtbot.waitUntil(page.todo.waiting.isHidden, timeout=30_000)
        said = "\n".join(words.text() for words in page.todo.findChildren(type(page.todo.waiting)))
    assert "図のファイルが壊れています: body_front.toml、hip_hinge_easier.toml、standing.toml。" in said
    assert "入れ直してください" in said


def test_sound_files_are_no_word_to_the_owner(owned: Owned, qtbot: QtBot) -> None:
    with owner_page(owned.context) as page:
        qtbot.waitUntil(page.todo.waiting.isHidden, timeout=30_000)
        assert not any("図のファイル" in words.text() for words in page.todo.findChildren(type(page.todo.waiting)))
