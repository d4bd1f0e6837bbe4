from __future__ import annotations

from django.urls import URLPattern, path

from tanggap.accounts.views import lists, own, people, trail, units

urlpatterns: list[URLPattern] = [
    path("orang/", people.person_list, name="person_list"),
    path("orang/undang/", people.person_invite, name="person_invite"),
    path("orang/impor/", lists.person_import, name="person_import"),
    path("orang/<int:person_id>/", people.person, name="person"),
    path("orang/<int:person_id>/peran/", people.person_roles, name="person_roles"),
    path("orang/<int:person_id>/nonaktifkan/", people.person_deactivate, name="person_deactivate"),
    path("orang/<int:person_id>/aktifkan/", people.person_reactivate, name="person_reactivate"),
    path("orang/<int:person_id>/tautan/", people.person_link, name="person_link"),
    path("orang/batal/<int:entry_id>/", people.roles_undo, name="roles_undo"),
    path("perangkat-daerah/", units.unit_list, name="unit_list"),
    path("perangkat-daerah/impor/", lists.unit_import, name="unit_import"),
    path("perangkat-daerah/<int:unit_id>/", units.unit_edit, name="unit_edit"),
    path("perangkat-daerah/batal/<int:entry_id>/", units.unit_undo, name="unit_undo"),
    path("jejak/", trail.audit_trail, name="audit_trail"),
    path("jejak/<int:entry_id>/hitamkan/", trail.audit_redact, name="audit_redact"),
    path("profil/", own.profile, name="profile"),
    path("bahasa/", own.set_language, name="set_language"),
]
