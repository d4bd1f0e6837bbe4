from __future__ import annotations

from django.urls import path

from tanggap.outbox import views

urlpatterns = [
    path("pemberitahuan/", views.notice_list, name="notice_list"),
    path("pemberitahuan/dibaca/", views.notices_read, name="notices_read"),
    path("kotak-keluar/", views.delivery_list, name="delivery_list"),
    path("kotak-keluar/<int:delivery_id>/ulang/", views.delivery_retry, name="delivery_retry"),
]
