"""The sentence encoder, where a folder is set."""

from __future__ import annotations

from django.conf import settings

from tanggap.server.doctor.checks import Finding, Office, check, ok, warn


@check("encoder")
def examine_encoder(office: Office) -> Finding:
    """Load it and try it, as the judging process does."""
    from tanggap.enrichers._encoder import look

    if not settings.ENCODER_FOLDER:
        return ok("No encoder is set; the fast model judges alone.")
    found = look(settings.ENCODER_FOLDER)
    if found.blended is None:
        return warn(
            f"The encoder is left out, the fast model judges alone: {found.problem}.",
            "Mend the folder in TANGGAP_ENCODER_FOLDER, or unset it.",
        )
    share = found.blended.head.blend
    return ok(f"The encoder in {settings.ENCODER_FOLDER} counts {share:.0%} beside the fast model.")
