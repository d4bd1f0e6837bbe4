from __future__ import annotations

from django.urls import URLPattern, path

from tanggap.sources.views import imports, lists, sources

urlpatterns: list[URLPattern] = [
    path("sumber/", sources.source_list, name="source_list"),
    path("sumber/tambah/", sources.source_add, name="source_add"),
    path("sumber/awal/", lists.starter, name="source_starter"),
    path("sumber/opml/", lists.opml_export, name="opml_export"),
    path("sumber/opml/impor/", lists.opml_import, name="opml_import"),
    path("sumber/kelompok/", lists.group_list, name="group_list"),
    path("sumber/kelompok/tambah/", lists.group_edit, name="group_add"),
    path("sumber/kelompok/<int:pk>/", lists.group_edit, name="group_edit"),
    path("sumber/<int:pk>/", sources.source, name="source"),
    path("sumber/<int:pk>/ubah/", sources.source_edit, name="source_edit"),
    path("sumber/<int:pk>/<slug:verb>/", sources.source_do, name="source_do"),
    path("impor/", imports.import_list, name="import_list"),
    path("impor/<int:pk>/", imports.import_detail, name="import"),
    path("impor/<int:pk>/berhenti/", imports.import_stop, name="import_stop"),
    path("impor/<int:pk>/lanjut/", imports.import_resume, name="import_resume"),
]
