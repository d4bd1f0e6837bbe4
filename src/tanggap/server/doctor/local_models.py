"""The models that the office taught itself and chose to judge."""

from __future__ import annotations

from tanggap.server.doctor.checks import Finding, Office, check, ok, warn


@check("learned", needs_database=True)
def examine_local_models(office: Office) -> Finding:
    """Load each as the judging process does."""
    from tanggap.enrichers._local import local_names
    from tanggap.mentions.machine.local import active_version, look_at

    chosen = {name: version for name in local_names() if (version := active_version(name))}
    problems = {name: found.problem for name, version in chosen.items() if (found := look_at(name, version)).problem}
    if problems:
        told = "; ".join(problems.values())
        first = next(iter(problems))
        return warn(
            f"The shipped model judges in place of the office's own: {told}.",
            f"Put the folder back from a backup, or run `tanggap models rollback {first} --to shipped`.",
        )
    if chosen:
        return ok(f"The office's own judge: {', '.join(f'{name} {version}' for name, version in chosen.items())}.")
    return ok("The office has chosen no model of its own; the shipped ones judge.")
