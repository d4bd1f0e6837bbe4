"""The trail's tables refuse to be changed: by triggers, and by the grants of the role that the program runs as."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from cast import make_user
from tanggap.accounts.models import User
from tanggap.audit.actions import redact_payload
from tanggap.audit.models import AuditEntry, AuditPayload
from tanggap.audit.sealing import seal_due, verify_chain
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState

pytestmark = pytest.mark.django_db

REFUSED = [
    "UPDATE audit_auditentry SET verb = 'x'",
    "DELETE FROM audit_auditentry",
    "TRUNCATE audit_auditentry CASCADE",
    "UPDATE audit_auditseal SET chain_hash = 'x'",
    "DELETE FROM audit_auditseal",
    "TRUNCATE audit_auditseal",
    "DELETE FROM audit_auditpayload",
    "TRUNCATE audit_auditpayload",
    "UPDATE audit_auditpayload SET data = '{}'",
    "UPDATE audit_auditpayload SET redacted_at = now(), data = '{}', salt = ''",
    "UPDATE audit_auditpayload SET redacted_at = now(), redaction_reason = 'x', data = '{}'",
]


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def entry(db: None) -> AuditEntry:
    return record("people.invite", actor=None, kind="user", key=7, data={"name": "Warga Contoh"})


@pytest.mark.parametrize("statement", REFUSED)
def test_the_tables_refuse(entry: AuditEntry, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"append-only|redacted"), transaction.atomic():
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run(statement)


def test_a_platform_administrator_redacts_with_a_reason(entry: AuditEntry, adminnya: User) -> None:
    payload = redact_payload(actor=adminnya, entry=entry, reason=" nama warga ")

    payload.refresh_from_db()
    assert (payload.data, bytes(payload.salt), payload.redaction_reason) == ({}, b"", "nama warga")
    deed = AuditEntry.objects.get(verb="audit.redact_payload")
    assert (deed.object_id, deed.actor_id) == (str(entry.pk), adminnya.pk)
    assert deed.payload.data == {"reason": "nama warga"}


def test_others_do_not_redact(entry: AuditEntry, sari: User) -> None:
    with pytest.raises(NotAllowed):
        redact_payload(actor=sari, entry=entry, reason="x")


def test_a_redaction_needs_a_reason(entry: AuditEntry, adminnya: User) -> None:
    with pytest.raises(InvalidInput):
        redact_payload(actor=adminnya, entry=entry, reason="  ")


def test_a_payload_is_redacted_once(entry: AuditEntry, adminnya: User) -> None:
    redact_payload(actor=adminnya, entry=entry, reason="x")

    with pytest.raises(WrongState):
        redact_payload(actor=adminnya, entry=entry, reason="y")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditPayload.objects.filter(pk=entry.pk).update(redaction_reason="z")


@pytest.mark.django_db(transaction=True)
def test_the_chain_stays_intact_after_a_redaction(entry: AuditEntry, adminnya: User) -> None:
    seal_due()
    redact_payload(actor=adminnya, entry=entry, reason="x")
    seal_due()

    assert verify_chain().is_intact


@pytest.fixture
def runtime_role(entry: AuditEntry) -> Iterator[None]:
    """The role of the running program, with the grants that the migration leaves it, in this transaction only."""
    role = settings.RUNTIME_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {role}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
    from importlib import import_module

    from django.apps import apps

    guard = import_module("tanggap.audit.migrations.0002_guard")
    with connection.schema_editor() as editor:
        guard.take_grants_back(apps, editor)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("runtime_role")
def test_the_program_writes_entries() -> None:
    written = record("issues.open_issue", actor=None, kind="issue", key=1)

    assert AuditEntry.objects.filter(pk=written.pk).exists()


@pytest.mark.usefixtures("runtime_role")
@pytest.mark.parametrize("statement", REFUSED[:2] + REFUSED[3:5] + REFUSED[6:7])
def test_the_program_has_no_right_to_change_them(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run(statement)


@pytest.mark.usefixtures("runtime_role")
def test_the_program_may_redact(entry: AuditEntry) -> None:
    AuditPayload.objects.filter(pk=entry.pk).update(data={}, salt=b"", redacted_at=timezone.now(), redaction_reason="x")

    assert AuditPayload.objects.get(pk=entry.pk).redaction_reason == "x"


def test_the_grants_are_left_alone_where_no_such_role_is(settings: object, db: None) -> None:
    from importlib import import_module

    from django.apps import apps

    settings.RUNTIME_ROLE = "tidak_ada"  # type: ignore[attr-defined]
    with connection.schema_editor() as editor:
        import_module("tanggap.audit.migrations.0002_guard").take_grants_back(apps, editor)
    assert make_user("orang").pk
