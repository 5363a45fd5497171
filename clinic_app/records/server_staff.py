# ruff: noqa: S608 - what stands in these texts are names of ours, never a value
"""The staff on a server, in the server's own words: a table of people, and functions that owners and people may call.

Creating a login needs a right that would open far more than this clinic. So no owner holds it: these functions run in
the name of a role without a login, look at what they are given, and do nothing else. A password never comes here, only
what SCRAM makes of it.
"""

from collections.abc import Iterator

from clinic_app.records.key_ring import ROLES
from clinic_app.records.server_grants import group, tables_role

UNKNOWN, TAKEN, LAST_OWNER, FORGED, OWN_OWNERSHIP = "CA001", "CA002", "CA003", "CA004", "CA005"
_DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp"
_ALL_ROLES = "ARRAY[" + ", ".join(f"'{role}'" for role in ROLES) + "]"

TABLE = """
CREATE TABLE IF NOT EXISTS staff.person (
    id text PRIMARY KEY,
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    one_time boolean NOT NULL,
    gone boolean NOT NULL DEFAULT false
)"""
# The public half of the key of copies; see `copy_key`.
COPY_KEY = "CREATE TABLE IF NOT EXISTS staff.copy_key (public bytea NOT NULL)"

_ROLES_OF = f"""
CREATE OR REPLACE FUNCTION staff.roles_of(wanted text) RETURNS text[] {_DEFINER} STABLE AS $$
BEGIN
    RETURN ARRAY(
        SELECT role FROM unnest({_ALL_ROLES}) WITH ORDINALITY AS known (role, place)
        JOIN pg_roles AS groups ON groups.rolname = current_database() || '_' || role
        JOIN pg_auth_members AS held ON held.roleid = groups.oid
        JOIN pg_roles AS people ON people.oid = held.member
        WHERE people.rolname = wanted
        GROUP BY role, place ORDER BY place
    );
END $$"""

_ME = f"""
CREATE OR REPLACE FUNCTION staff.me()
RETURNS TABLE (id text, name text, one_time boolean, roles text[]) {_DEFINER} STABLE AS $$
BEGIN
    RETURN QUERY SELECT p.id, p.name, p.one_time, staff.roles_of(p.login)
    FROM staff.person AS p WHERE p.login = session_user AND NOT p.gone;
END $$"""

_MY_ID = f"""
CREATE OR REPLACE FUNCTION staff.my_id() RETURNS text {_DEFINER} STABLE AS $$
BEGIN
    RETURN (SELECT p.id FROM staff.person AS p WHERE p.login = session_user AND NOT p.gone);
END $$"""

_PEOPLE = f"""
CREATE OR REPLACE FUNCTION staff.people()
RETURNS TABLE (id text, login text, name text, one_time boolean, roles text[]) {_DEFINER} STABLE AS $$
BEGIN
    RETURN QUERY SELECT p.id, p.login, p.name, p.one_time, staff.roles_of(p.login)
    FROM staff.person AS p WHERE NOT p.gone ORDER BY p.name, p.id;
END $$"""

_LOGINS = f"""
CREATE OR REPLACE FUNCTION staff.logins() RETURNS TABLE (id text, login text, name text) {_DEFINER} STABLE AS $$
BEGIN
    RETURN QUERY SELECT p.id, p.login, p.name FROM staff.person AS p WHERE NOT p.gone ORDER BY p.name, p.id;
END $$"""

_LOGIN_OF = f"""
CREATE OR REPLACE FUNCTION staff.login_of(person text) RETURNS text {_DEFINER} STABLE AS $$
DECLARE found text;
BEGIN
    SELECT p.login INTO found FROM staff.person AS p WHERE p.id = person AND NOT p.gone;
    IF found IS NULL THEN RAISE EXCEPTION 'no such person' USING ERRCODE = '{UNKNOWN}'; END IF;
    RETURN found;
END $$"""

_CHECKED = f"""
CREATE OR REPLACE FUNCTION staff.checked(verifier text) RETURNS text {_DEFINER} IMMUTABLE AS $$
BEGIN
    IF verifier IS NULL OR verifier !~ '^SCRAM-SHA-256[$][0-9]+:[^:$]+[$][^:$]+:[^:$]+$' THEN
        RAISE EXCEPTION 'not a verifier' USING ERRCODE = '22023';
    END IF;
    RETURN verifier;
END $$"""

_OWNER_STAYS = f"""
CREATE OR REPLACE FUNCTION staff.refuse_without_owner() RETURNS void {_DEFINER} AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM staff.person AS p WHERE NOT p.gone AND 'owner' = ANY (staff.roles_of(p.login))) THEN
        RAISE EXCEPTION 'no owner left' USING ERRCODE = '{LAST_OWNER}';
    END IF;
END $$"""

_GIVE_ROLES = f"""
CREATE OR REPLACE FUNCTION staff.give_roles(login text, wanted text[]) RETURNS void {_DEFINER} AS $$
DECLARE role text; held text[] := staff.roles_of(login);
BEGIN
    FOREACH role IN ARRAY {_ALL_ROLES} LOOP
        IF role = ANY (wanted) AND NOT role = ANY (held) THEN
            EXECUTE format('GRANT %I TO %I', current_database() || '_' || role, login);
        ELSIF role = ANY (held) AND NOT role = ANY (wanted) THEN
            EXECUTE format('REVOKE %I FROM %I', current_database() || '_' || role, login);
        END IF;
    END LOOP;
END $$"""

_END_SESSIONS = f"""
CREATE OR REPLACE FUNCTION staff.end_sessions(login text) RETURNS void {_DEFINER} AS $$
BEGIN
    PERFORM pg_terminate_backend(a.pid) FROM pg_stat_activity AS a
    WHERE a.usename = login AND a.pid <> pg_backend_pid();
END $$"""

_ADD = f"""
CREATE OR REPLACE FUNCTION staff.add(person text, login text, called text, wanted text[], verifier text)
RETURNS void {_DEFINER} AS $$
#variable_conflict use_variable
BEGIN
    IF login ~ '_({"|".join((*ROLES, "tables", "keeper"))})$' THEN  -- as the groups of a studio that is set up later
        RAISE EXCEPTION 'the name of a group' USING ERRCODE = '{TAKEN}';
    END IF;
    IF EXISTS (SELECT FROM pg_roles AS r WHERE r.rolname = login) THEN
        IF NOT EXISTS (SELECT FROM staff.person AS p WHERE p.login = login AND p.gone) THEN
            RAISE EXCEPTION 'this login is taken' USING ERRCODE = '{TAKEN}';
        END IF;
        DELETE FROM staff.person AS p WHERE p.login = login;
        EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', login, staff.checked(verifier));
    ELSE
        EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', login, staff.checked(verifier));
    END IF;
    INSERT INTO staff.person (id, login, name, one_time) VALUES (person, login, called, true);
    PERFORM staff.give_roles(login, wanted);
END $$"""

_SET_PASSWORD = f"""
CREATE OR REPLACE FUNCTION staff.set_password(person text, verifier text) RETURNS void {_DEFINER} AS $$
DECLARE found text := staff.login_of(person);
BEGIN
    EXECUTE format('ALTER ROLE %I PASSWORD %L', found, staff.checked(verifier));
    UPDATE staff.person AS p SET one_time = true WHERE p.id = person;
    PERFORM staff.end_sessions(found);
END $$"""

_OWN_PASSWORD = f"""
CREATE OR REPLACE FUNCTION staff.own_password(verifier text) RETURNS void {_DEFINER} AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM staff.person AS p WHERE p.login = session_user AND NOT p.gone) THEN
        RAISE EXCEPTION 'no such person' USING ERRCODE = '{UNKNOWN}';
    END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L', session_user, staff.checked(verifier));
    UPDATE staff.person AS p SET one_time = false WHERE p.login = session_user;
END $$"""

_CHANGE_ROLES = f"""
CREATE OR REPLACE FUNCTION staff.change_roles(person text, wanted text[]) RETURNS void {_DEFINER} AS $$
DECLARE found text := staff.login_of(person);
BEGIN
    IF found = session_user AND NOT 'owner' = ANY (wanted) THEN
        RAISE EXCEPTION 'own ownership' USING ERRCODE = '{OWN_OWNERSHIP}';
    END IF;
    PERFORM staff.give_roles(found, wanted);
    PERFORM staff.refuse_without_owner();
    IF found <> session_user THEN PERFORM staff.end_sessions(found); END IF;
END $$"""

_LEAVE = f"""
CREATE OR REPLACE FUNCTION staff.leave(person text) RETURNS void {_DEFINER} AS $$
DECLARE found text := staff.login_of(person);
BEGIN
    IF found = session_user THEN RAISE EXCEPTION 'oneself' USING ERRCODE = '{OWN_OWNERSHIP}'; END IF;
    PERFORM staff.give_roles(found, ARRAY[]::text[]);
    EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', found);
    UPDATE staff.person AS p SET gone = true WHERE p.id = person;
    PERFORM staff.refuse_without_owner();
    PERFORM staff.end_sessions(found);
END $$"""

_RENAME = f"""
CREATE OR REPLACE FUNCTION staff.rename(person text, called text) RETURNS void {_DEFINER} AS $$
BEGIN
    PERFORM staff.login_of(person);
    UPDATE staff.person AS p SET name = called WHERE p.id = person;
END $$"""

# Whoever brings the record up to date or moves it in acts as the owner of the tables; everybody else signs for
# themselves, and takes in for others only what the server itself saw them send.
_TRUE_ACTOR = f"""
CREATE OR REPLACE FUNCTION staff.true_actor() RETURNS trigger {_DEFINER} AS $$
DECLARE last record;
BEGIN
    IF current_setting('role') = current_database() || '_tables' THEN RETURN NEW; END IF;
    IF NEW.actor IS DISTINCT FROM staff.my_id() AND NOT EXISTS (
        SELECT FROM (SELECT id, author, content FROM desk.inbox UNION ALL SELECT id, author, content FROM stats.inbox)
        AS sent
        WHERE sent.author = NEW.actor AND CASE NEW.action
            WHEN 'import_event' THEN sent.id = NEW.record_id
            WHEN 'export_release' THEN
                convert_from(sent.content, 'UTF8')::jsonb #>> '{{payload,release_id}}' = NEW.record_id
            ELSE false END
    ) THEN
        RAISE EXCEPTION 'not the actor' USING ERRCODE = '{FORGED}';
    END IF;
    SELECT a.seq, a.hash INTO last FROM clinic.audit AS a ORDER BY a.seq DESC LIMIT 1;
    IF NEW.seq <> coalesce(last.seq, 0) + 1 OR NEW.previous <> coalesce(last.hash, '') THEN
        RAISE EXCEPTION 'not the next link' USING ERRCODE = '{FORGED}';
    END IF;
    IF NEW.hash <> encode(sha256(convert_to('[' || NEW.seq || ',' || to_json(NEW.at) || ',' || to_json(NEW.actor) || ','
        || to_json(NEW.action) || ',' || to_json(NEW.record_id) || ',' || NEW.revision || ',"' || NEW.previous || '"]',
        'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'not its hash' USING ERRCODE = '{FORGED}';
    END IF;
    RETURN NEW;
END $$"""

_TRUE_AUTHOR = f"""
CREATE OR REPLACE FUNCTION staff.true_author() RETURNS trigger {_DEFINER} AS $$
BEGIN
    IF current_setting('role') = current_database() || '_tables' THEN RETURN NEW; END IF;
    IF NEW.author IS NULL OR convert_from(NEW.content, 'UTF8')::jsonb ->> 'actor' IS DISTINCT FROM NEW.author THEN
        RAISE EXCEPTION 'not the author' USING ERRCODE = '{FORGED}';
    END IF;
    RETURN NEW;
END $$"""

_TRUE_RELEASE = f"""
CREATE OR REPLACE FUNCTION staff.true_release() RETURNS trigger {_DEFINER} AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM clinic.release AS r WHERE r.id = NEW.id AND r.payload = NEW.content) THEN
        RAISE EXCEPTION 'not a release of the record' USING ERRCODE = '{FORGED}';
    END IF;
    RETURN NEW;
END $$"""

# That a release left stands in the record as the manager's event tells it, and the event is not taken in without. An
# older view of the tables would not show the event, so none is taken here.
_TRUE_EXPORT = f"""
CREATE OR REPLACE FUNCTION staff.true_export() RETURNS trigger {_DEFINER} AS $$
DECLARE told jsonb;
BEGIN
    IF current_setting('role') = current_database() || '_tables' THEN RETURN NEW; END IF;
    SELECT convert_from(s.content, 'UTF8')::jsonb INTO told FROM stats.inbox AS s WHERE s.id = NEW.id;
    IF current_setting('transaction_isolation') <> 'read committed' OR (
        TG_TABLE_NAME = 'imported_event' AND told ->> 'kind' = 'export'
        AND NOT EXISTS (SELECT FROM clinic.release_export AS e WHERE e.id = NEW.id)
    ) OR TG_TABLE_NAME = 'release_export' AND (
        told ->> 'kind' IS DISTINCT FROM 'export' OR NEW.at IS DISTINCT FROM (told ->> 'at')::timestamptz
        OR NOT told @> jsonb_build_object(
            'actor', NEW.actor, 'payload', to_jsonb(NEW) - '{{seq,id,actor,at}}'::text[]
        )
    ) THEN
        RAISE EXCEPTION 'not as the manager told it' USING ERRCODE = '{FORGED}';
    END IF;
    RETURN NEW;
END $$"""

TRIGGERS = ("true_actor", "true_author", "true_release", "true_export")  # the tables lean on them
_FOR_ALL = ("me()", "my_id()", "logins()", "own_password(text)")
_FOR_READERS = ("people()",)
_FOR_OWNERS = (
    "add(text, text, text, text[], text)",
    "set_password(text, text)",
    "change_roles(text, text[])",
    "leave(text)",
    "rename(text, text)",
)
_FUNCTIONS = (
    _ROLES_OF, _ME, _MY_ID, _PEOPLE, _LOGINS, _LOGIN_OF, _CHECKED, _OWNER_STAYS, _GIVE_ROLES, _END_SESSIONS, _ADD,
    _SET_PASSWORD, _OWN_PASSWORD, _CHANGE_ROLES, _LEAVE, _RENAME, _TRUE_ACTOR, _TRUE_AUTHOR,
    _TRUE_RELEASE, _TRUE_EXPORT,
)  # fmt: skip


def of_staff(database: str) -> Iterator[str]:
    """The table and its functions, made in the keeper's name, and who may call which."""
    everybody = ", ".join(f'"{group(database, role)}"' for role in ROLES)
    tables = f'"{tables_role(database)}"'
    yield TABLE
    yield COPY_KEY
    yield from _FUNCTIONS
    yield "REVOKE ALL ON ALL TABLES IN SCHEMA staff FROM PUBLIC"
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA staff FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA staff TO {everybody}, {tables}"
    for functions, callers in (
        (_FOR_ALL, f"{everybody}, {tables}"),
        (_FOR_READERS, f'"{group(database, "trainer")}", "{group(database, "owner")}"'),
        (_FOR_OWNERS, f'"{group(database, "owner")}"'),
        (tuple(f"{name}()" for name in TRIGGERS), tables),
    ):
        for function in functions:
            yield f"GRANT EXECUTE ON FUNCTION staff.{function} TO {callers}"


def of_audit() -> Iterator[str]:
    """What watches over the audit and over what left, made by the owner of the tables."""
    yield (
        "CREATE OR REPLACE TRIGGER true_actor BEFORE INSERT ON clinic.audit "
        "FOR EACH ROW EXECUTE FUNCTION staff.true_actor()"
    )
    for table in ("imported_event", "release_export"):
        yield (
            f"CREATE OR REPLACE TRIGGER true_export BEFORE INSERT ON clinic.{table} "
            "FOR EACH ROW EXECUTE FUNCTION staff.true_export()"
        )
