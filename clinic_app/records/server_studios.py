# ruff: noqa: S608 - what stands in these texts are names of ours, never a value
"""Which rows a person sees on a server: those of the studios they work in. The server itself leaves out the others.

A client is at home in one studio, and bookings, calls and visits took place in one; everything else follows what it
hangs on. Who sees a client sees all that is theirs, wherever it took place. The audit, the rules, the settings and the
releases are common. Where no studio is named, everybody works in the one without a code.

The policies name functions and no roles: so a copy can be brought back where the roles are called otherwise.
"""

from collections.abc import Iterator

from sqlalchemy import ForeignKey, Table

from clinic_app.records.client_copy import owner_of
from clinic_app.records.key_ring import ROLES
from clinic_app.records.models import Base
from clinic_app.records.server_grants import group, keeper_role, tables_role
from clinic_app.records.settings import DERIVATION

DAY_SUFFIX = "-8000-00000000da11"  # how the ids of the desk's days end, see `desk_files`
_DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_MINE, _ALL = "ANY ((SELECT staff.my_studios())::text[])", "(SELECT staff.sees_all())"
_PLACED = ("booking", "call", "visit")  # have a place of their own beside that of their client
# Beside the names of tables, policies mean nothing to whoever does not own them: everything that runs through here.
TRIGGERS = ("first_studio", "keep_place", "place_sheets", "place_sheet")
FUNCTIONS = {"my_studios": ("text[]", "NULL::text[]"), "sees_all": ("boolean", "true")}

TABLE = """
CREATE TABLE IF NOT EXISTS staff.works_in (
    person text NOT NULL,
    studio text NOT NULL,
    PRIMARY KEY (person, studio)
)"""

_MY_STUDIOS = f"""
CREATE OR REPLACE FUNCTION staff.my_studios() RETURNS text[] {_DEFINER} STABLE AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM clinic.studio) THEN RETURN ARRAY['']; END IF;
    IF pg_has_role(session_user, current_database() || '_owner', 'USAGE') THEN
        RETURN ARRAY(SELECT s.code FROM clinic.studio AS s ORDER BY s.closed_on IS NOT NULL, s.code);
    END IF;
    RETURN ARRAY(
        SELECT w.studio FROM staff.works_in AS w JOIN staff.person AS p ON p.id = w.person
        LEFT JOIN clinic.studio AS s ON s.code = w.studio
        WHERE p.login = session_user AND NOT p.gone ORDER BY s.closed_on IS NOT NULL, w.studio
    );
END $$"""

# For whoever may not read the record, such as the front desk: what the studios are called where they work.
_PLACES = f"""
CREATE OR REPLACE FUNCTION staff.places() RETURNS TABLE (code text, name text, closed_on date) {_DEFINER} STABLE AS $$
BEGIN
    RETURN QUERY SELECT s.code::text, s.name::text, s.closed_on FROM clinic.studio AS s
    WHERE s.code = ANY (staff.my_studios()) ORDER BY s.seq;
END $$"""

# Runs in the name of whoever asks: owners see every row, and so do the keeper's own functions.
_SEES_ALL = """
CREATE OR REPLACE FUNCTION staff.sees_all() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT pg_has_role(current_user, current_database() || '_owner', 'USAGE')
        OR current_user = current_database() || '_keeper'
$$"""

_MEMBERSHIPS = f"""
CREATE OR REPLACE FUNCTION staff.memberships() RETURNS TABLE (person text, studio text) {_DEFINER} STABLE AS $$
BEGIN
    RETURN QUERY SELECT w.person, w.studio FROM staff.works_in AS w ORDER BY w.person, w.studio;
END $$"""

_SET_STUDIOS = f"""
CREATE OR REPLACE FUNCTION staff.set_studios(whom text, wanted text[]) RETURNS void {_DEFINER} AS $$
DECLARE found text := staff.login_of(whom);
BEGIN
    IF EXISTS (SELECT FROM unnest(wanted) AS w (code) WHERE w.code NOT IN (SELECT s.code FROM clinic.studio AS s)) THEN
        RAISE EXCEPTION 'no such studio' USING ERRCODE = '22023';
    END IF;
    DELETE FROM staff.works_in AS w WHERE w.person = whom;
    INSERT INTO staff.works_in SELECT DISTINCT whom, w.code FROM unnest(wanted) AS w (code);
    IF found <> session_user THEN PERFORM staff.end_sessions(found); END IF;
END $$"""

# With the first studio everybody who is there works in it, and what lay at the desk lies at the desk of that studio.
_FIRST_STUDIO = f"""
CREATE OR REPLACE FUNCTION staff.first_studio() RETURNS trigger {_DEFINER} AS $$
BEGIN
    IF (SELECT count(*) FROM clinic.studio) = 1 THEN
        INSERT INTO staff.works_in SELECT p.id, NEW.code FROM staff.person AS p WHERE NOT p.gone ON CONFLICT DO NOTHING;
        UPDATE desk.inbox SET studio = NEW.code WHERE studio = '';
        DELETE FROM desk.outbox WHERE id LIKE '%{DAY_SUFFIX}';
    END IF;
    RETURN NULL;
END $$"""

# Who sees a row because the client is theirs does not thereby hand it to another studio. Bringing a record up to date,
# or back, is nobody's entry: rows are not looked at there. Runs in the name of whoever asks.
_KEEP_PLACE = """
CREATE OR REPLACE FUNCTION staff.keep_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT row_security_active(TG_RELID) OR staff.sees_all() THEN RETURN NEW; END IF;
    IF NEW.studio <> OLD.studio AND NEW.studio <> ALL (staff.my_studios()) THEN
        RAISE EXCEPTION 'not a studio of this person' USING ERRCODE = '42501';
    END IF;
    IF TG_TABLE_NAME IN ('booking', 'call', 'visit') THEN
        IF NEW.client_id <> coalesce(OLD.client_id, '')
            AND NOT EXISTS (SELECT FROM clinic.client AS c WHERE c.id = NEW.client_id)
        THEN RAISE EXCEPTION 'not a client of this person' USING ERRCODE = '42501'; END IF;
    END IF;
    RETURN NEW;
END $$"""

_JOIN_THE_ONLY_ONE = f"""
CREATE OR REPLACE FUNCTION staff.join_the_only_one() RETURNS trigger {_DEFINER} AS $$
BEGIN
    IF to_regclass('clinic.studio') IS NOT NULL AND (SELECT count(*) FROM clinic.studio) = 1 THEN
        INSERT INTO staff.works_in SELECT NEW.id, s.code FROM clinic.studio AS s ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$"""

_LEAVE_ALL = f"""
CREATE OR REPLACE FUNCTION staff.leave_all() RETURNS trigger {_DEFINER} AS $$
BEGIN
    DELETE FROM staff.works_in AS w WHERE w.person = OLD.id;
    RETURN NULL;
END $$"""

# A sheet lies at the desk of the studio where the visit took place, and at that of the client's home.
_PLACE_SHEET = f"""
CREATE OR REPLACE FUNCTION staff.place_sheet() RETURNS trigger {_DEFINER} AS $$
DECLARE letters text := regexp_replace(replace(left(NEW.id, 18), '-', ''), '(00)+$', '');
BEGIN
    SELECT v.studio, c.studio INTO NEW.studio, NEW.home
    FROM clinic.handout AS h JOIN clinic.visit AS v ON v.id = h.visit_id JOIN clinic.client AS c ON c.id = v.client_id
    WHERE h.id = NEW.id;
    IF NOT FOUND THEN
        NEW.studio := CASE WHEN NEW.id LIKE '%{DAY_SUFFIX}' AND left(NEW.id, 8) <> '00000000'
            THEN convert_from(decode(letters, 'hex'), 'UTF8') ELSE '' END;
        NEW.home := NEW.studio;
    END IF;
    RETURN NEW;
END $$"""

_PLACE_SHEETS = f"""
CREATE OR REPLACE FUNCTION staff.place_sheets() RETURNS trigger {_DEFINER} AS $$
BEGIN
    UPDATE desk.outbox AS o SET studio = v.studio, home = c.studio
    FROM clinic.handout AS h JOIN clinic.visit AS v ON v.id = h.visit_id JOIN clinic.client AS c ON c.id = v.client_id
    WHERE h.id = o.id AND (o.studio, o.home) IS DISTINCT FROM (v.studio, c.studio);
    RETURN NULL;
END $$"""

_FUNCTIONS = (
    _MY_STUDIOS, _PLACES, _SEES_ALL, _MEMBERSHIPS, _SET_STUDIOS, _FIRST_STUDIO, _KEEP_PLACE, _JOIN_THE_ONLY_ONE,
    _LEAVE_ALL, _PLACE_SHEET, _PLACE_SHEETS,
)  # fmt: skip


def of_memberships(database: str) -> Iterator[str]:
    """Who works where, with its functions, made in the keeper's name; after `server_staff.of_staff`."""
    everybody = ", ".join(f'"{group(database, role)}"' for role in ROLES)
    tables, owner = f'"{tables_role(database)}"', f'"{group(database, "owner")}"'
    yield TABLE
    yield from _FUNCTIONS
    for when, function in (("INSERT", "join_the_only_one"), ("DELETE", "leave_all")):
        yield (
            f"CREATE OR REPLACE TRIGGER {function} AFTER {when} ON staff.person "
            f"FOR EACH ROW EXECUTE FUNCTION staff.{function}()"
        )
    yield "REVOKE ALL ON staff.works_in FROM PUBLIC"
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA staff FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION staff.my_studios(), staff.places(), staff.sees_all() TO {everybody}, {tables}"
    yield f'GRANT EXECUTE ON FUNCTION staff.memberships() TO "{group(database, "trainer")}", {owner}'
    yield f"GRANT EXECUTE ON FUNCTION staff.set_studios(text, text[]) TO {owner}"
    yield f"GRANT EXECUTE ON FUNCTION {', '.join(f'staff.{name}()' for name in TRIGGERS)} TO {tables}"


def of_rows(database: str) -> Iterator[str]:
    """The policies of the record's tables, by the role that owns them; after `server_grants.of_clinic`."""
    keeper = f'"{keeper_role(database)}"'
    yield f"GRANT SELECT (seq, code, name, closed_on) ON clinic.studio TO {keeper}"
    yield f"GRANT SELECT (id, studio) ON clinic.client TO {keeper}"
    yield f"GRANT SELECT (id, studio, client_id) ON clinic.visit TO {keeper}"
    yield f"GRANT SELECT (id, visit_id) ON clinic.handout TO {keeper}"
    for table in Base.metadata.sorted_tables:
        seen = _seen(table)
        if seen:
            kept = _kept_fact(table) if table.name == "case_fact" else seen
            yield from _policy("clinic", table.name, "staff", f"USING ({_ALL} OR {seen}) WITH CHECK ({_ALL} OR {kept})")
    for table in (Base.metadata.tables[name] for name in ("client", *_PLACED, "case_fact")):
        names = [name for name in ("studio", "client_id") if name in table.columns]
        differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in names)
        when = f"BEFORE UPDATE OF {', '.join(names)}"
        yield from _trigger(f"clinic.{table.name}", "keep_place", when, f"ROW WHEN ({differs})")
        if table.name == "case_fact":
            continue  # made anew with a client, whose visits may have taken place anywhere
        mine = f"studio = {_MINE}"
        if table.name in _PLACED:
            mine += f" AND (client_id IS NULL OR {_ALL} OR {_of_client(table)})"
        yield from _policy("clinic", table.name, "place", f"AS RESTRICTIVE FOR INSERT WITH CHECK ({mine})")
    yield from _of_settings()
    yield from _trigger("clinic.studio", "first_studio", "AFTER INSERT", "ROW")
    yield from _trigger("clinic.client", "place_sheets", "AFTER UPDATE OF studio", "STATEMENT")
    yield from _trigger("clinic.visit", "place_sheets", "AFTER UPDATE OF studio, client_id", "STATEMENT")


def _of_settings() -> Iterator[str]:
    """How the studio works an owner decides; others write what the program keeps there beside their own work."""
    others = f"{_ALL} OR name = '{DERIVATION}'"
    yield from _policy("clinic", "setting", "read", "FOR SELECT USING (true)")
    yield from _policy("clinic", "setting", "add", f"FOR INSERT WITH CHECK ({others})")
    yield from _policy("clinic", "setting", "change", f"FOR UPDATE USING ({others}) WITH CHECK ({others})")


def of_desk(database: str) -> Iterator[str]:
    """The policies of the front desk's two tables; after `server_grants.of_boxes`."""
    keeper, desk = f'"{keeper_role(database)}"', f'"{group(database, "front_desk")}"'
    for column in ("studio", "home"):
        yield f"ALTER TABLE desk.outbox ADD COLUMN IF NOT EXISTS {column} text NOT NULL DEFAULT ''"
    yield "ALTER TABLE desk.inbox ADD COLUMN IF NOT EXISTS studio text NOT NULL DEFAULT ''"
    yield "ALTER TABLE desk.inbox ALTER COLUMN studio SET DEFAULT (staff.my_studios())[1]"
    yield f"GRANT SELECT, UPDATE (studio, home), DELETE ON desk.outbox TO {keeper}"
    yield f"GRANT SELECT (id, studio), UPDATE (studio) ON desk.inbox TO {keeper}"
    yield f"GRANT INSERT (id, content, studio) ON desk.inbox TO {desk}"
    # Where a sheet lies follows from the record, whatever somebody writes there.
    yield from _trigger("desk.outbox", "place_sheet", "BEFORE INSERT OR UPDATE", "ROW")
    home = f"home = {_MINE}"
    yield from _policy("desk", "outbox", "read", f"FOR SELECT USING ({_ALL} OR {home} OR studio = {_MINE})")
    # Who does not see the client takes away no sheet of theirs.
    for what, check in (
        ("INSERT", "WITH CHECK"),
        ("UPDATE", "USING"),
        ("DELETE", "USING"),
    ):
        yield from _policy("desk", "outbox", what.lower(), f"FOR {what} {check} ({_ALL} OR {home})")
    own = f"{_ALL} OR studio = {_MINE}"
    yield from _policy("desk", "inbox", "staff", f"USING ({own}) WITH CHECK ({own})")


def _seen(table: Table) -> str:
    """What lets somebody see a row, in terms of the studios they work in; empty for what is common to all."""
    own = f"studio = {_MINE}"
    if table.name == "client":
        return own
    if table.name == "not_same_person":
        return " AND ".join(_through(table, one) for column in table.columns for one in column.foreign_keys)
    if table.name in {*_PLACED, "case_fact"}:
        return f"({own} OR {_of_client(table)})"
    column = owner_of(table)
    if column is None:
        return ""
    reference = next(iter(column.foreign_keys))
    return _through(table, reference) if _seen(reference.column.table) else ""


def _of_client(table: Table) -> str:
    """A row is seen with its client."""
    return _through(table, _reference(table, "client_seq" if table.name == "case_fact" else "client_id"))


def _kept_fact(table: Table) -> str:
    """A fact is of a client and of a visit that are both seen: nobody takes the place of another studio's visit."""
    return f"({_of_client(table)} AND {_through(table, _reference(table, 'visit_seq'))})"


def _through(table: Table, reference: ForeignKey) -> str:
    """A row is seen with the row it hangs on, whose own policy holds inside."""
    parent, column = reference.column, reference.parent
    # OFFSET 0 keeps the server from reading the whole table of clients for the bookings of one day.
    return (
        f'EXISTS (SELECT FROM clinic."{parent.table.name}" AS owner '
        f'WHERE owner."{parent.name}" = "{table.name}"."{column.name}" OFFSET 0)'
    )


def _reference(table: Table, column: str) -> ForeignKey:
    return next(iter(table.c[column].foreign_keys))


def _policy(schema: str, table: str, name: str, rest: str) -> Iterator[str]:
    yield f'ALTER TABLE {schema}."{table}" ENABLE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS {name} ON {schema}."{table}"'
    yield f'CREATE POLICY {name} ON {schema}."{table}" {rest}'


def _trigger(table: str, function: str, when: str, each: str) -> Iterator[str]:
    yield f"CREATE OR REPLACE TRIGGER {function} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION staff.{function}()"
