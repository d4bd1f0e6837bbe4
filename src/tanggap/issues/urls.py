from __future__ import annotations

from django.urls import path

from tanggap.issues.views import deeds, opening, register, workspace

urlpatterns = [
    path("isu/", register.issue_list, name="issue_list"),
    path("pekerjaan/", register.my_work, name="my_work"),
    path("kelompok/<int:pk>/serupa/", register.story_similar, name="story_similar"),
    path("tunggakan/", register.backlog, name="backlog"),
    path("isu/buka/", opening.issue_open, name="issue_open"),
    path("isu/pilih/", opening.issue_choose, name="issue_choose"),
    path("isu/<str:number>/", workspace.issue, name="issue"),
    path("isu/<str:number>/pantauan/", workspace.issue_mentions, name="issue_mentions"),
    path("isu/<str:number>/linimasa/", workspace.issue_history, name="issue_history"),
    path("isu/<str:number>/ubah/", workspace.issue_edit, name="issue_edit"),
    path("isu/<str:number>/tambah/", opening.issue_add, name="issue_add"),
    path("isu/<str:number>/keluarkan/", deeds.issue_take_out, name="issue_take_out"),
    path("isu/<str:number>/catatan/<int:pk>/tarik/", deeds.issue_note_withdraw, name="issue_note_withdraw"),
    path("isu/<str:number>/urungkan/<int:version>/", deeds.issue_take_back, name="issue_take_back"),
    path("isu/<str:number>/<slug:slug>/", deeds.issue_do, name="issue_do"),
]
