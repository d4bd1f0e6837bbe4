from __future__ import annotations

from django.urls import URLPattern, path

from tanggap.reference import views

urlpatterns: list[URLPattern] = [
    path("topik/", views.topic_list, name="topic_list"),
    path("topik/<slug:topic_code>/", views.topic_edit, name="topic_edit"),
    path("topik/batal/<int:entry_id>/", views.topic_undo, name="topic_undo"),
    path("wilayah/", views.region_list, name="region_list"),
    path("rute/", views.route_list, name="route_list"),
    path("rute/<int:route_id>/hapus/", views.route_remove, name="route_remove"),
    path("rute/batal/<int:entry_id>/", views.route_undo, name="route_undo"),
    path("hari-libur/", views.day_off_list, name="day_off_list"),
    path("hari-libur/hapus/", views.day_off_remove, name="day_off_remove"),
    path("hari-libur/batal/<int:entry_id>/", views.day_off_undo, name="day_off_undo"),
]
