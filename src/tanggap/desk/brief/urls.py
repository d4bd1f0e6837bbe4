from __future__ import annotations

from django.urls import path

from tanggap.desk.brief import views

app_name = "desk"
urlpatterns = [
    path("", views.brief, name="brief"),
    path("semua/", views.brief_list, name="brief_list"),
    path("susun/", views.brief_make, name="brief_make"),
    path("<int:brief_id>/", views.brief_page, name="brief_page"),
    path("<int:brief_id>/berkas/<slug:form>/", views.brief_file, name="brief_file"),
    path("<int:brief_id>/kirim/", views.brief_mail, name="brief_mail"),
    path("pengaturan/<int:unit_id>/", views.brief_plan, name="brief_plan"),
]
