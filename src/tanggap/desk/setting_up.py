"""The page that leads from an empty installation to the first morning."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tanggap.accounts.access import SignedInRequest, access
from tanggap.desk.office import SET_UP_OFFICE, setup_steps
from tanggap.sources.first_visits import first_visits


@access(SET_UP_OFFICE)
@require_safe
def office_setup(request: SignedInRequest) -> HttpResponse:
    steps = setup_steps()
    first_open = next((step for step in steps if not step.is_done), None)
    context = {
        "steps": steps,
        "next": first_open,
        "n_done": sum(step.is_done for step in steps),
        "is_ready": first_open is None,
        "visits": first_visits(),
    }
    # While sources are visited the list asks for itself again; nothing else of the page moves.
    part = "#steps" if request.headers.get("HX-Request") else ""
    return render(request, f"desk/office.html{part}", context)
