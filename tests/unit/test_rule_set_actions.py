"""What an owner does with rule sets in the record: take in, look, put into use, go back, throw away."""

from pathlib import Path

import pytest
from small_rules import small_texts

from clinic_app.actions.audit import audit_entries
from clinic_app.actions.rule_sets import (
    HAS_SPOKEN,
    KNOWN,
    NOT_SOUND,
    TAKEN,
    activate_rule_set,
    active_rule_set,
    discard_rule_set,
    draft_rule_set,
    rule_sets,
)
from clinic_app.bootstrap.factory import factory_texts, poses
from clinic_app.errors import Refused
from clinic_app.records.record import Record
from clinic_app.records.rule_sets import StoredRuleSet
from clinic_app.rules.files import LARGEST, NO_FILES, NOT_READ, TOO_LARGE, texts_over
from clinic_app.rules.load import RuleSetError

ME = "staff-1"
SMALL = small_texts()


def versioned(texts: dict[str, str], version: str, more: str = "") -> dict[str, str]:
    file = next(name for name in texts if name.startswith("rules/"))
    head, _, rest = texts[file].partition('version = "')
    return {**texts, file: f'{head}version = "{version}"\n{rest.partition(chr(10))[2]}{more}'}


def take(record: Record, texts: dict[str, str]) -> StoredRuleSet:
    return draft_rule_set(record, texts, poses(), actor=ME).value


def states(record: Record) -> list[tuple[str, str, str]]:
    return [(stored.ref.id, stored.ref.version, stored.state) for stored in rule_sets(record)]


def done(record: Record) -> list[str]:
    return [entry.action for entry in audit_entries(record)]


def test_a_set_taken_in_is_a_draft_and_the_factory_set_goes_on_speaking(record: Record) -> None:
    before = active_rule_set(record)
    stored = take(record, SMALL)
    assert stored.state == "draft"
    assert active_rule_set(record) == before
    assert states(record)[0] == ("small", stored.ref.version, "draft")
    assert done(record)[0] == "import_rule_set"


def test_texts_that_are_no_rule_set_change_nothing(record: Record) -> None:
    before = rule_sets(record)
    with pytest.raises(RuleSetError):
        take(record, {**SMALL, "rules/small.toml": SMALL["rules/small.toml"].replace("lead = 5", "lead = five")})
    unknown_pose = {**SMALL, "exercises/dead_bug.toml": SMALL["exercises/dead_bug.toml"].replace("dead_bug_", "no_")}
    with pytest.raises(RuleSetError):
        take(record, unknown_pose)
    assert rule_sets(record) == before


def test_a_draft_is_replaced_by_a_better_one_of_the_same_version_but_what_spoke_is_not(record: Record) -> None:
    take(record, versioned(SMALL, "1"))
    better = take(record, versioned(SMALL, "1", "# better\n"))
    assert [stored.id for stored in rule_sets(record) if stored.ref.id == "small"] == [better.id]
    with pytest.raises(Refused) as same:
        take(record, versioned(SMALL, "1", "# better\n"))
    assert same.value.message == KNOWN
    activate_rule_set(record, better.id, actor=ME)
    with pytest.raises(Refused) as spoken:
        take(record, versioned(SMALL, "1", "# better still\n"))
    assert spoken.value.message == TAKEN


def test_a_sound_draft_is_put_into_use_and_one_can_go_back_to_what_was(record: Record) -> None:
    first = take(record, versioned(SMALL, "1"))
    activate_rule_set(record, first.id, actor=ME)
    second = take(record, versioned(SMALL, "2"))
    activate_rule_set(record, second.id, actor=ME)
    assert [state for _, _, state in states(record)] == ["active", "retired", "retired"]
    activate_rule_set(record, first.id, actor=ME)
    assert [state for _, _, state in states(record)] == ["retired", "active", "retired"]
    found = [action for action in done(record) if action != "import_rule_set"]
    assert found == ["return_to_rule_set", "activate_rule_set", "activate_rule_set"]


def test_a_set_with_a_fault_is_refused_and_the_one_in_use_stays(record: Record) -> None:
    before = active_rule_set(record)
    faulty = take(record, {**small_texts(policy="rival = 9\n")})
    with pytest.raises(Refused) as caught:
        activate_rule_set(record, faulty.id, actor=ME)
    assert caught.value.message == NOT_SOUND
    assert active_rule_set(record) == before
    assert "activate_rule_set" not in done(record)


def test_a_draft_may_be_thrown_away_but_nothing_that_spoke(record: Record) -> None:
    draft = take(record, versioned(SMALL, "1"))
    discard_rule_set(record, draft.id, actor=ME)
    assert "small" not in {name for name, _, _ in states(record)}
    assert done(record)[0] == "discard_rule_set"
    active = active_rule_set(record)
    assert active is not None
    with pytest.raises(Refused) as caught:
        discard_rule_set(record, active.id, actor=ME)
    assert caught.value.message == HAS_SPOKEN


# files and folders


def test_files_are_put_over_what_is_in_use_by_what_they_are(tmp_path: Path) -> None:
    factory = factory_texts()
    (tmp_path / "own.toml").write_text("# own findings\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text("[header]\n", encoding="utf-8-sig")
    found = texts_over(factory, [tmp_path / "own.toml", tmp_path / "mine.toml"])
    assert found["findings/own.toml"] == "# own findings\n"
    assert [name for name in found if name.startswith("rules/")] == ["rules/mine.toml"]
    assert found["exercises/dead_bug.toml"] == factory["exercises/dead_bug.toml"]


def test_a_folder_gives_all_its_files_each_by_where_it_lies(tmp_path: Path) -> None:
    for name in ("findings/posture.toml", "exercises/walk.toml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(f"# {name}\n", encoding="utf-8")
    found = texts_over(factory_texts(), [tmp_path])
    assert found["findings/posture.toml"] == "# findings/posture.toml\n"
    assert found["exercises/walk.toml"] == "# exercises/walk.toml\n"
    assert "rules/factory.toml" in found


def test_what_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "large.toml").write_bytes(b"#" * (LARGEST + 1))
    for path, message in (("empty", NO_FILES), ("not-there.toml", NOT_READ), ("large.toml", TOO_LARGE)):
        with pytest.raises(Refused) as caught:
            texts_over({}, [tmp_path / path])
        assert caught.value.message == message
        assert path in caught.value.sentence("ja")
    (tmp_path / "latin.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RuleSetError):
        texts_over({}, [tmp_path / "latin.toml"])
