from __future__ import annotations

from django.urls import path

from tanggap.stories.views import deeds, reading

urlpatterns = [
    path("kelompok/", reading.story_list, name="story_list"),
    path("kelompok/pilah/", deeds.sort_many, name="story_sort_many"),
    path("kelompok/<int:pk>/", reading.story, name="story"),
    path("kelompok/<int:pk>/tujuan/", reading.story_target, name="story_target"),
    path("kelompok/<int:pk>/pantau/", deeds.watch, name="story_watch"),
    path("kelompok/<int:pk>/kesampingkan/", deeds.dismiss, name="story_dismiss"),
    path("kelompok/<int:pk>/kembalikan/", deeds.restore, name="story_restore"),
    path("kelompok/<int:pk>/gabung/", deeds.merge, name="story_merge"),
    path("kelompok/<int:pk>/pisah/", deeds.split, name="story_split"),
    path("kelompok/<int:pk>/pindah/", deeds.move, name="story_move"),
    path("kelompok/perubahan/<int:pk>/urungkan/", deeds.undo, name="story_undo"),
]
