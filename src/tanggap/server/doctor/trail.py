"""The chain of the audit trail."""

from __future__ import annotations

from tanggap.audit.sealing import verify_chain
from tanggap.server.doctor.checks import Finding, Office, check, fail, ok


@check("trail", needs_database=True)
def examine_trail(office: Office) -> Finding:
    """Nobody has altered or removed an entry since it was sealed."""
    report = verify_chain()
    if not report.is_intact:
        return fail(
            f"The trail is broken at seal {report.first_broken}.",
            "Keep this database as it is, and compare the chain's head with the one in the printed briefs.",
        )
    return ok(f"The trail is whole ({report.n_sealed} entries sealed).")
