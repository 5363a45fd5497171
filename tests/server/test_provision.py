"""Setting a database up for a clinic: what it makes, that it may be repeated, and what it refuses."""

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from clinic_app.errors import Refused
from clinic_app.records import provision as steps
from clinic_app.records.provision import Admin, Step, as_tables_owner, connected, provision, read_url
from clinic_app.records.server import engine_of
from clinic_app.records.server_people import ServerStaff, set_own_password
from tests.server.clusters import Cluster


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


def test_what_postgresql_leaves_open_is_closed_also_on_a_server_set_up_before(
    admin: Admin, provisioned: list[Step], scram_cluster: Cluster
) -> None:
    assert steps.OBJECTS_SET in [step.message for step in provisioned]
    with connected(admin, admin.place.database) as connection:
        connection.execute(text("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC"))
        connection.execute(text("GRANT studio_tables TO studio_owner"))
    with as_tables_owner(admin) as engine, engine.begin() as connection:
        connection.execute(text("GRANT DELETE ON stats.outbox TO studio_trainer"))
    assert [said(admin, steps.OBJECTS_SET), said(admin, steps.OBJECTS_THERE)] == [[{}], [{}]]
    held = (
        "SELECT has_table_privilege('studio_trainer', 'stats.outbox', 'DELETE') "
        "OR pg_has_role('studio_owner', 'studio_tables', 'MEMBER')"
    )
    with connected(admin, admin.place.database) as connection:
        assert connection.scalar(text(held)) is False


def test_whoever_looks_after_the_server_without_owning_it_is_told_what_stays_open(
    admin: Admin, scram_cluster: Cluster
) -> None:
    rented = keeper_without_everything(admin, scram_cluster, "rented")
    scram_cluster.psql("GRANT pg_signal_backend TO rented WITH ADMIN OPTION")
    for _ in range(2):
        (told,) = said(rented, steps.OBJECTS_NOT)
        assert told["login"] == "rented"
    owner = Admin(rented.place, admin.login, admin.password)
    with connected(owner, "rented") as connection:
        connection.execute(text(str(told["command"])))
    assert said(rented, steps.OBJECTS_THERE) == [{}]
    assert said(rented, steps.OPEN_ELSEWHERE) == [
        {"databases": "postgres, template1", "command": "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;"}
    ]


@pytest.mark.parametrize("self_grant", ["", "set, inherit"])
def test_a_keeper_who_may_too_little_is_told_which_rights_it_takes_and_with_them_looks_after_the_staff(
    self_grant: str, admin: Admin, scram_cluster: Cluster
) -> None:
    hired = keeper_without_everything(admin, scram_cluster, "hired_too" if self_grant else "hired")
    if self_grant:
        scram_cluster.psql(f"ALTER ROLE {hired.login} SET createrole_self_grant = '{self_grant}'")
    with pytest.raises(Refused) as refused:
        provision(hired, lambda _step: None)
    assert refused.value.message == steps.MAY_NOT
    assert "pg_signal_backend" in refused.value.sentence("ja")
    scram_cluster.psql(f"GRANT pg_signal_backend TO {hired.login} WITH ADMIN OPTION")
    assert said(hired, steps.SCHEMAS) != []
    engine = engine_of(hired.place, hired.login, hired.password)
    staff, name = ServerStaff(engine), f"owner of {hired.login}"
    invited = staff.add(None, name, ("owner",))
    own = set_own_password(hired.place, name, invited.password, "an owner's own words")
    leaver = staff.add(None, f"trainer of {hired.login}", ("trainer",)).person
    ServerStaff(own.connected).remove(own, leaver.id)
    assert [person.id for person in staff.people()] == [own.person]
    own.forget()
    engine.dispose()


def keeper_without_everything(admin: Admin, cluster: Cluster, name: str) -> Admin:
    """A login that makes databases and roles and is no superuser, and the database of its name."""
    words = "the words of a rented server"
    cluster.psql(f"CREATE ROLE {name} LOGIN CREATEDB CREATEROLE PASSWORD '{words}'")
    return Admin(replace(admin.place, database=name), name, words)


def said(admin: Admin, message: str) -> list[dict[str, object]]:
    """With which values setting it up says one of its sentences."""
    found: list[Step] = []
    provision(admin, found.append)
    return [step.values for step in found if step.message == message]


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
