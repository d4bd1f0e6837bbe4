"""Entries and seals are never changed; of a payload only the redaction is let through, once.

The runtime role loses the grants as well, so that not even a mistaken trigger lets it through.
"""

from django.conf import settings
from django.db import migrations

GUARD = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only (% on %)', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION audit_only_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.redacted_at IS NULL AND NEW.redacted_at IS NOT NULL AND NEW.redaction_reason <> ''
        AND NEW.entry_id = OLD.entry_id AND NEW.data = '{}'::jsonb AND length(NEW.salt) = 0
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an audit payload can only be redacted, once and with a reason'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_payload_kept BEFORE DELETE OR TRUNCATE ON audit_auditpayload
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_payload_redaction BEFORE UPDATE ON audit_auditpayload
    FOR EACH ROW EXECUTE FUNCTION audit_only_redaction();
"""

UNGUARD = """
DROP TRIGGER audit_entry_append_only ON audit_auditentry;
DROP TRIGGER audit_seal_append_only ON audit_auditseal;
DROP TRIGGER audit_payload_kept ON audit_auditpayload;
DROP TRIGGER audit_payload_redaction ON audit_auditpayload;
DROP FUNCTION audit_refuse_change();
DROP FUNCTION audit_only_redaction();
"""


def take_grants_back(apps, schema_editor):
    role = settings.RUNTIME_ROLE
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            return
        quoted = schema_editor.quote_name(role)
        cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON audit_auditentry, audit_auditseal FROM {quoted}")
        cursor.execute(f"REVOKE DELETE, TRUNCATE ON audit_auditpayload FROM {quoted}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunPython(take_grants_back, migrations.RunPython.noop),
    ]
