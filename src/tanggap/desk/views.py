"""The page that a working day starts with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tanggap.accounts.access import Rule, SignedInRequest, access


@access(Rule.SIGNED_IN)
def home(request: SignedInRequest) -> HttpResponse:
    return render(request, "desk/home.html")
