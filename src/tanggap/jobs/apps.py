from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tanggap.jobs"
    label = "jobs"
