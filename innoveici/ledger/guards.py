"""The triggers that forbid what nobody may do, as revisions write them and as ``verify`` expects to find them.

Ledgers hold these very words: to change one is a matter for a new revision, which replaces the trigger in
ledgers that exist, together with the text here.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

_APPEND = "an event can only be appended to the chain"


def statements(dialect: str) -> list[str]:
    """What makes them, in order, on ``sqlite`` or ``postgresql``."""
    if dialect == "sqlite":
        return list(SQLITE.values())
    return [*(_function(name, body) for name, body in FUNCTIONS.items()), *POSTGRESQL.values()]


def found_wrong(connection: Connection) -> tuple[list[str], list[str]]:
    """Names of the guards that are gone, or switched off, and of those that are not as they were made."""
    if connection.dialect.name == "sqlite":
        return _compared(connection, _SQLITE_PRESENT, SQLITE)
    gone, changed = _compared(connection, _POSTGRESQL_PRESENT, POSTGRESQL)
    gone_too, changed_too = _compared(connection, _FUNCTIONS_PRESENT, FUNCTIONS)
    return gone + gone_too, changed + changed_too


def _compared(connection: Connection, query: str, expected: Mapping[str, str]) -> tuple[list[str], list[str]]:
    present = {name: written for name, written in connection.execute(text(query))}  # noqa: C416 - rows are no pairs
    gone = [name for name in expected if name not in present]
    return gone, [name for name in expected if name in present and present[name] != expected[name]]


_SQLITE_PRESENT = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
# In the short form, which leaves out schemas on the search path, as the statements here do.
_POSTGRESQL_PRESENT = """
SELECT tgname, pg_get_triggerdef(oid, true) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')
AND tgrelid IN (CAST('events' AS regclass), CAST('personal' AS regclass), CAST('notices' AS regclass),
CAST('rosters' AS regclass), CAST('deliveries' AS regclass), CAST('shared' AS regclass))
"""
_FUNCTIONS_PRESENT = """
SELECT proname, prosrc FROM pg_proc JOIN pg_language l ON l.oid = prolang
WHERE pronargs = 0 AND l.lanname = 'plpgsql' AND pg_function_is_visible(pg_proc.oid)
"""


def _refuse(name: str, when: str, why: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"


def _named(*created: str) -> dict[str, str]:
    return {statement.split(maxsplit=3)[2]: statement for statement in created}


_SHARED = "what events share is never changed"
_NEVER_CHANGED = "a roster is erased or kept, never changed"
# A BEFORE INSERT trigger also stops INSERT OR REPLACE, whose implied delete fires no delete trigger by default.
SQLITE: Mapping[str, str] = _named(
    _refuse(
        "events_append",
        "INSERT ON events WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)",
        _APPEND,
    ),
    _refuse("events_no_update", "UPDATE ON events", "events are never changed"),
    _refuse("events_no_delete", "DELETE ON events", "events are never deleted"),
    _refuse("shared_no_update", "UPDATE ON shared", _SHARED),
    _refuse("shared_no_delete", "DELETE ON shared", _SHARED),
    _refuse("shared_once", "INSERT ON shared WHEN EXISTS (SELECT 1 FROM shared WHERE id = NEW.id)", _SHARED),
    _refuse("personal_no_update", "UPDATE ON personal", "personal data is erased or kept, never changed"),
    _refuse("notices_no_delete", "DELETE ON notices", "notices are never deleted"),
    _refuse(
        "notices_same_message",
        "UPDATE OF event_seq, ordinal, recipient, template ON notices",
        "a notice stays the same message to the same recipient",
    ),
    # REPLACE would change what the triggers above protect.
    _refuse(
        "personal_once",
        "INSERT ON personal WHEN EXISTS (SELECT 1 FROM personal WHERE seq = NEW.seq)",
        "personal data is erased or kept, never changed",
    ),
    _refuse(
        "notices_once",
        "INSERT ON notices WHEN EXISTS "
        "(SELECT 1 FROM notices WHERE event_seq = NEW.event_seq AND ordinal = NEW.ordinal)",
        "a notice is written once",
    ),
    _refuse("rosters_no_update", "UPDATE ON rosters", _NEVER_CHANGED),
    _refuse("rosters_once", "INSERT ON rosters WHEN EXISTS (SELECT 1 FROM rosters WHERE id = NEW.id)", _NEVER_CHANGED),
    _refuse("deliveries_no_delete", "DELETE ON deliveries", "deliveries are never deleted"),
)
"""Each trigger's own statement, by name."""


def _body(condition: str, why: str) -> str:
    return f" BEGIN IF {condition} THEN RAISE EXCEPTION '{why}'; END IF; RETURN NEW; END "


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"


def _trigger(name: str, when: str, function: str, each: str = "ROW") -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} FOR EACH {each} EXECUTE FUNCTION {function}()"


FUNCTIONS: Mapping[str, str] = {
    "innoveici_append": _body(
        "NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM events)",
        _APPEND,
    ),
    "innoveici_never": _body("true", "the ledger never changes or deletes this"),
}
"""PostgreSQL's trigger functions: name to body."""

POSTGRESQL: Mapping[str, str] = _named(
    _trigger("events_append", "INSERT ON events", "innoveici_append"),
    _trigger("events_no_update", "UPDATE ON events", "innoveici_never"),
    _trigger("events_no_delete", "DELETE ON events", "innoveici_never"),
    _trigger("events_no_truncate", "TRUNCATE ON events", "innoveici_never", "STATEMENT"),
    _trigger("shared_no_update", "UPDATE ON shared", "innoveici_never"),
    _trigger("shared_no_delete", "DELETE ON shared", "innoveici_never"),
    _trigger("shared_no_truncate", "TRUNCATE ON shared", "innoveici_never", "STATEMENT"),
    _trigger("personal_no_update", "UPDATE ON personal", "innoveici_never"),
    _trigger("notices_no_delete", "DELETE ON notices", "innoveici_never"),
    _trigger("notices_no_truncate", "TRUNCATE ON notices", "innoveici_never", "STATEMENT"),
    _trigger("notices_same_message", "UPDATE OF event_seq, ordinal, recipient, template ON notices", "innoveici_never"),
    _trigger("rosters_no_update", "UPDATE ON rosters", "innoveici_never"),
    _trigger("deliveries_no_delete", "DELETE ON deliveries", "innoveici_never"),
    _trigger("deliveries_no_truncate", "TRUNCATE ON deliveries", "innoveici_never", "STATEMENT"),
)
"""Each trigger's own statement, by name; PostgreSQL gives it back in these words."""
