"""`clinic-app database`: from a terminal, without a password anywhere but in a file or at the prompt."""

from pathlib import Path

import pytest

from clinic_app.cli import main
from clinic_app.records.provision import Admin, Step
from clinic_app.records.server_place import ServerPlace
from tests.server.clusters import Cluster
from tests.server.conftest import ADMIN_PASSWORD


@pytest.fixture
def url(admin: Admin, provisioned: list[Step]) -> str:
    """The address of the database."""
    assert provisioned
    return f"postgresql://{admin.login}@/studio?host={admin.place.host}&sslmode=disable"


@pytest.fixture
def words(tmp_path: Path) -> str:
    """The file with the keeper's password."""
    (tmp_path / "words").write_text(ADMIN_PASSWORD + "\n", encoding="utf-8")
    return str(tmp_path / "words")


def test_setting_up_says_each_step_in_the_person_s_language(
    url: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["database", "provision", url, "--password-file", words, "--language", "ja"]) == 0
    said = capsys.readouterr()
    assert "データベース studio: すでにあります。" in said.out
    assert "! 暗号化" in said.out, "what is left to do is marked"
    assert ADMIN_PASSWORD not in said.out + said.err


def test_a_password_in_the_address_is_refused_and_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["database", "provision", "postgresql://x:geheim@server.example/studio", "--language", "en"]) == 1
    said = capsys.readouterr()
    assert "other users of this computer can read" in said.err
    assert "geheim" not in said.err


def test_a_wrong_password_is_one_line(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wrong").write_text("something else\n", encoding="utf-8")
    assert main(["database", "provision", url, "--password-file", str(tmp_path / "wrong"), "--language", "en"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_computer_is_pointed_at_the_server_and_keeps_no_name_and_no_password(
    url: str, admin: Admin, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "studio"
    assert main(["--data", str(folder), "database", "use", url, "--language", "en"]) == 0
    assert "studio" in capsys.readouterr().out
    assert ServerPlace.load(folder) == admin.place
    assert admin.login not in (folder / "server.json").read_text(encoding="utf-8")


def test_a_copy_from_the_command_line(
    url: str, words: str, tmp_path: Path, scram_cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    tools = str(scram_cluster._server.bin_path)
    command = ["database", "backup", url, "--out", str(tmp_path / "copies"), "--tools", tools]
    assert main([*command, "--password-file", words, "--language", "en"]) == 0
    (made,) = (tmp_path / "copies").iterdir()
    assert made.name in capsys.readouterr().out


def test_moving_needs_to_be_told_where_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "database", "move", "--language", "en"]) == 1
    assert "--to URL" in capsys.readouterr().err
