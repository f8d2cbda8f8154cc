"""Events, personal data, notices, and what events add up to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_GENESIS = "0" * 64
_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_STRICT = {"sqlite_strict": True}
_CLUSTERED = {"sqlite_strict": True, "sqlite_with_rowid": False}


def _seq(name: str, *constraints: sa.ForeignKey, primary: bool = True) -> sa.Column[int]:
    return sa.Column(name, _SEQ, *constraints, primary_key=primary, autoincrement=False, nullable=False)


def _text(name: str, *, nullable: bool = False, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable, unique=unique)


def upgrade() -> None:
    """Make everything, in the caller's transaction."""
    event_columns = "handoff_id request_id type at actor payload commitment prev_hash hash"
    op.create_table("events", _seq("seq"), *map(_text, event_columns.split()), **_STRICT)
    op.create_index("events_handoff", "events", ["handoff_id"])
    op.create_table("personal", _seq("seq", sa.ForeignKey("events.seq")), _text("salt"), _text("body"), **_STRICT)
    op.create_table(
        "notices",
        _seq("event_seq", sa.ForeignKey("events.seq")),
        sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False, nullable=False),
        *map(_text, ("recipient", "template", "language", "state")),
        sa.Column("attempts", sa.Integer, nullable=False),
        _text("not_before"),
        **_CLUSTERED,
    )
    op.create_index("notices_state", "notices", ["state", "not_before"])
    op.create_table(
        "handoffs",
        _seq("opened_seq", sa.ForeignKey("events.seq")),
        _text("request_id", unique=True),
        _text("state"),
        *(_text(name, nullable=True) for name in ("region_code", "erac_id", "advisor_id")),
        _text("opened_at"),
        _seq("updated_seq", primary=False),
        **_STRICT,
    )
    op.create_index("handoffs_state", "handoffs", ["state"])
    op.create_table(
        "involved",
        sa.Column("actor", sa.Text, primary_key=True, nullable=False),
        _seq("opened_seq", sa.ForeignKey("handoffs.opened_seq")),
        **_CLUSTERED,
    )
    op.create_table(
        "loads",
        sa.Column("advisor_id", sa.Text, primary_key=True, nullable=False),
        sa.Column("open", sa.Integer, nullable=False),
        _seq("last_assigned", primary=False),
        **_CLUSTERED,
    )
    for statement in _SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_GUARDS:
        # Not through text(): trigger bodies hold colons and percent signs of their own.
        op.get_bind().exec_driver_sql(statement)


def _refuse(name: str, when: str, why: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{why}'); END"


# A BEFORE INSERT trigger also stops INSERT OR REPLACE, whose implied delete fires no delete trigger by default.
_SQLITE_GUARDS = (
    _refuse(
        "events_append",
        "INSERT ON events WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events) "  # noqa: S608
        f"OR NEW.prev_hash IS NOT coalesce((SELECT hash FROM events WHERE seq = NEW.seq - 1), '{_GENESIS}')",
        "an event can only be appended to the chain",
    ),
    _refuse("events_no_update", "UPDATE ON events", "events are never changed"),
    _refuse("events_no_delete", "DELETE ON events", "events are never deleted"),
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
)


def _function(name: str, condition: str, why: str) -> str:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{why}'; END IF; RETURN NEW; END $$"
    )


def _trigger(name: str, when: str, function: str, each: str = "ROW") -> str:
    return f"CREATE TRIGGER {name} BEFORE {when} FOR EACH {each} EXECUTE FUNCTION {function}()"


_POSTGRESQL_GUARDS = (
    _function(
        "innoveici_append",
        "NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM events) OR "  # noqa: S608
        "NEW.prev_hash IS DISTINCT FROM "
        f"coalesce((SELECT hash FROM events WHERE seq = NEW.seq - 1), '{_GENESIS}')",
        "an event can only be appended to the chain",
    ),
    _function("innoveici_never", "true", "the ledger never changes or deletes this"),
    _trigger("events_append", "INSERT ON events", "innoveici_append"),
    _trigger("events_no_update", "UPDATE ON events", "innoveici_never"),
    _trigger("events_no_delete", "DELETE ON events", "innoveici_never"),
    _trigger("events_no_truncate", "TRUNCATE ON events", "innoveici_never", "STATEMENT"),
    _trigger("personal_no_update", "UPDATE ON personal", "innoveici_never"),
    _trigger("notices_no_delete", "DELETE ON notices", "innoveici_never"),
    _trigger("notices_no_truncate", "TRUNCATE ON notices", "innoveici_never", "STATEMENT"),
    _trigger("notices_same_message", "UPDATE OF event_seq, ordinal, recipient, template ON notices", "innoveici_never"),
)
