from __future__ import annotations

from django.urls import path

from tanggap.stories.views import deeds, filters, many, reading

urlpatterns = [
    path("kelompok/", reading.story_list, name="story_list"),
    path("kelompok/baru/", reading.story_poll, name="story_poll"),
    path("kelompok/pilah/", many.sort_many, name="story_sort_many"),
    path("kelompok/pilah/urungkan/", many.undo_many, name="story_undo_many"),
    path("kelompok/saringan/simpan/", filters.save, name="story_filter_save"),
    path("kelompok/saringan/<int:pk>/hapus/", filters.remove, name="story_filter_remove"),
    path("kelompok/saringan/<int:pk>/kembalikan/", filters.restore, name="story_filter_restore"),
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
