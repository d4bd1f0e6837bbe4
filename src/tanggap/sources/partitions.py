"""Tables that grow for ever are cut by month on `at`; a default partition takes whatever has no month yet.

The running program does not own its tables, so the month is made by a function that the migration leaves
behind and that runs with its owner's rights, for our two tables and nothing else.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection

FETCH = "sources_fetch"
MENTION_RAW = "mentions_mentionraw"

ENSURE_MONTH_SQL = """
CREATE FUNCTION tanggap_ensure_month(parent text, month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    beyond date := (date_trunc('month', month) + interval '1 month')::date;
    part text := parent || to_char(month, '_YYYYMM');
BEGIN
    IF parent NOT IN ('sources_fetch', 'mentions_mentionraw') THEN
        RAISE EXCEPTION 'no partitioned table of ours: %', parent;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('tanggap_ensure_month'));
    IF to_regclass('public.' || part) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
    -- What has already come for this month waits in the default partition and moves along.
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_default');
    EXECUTE format(
        'WITH moved AS (DELETE FROM %I WHERE at >= %L AND at < %L RETURNING *) INSERT INTO %I SELECT * FROM moved',
        parent || '_default', first::timestamp at time zone 'UTC', beyond::timestamp at time zone 'UTC', part
    );
    EXECUTE format(
        'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
        parent, part, first::timestamp at time zone 'UTC', beyond::timestamp at time zone 'UTC'
    );
    RETURN true;
END $$;
"""


def ensure_partitions(table: str, months_ahead: int, *, now: datetime) -> int:
    """Make the partitions of this month and of `months_ahead` further ones; how many were missing."""
    months = [_month_after(now.date(), n) for n in range(months_ahead + 1)]
    with connection.cursor() as cursor:
        made = 0
        for month in months:
            cursor.execute("SELECT tanggap_ensure_month(%s, %s)", [table, month])
            made += bool(cursor.fetchone()[0])
    return made


def _month_after(day: date, n: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, 1)
