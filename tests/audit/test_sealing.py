from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from tanggap.audit.models import AuditEntry, AuditSeal
from tanggap.audit.sealing import START, seal_due, verify_chain
from tanggap.audit.tasks import seal
from tanggap.audit.trail import record

pytestmark = pytest.mark.django_db(transaction=True)


def write(verb: str = "issues.open_issue", **fields: Any) -> AuditEntry:
    return record(verb, actor=None, kind="issue", key=fields.pop("key", 1), **fields)


@pytest.fixture
def other() -> Iterator[psycopg.Connection[Any]]:
    """A second session on the same database, with a transaction of its own."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters) as session:
        yield session
        session.rollback()


SLOW_ENTRY = """
    INSERT INTO audit_auditentry (actor_name, verb, object_kind, object_id, digest)
    VALUES ('', 'slow.verb', 'issue', '9', '') RETURNING id
"""


def test_it_links_every_entry_in_order() -> None:
    first, second = write(), write()

    assert seal_due() == 2
    assert list(AuditSeal.objects.order_by("position").values_list("position", "entry_id")) == [
        (1, first.pk),
        (2, second.pk),
    ]


def test_it_goes_on_where_it_stopped() -> None:
    write()
    seal_due()
    write()

    assert seal_due() == 1
    assert seal_due() == 0
    assert verify_chain().is_intact
    assert verify_chain().n_sealed == 2


def test_a_slow_transaction_that_began_earlier_is_not_overtaken(other: psycopg.Connection[Any]) -> None:
    row = other.execute(SLOW_ENTRY).fetchone()
    assert row is not None
    quick = write()

    assert seal_due() == 0
    other.commit()
    assert seal_due() == 2
    assert list(AuditSeal.objects.order_by("position").values_list("entry_id", flat=True)) == [row[0], quick.pk]


def test_a_long_transaction_in_another_database_of_the_server_holds_nothing_up() -> None:
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    write()
    with psycopg.connect(**{**parameters, "dbname": "postgres"}) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")

        assert seal_due() == 1
        elsewhere.rollback()


def test_only_one_sealer_is_at_work(other: psycopg.Connection[Any]) -> None:
    from tanggap.audit.sealing import _LOCK

    write()
    other.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

    assert seal_due() == 0
    other.commit()
    assert seal_due() == 1


def test_entries_of_a_restored_backup_are_linked_too() -> None:
    AuditEntry.objects.create(verb="old", object_kind="issue", object_id="1", transaction_id=2**50)

    assert seal_due() == 1


def test_the_job_works_through_more_than_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tanggap.audit.sealing.BATCH", 2)
    monkeypatch.setattr("tanggap.audit.tasks.BATCH", 2)
    for _ in range(5):
        write()

    assert seal() == 5


def test_an_empty_chain_is_intact_and_has_no_head() -> None:
    report = verify_chain()

    assert report.is_intact
    assert (report.n_sealed, report.n_unsealed, report.head_hash, report.first_broken) == (0, 0, "", None)


def test_the_report_names_the_head_and_what_waits() -> None:
    write()
    seal_due()
    write()
    report = verify_chain()

    assert report.head_hash == AuditSeal.objects.get().chain_hash != START
    assert report.n_unsealed == 1


TAMPERING = {
    "an entry's verb": ("audit_auditentry", "UPDATE audit_auditentry SET verb = 'other' WHERE id = %(entry)s"),
    "an entry's moment": (
        "audit_auditentry",
        "UPDATE audit_auditentry SET at = at - interval '1 s' WHERE id = %(entry)s",
    ),
    "a payload": (
        "audit_auditpayload",
        """UPDATE audit_auditpayload SET data = '{"a": 2}' WHERE entry_id = %(entry)s""",
    ),
    "a removed payload": ("audit_auditpayload", "DELETE FROM audit_auditpayload WHERE entry_id = %(entry)s"),
    "a false redaction": (
        "audit_auditpayload",
        "UPDATE audit_auditpayload SET redacted_at = now(), redaction_reason = 'x' WHERE entry_id = %(entry)s",
    ),
    "a link's hash": ("audit_auditseal", "UPDATE audit_auditseal SET chain_hash = repeat('f', 64) WHERE position = 2"),
    "a removed link": ("audit_auditseal", "DELETE FROM audit_auditseal WHERE position = 2"),
}


@pytest.mark.parametrize("what", TAMPERING)
def test_what_the_owner_of_the_tables_changed_behind_the_triggers_is_found(what: str) -> None:
    entries = [write(data={"a": number}) for number in (1, 3, 4)]
    seal_due()
    table, statement = TAMPERING[what]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, {"entry": entries[1].pk})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    report = verify_chain()

    assert not report.is_intact
    assert report.first_broken == (3 if what == "a removed link" else 2)


def test_entries_of_a_transaction_that_failed_leave_no_gap() -> None:
    write()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write()
        raise ZeroDivisionError
    write()
    seal_due()

    assert verify_chain().is_intact
    assert verify_chain().n_sealed == 2
