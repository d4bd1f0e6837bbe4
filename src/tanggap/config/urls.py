"""Every address of the house."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("akun/", include("allauth.urls")),
    path("", include("tanggap.accounts.urls")),
    path("", include("tanggap.reference.urls")),
    path("", include("tanggap.outbox.urls")),
    path("", include("tanggap.sources.urls")),
    path("", include("tanggap.mentions.urls")),
    path("", include("tanggap.stories.urls")),
    path("", include("tanggap.guidance.urls")),
    path("", include("tanggap.issues.urls")),
    path("", include("tanggap.desk.urls")),
]
