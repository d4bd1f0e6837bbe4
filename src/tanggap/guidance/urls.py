from __future__ import annotations

from django.urls import path

from tanggap.guidance import views

urlpatterns = [path("pengaturan/level/", views.level_settings, name="level_settings")]
