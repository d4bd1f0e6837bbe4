from __future__ import annotations

from django.urls import URLPattern, path

from tanggap.reference import views
from tanggap.reference.boundaries import views as boundaries
from tanggap.reference.names import views as names
from tanggap.reference.names.kinds import OFFICIAL, PROGRAMME


def _register(kind: str, at: str) -> list[URLPattern]:
    """The pages of one register of names, each named after it."""
    told = {"kind": kind}
    return [
        path(f"{at}/", names.name_list, told, name=f"{kind}_list"),
        path(f"{at}/baru/", names.name_add, told, name=f"{kind}_add"),
        path(f"{at}/impor/", names.name_import, told, name=f"{kind}_import"),
        path(f"{at}/contoh.csv", names.name_example, told, name=f"{kind}_example"),
        path(f"{at}/<int:name_id>/", names.name_edit, told, name=f"{kind}_edit"),
        path(f"{at}/<int:name_id>/akhiri/", names.name_end, told, name=f"{kind}_end"),
        path(f"{at}/<int:name_id>/hapus/", names.name_remove, told, name=f"{kind}_remove"),
    ]


urlpatterns: list[URLPattern] = [
    *_register(OFFICIAL, "pejabat"),
    *_register(PROGRAMME, "program"),
    path("pejabat/batal/<int:entry_id>/", names.name_undo, name="name_undo"),
    path("topik/", views.topic_list, name="topic_list"),
    path("topik/<slug:topic_code>/", views.topic_edit, name="topic_edit"),
    path("topik/batal/<int:entry_id>/", views.topic_undo, name="topic_undo"),
    path("wilayah/", views.region_list, name="region_list"),
    path("rute/", views.route_list, name="route_list"),
    path("rute/<int:route_id>/hapus/", views.route_remove, name="route_remove"),
    path("rute/batal/<int:entry_id>/", views.route_undo, name="route_undo"),
    path("batas-wilayah/", boundaries.boundaries, name="boundaries"),
    path("batas-wilayah/<int:boundaries_id>/", boundaries.boundaries_places, name="boundaries_places"),
    path("batas-wilayah/hapus/", boundaries.boundaries_remove, name="boundaries_remove"),
    path("batas-wilayah/batal/<int:entry_id>/", boundaries.boundaries_undo, name="boundaries_undo"),
    path("hari-libur/", views.day_off_list, name="day_off_list"),
    path("hari-libur/hapus/", views.day_off_remove, name="day_off_remove"),
    path("hari-libur/batal/<int:entry_id>/", views.day_off_undo, name="day_off_undo"),
]
