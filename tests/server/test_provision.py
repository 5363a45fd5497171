"""Setting a database up for a clinic: what it makes, that it may be repeated, and what it refuses."""

import pytest

from clinic_app.errors import Refused
from clinic_app.records import provision as steps
from clinic_app.records.provision import Admin, Step, provision, read_url


def test_a_database_is_set_up_step_by_step(provisioned: list[Step]) -> None:
    said = [step.message for step in provisioned]
    assert said[:5] == [
        steps.DATABASE_MADE,
        steps.GROUPS_MADE,
        steps.SCHEMAS,
        steps.TABLES_MADE,
        steps.LOG_SET,
    ]


def test_setting_it_up_again_changes_nothing_and_says_so(admin: Admin, provisioned: list[Step]) -> None:
    said: list[Step] = []
    provision(admin, said.append)
    assert [step.message for step in said][:5] == [
        steps.DATABASE_THERE,
        steps.GROUPS_THERE,
        steps.SCHEMAS_THERE,
        steps.TABLES_THERE,
        steps.LOG_THERE,
    ]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("postgresql://admin:secret@server.example/studio", steps.PASSWORD_IN_URL),
        ("postgresql://admin@server.example/studio?password=secret", steps.PASSWORD_IN_URL),
        ("https://server.example/studio", steps.NO_URL),
        ("postgresql://server.example/studio", steps.NO_URL),
        ("postgresql://admin@server.example/studio?sslmode=prefer", steps.NO_URL),
        ("postgresql://admin@server.example/Studio-1", steps.NAME_OF_DATABASE),
    ],
)
def test_an_address_that_is_not_safe_or_not_one_is_refused(url: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        read_url(url)
    assert refused.value.message == message
    assert "secret" not in refused.value.sentence("en")


def test_an_address_is_encrypted_and_verified_unless_it_says_otherwise() -> None:
    place, login = read_url("postgresql://postgres@server.example/studio")
    assert (place.host, place.database, place.port, place.sslmode, login) == (
        "server.example",
        "studio",
        5432,
        "verify-full",
        "postgres",
    )
