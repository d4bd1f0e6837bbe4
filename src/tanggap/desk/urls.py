from __future__ import annotations

from django.urls import include, path

from tanggap.desk import setting_up, views
from tanggap.desk.charts.views import chart_file, charts
from tanggap.desk.search.views import search

urlpatterns = [
    path("", views.home, name="home"),
    path("menyiapkan-kantor/", setting_up.office_setup, name="office_setup"),
    path("laporan/", include("tanggap.desk.brief.urls")),
    path("hari-ini/kartu/", views.home_cards, name="home_cards"),
    path("hari-ini/kemajuan/", views.home_progress, name="home_progress"),
    path("cari/", search, name="search"),
    path("grafik/", charts, name="charts"),
    path("grafik/<slug:name>.<slug:form>", chart_file, name="chart_file"),
]
