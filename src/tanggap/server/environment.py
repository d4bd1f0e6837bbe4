"""The environment that commands and children find their database in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tanggap.server.home import home_folder, load_settings
from tanggap.server.postgres import Cluster, attach_or_start, running_cluster

DATABASE_URL = "DATABASE_URL"
MIGRATION_URL = "TANGGAP_MIGRATION_DATABASE_URL"


def is_external() -> bool:
    """Whether the database is one that somebody else runs."""
    return bool(os.environ.get(DATABASE_URL))


def runtime_environment(cluster: Cluster | None, **more: str) -> dict[str, str]:
    """For processes that serve and judge: the application's role alone, which owns nothing."""
    environment = {**os.environ, **more}
    if cluster is not None:
        environment[DATABASE_URL] = cluster.url("app")
    environment.pop(MIGRATION_URL, None)
    return environment


def owner_environment(cluster: Cluster | None, **more: str) -> dict[str, str]:
    """For the short-lived process that migrates: both roles."""
    environment = {**os.environ, **more}
    if cluster is not None:
        environment[DATABASE_URL] = cluster.url("app")
        environment[MIGRATION_URL] = cluster.url("owner")
    return environment


@contextmanager
def ensure_database_env(*, command: str = "command") -> Iterator[Cluster | None]:
    """Set the environment so that Django finds its database; to be entered before Django is set up.

    With ``DATABASE_URL`` given nothing is started. Else the running embedded database is used, or started for
    the duration; the cluster is handed out.
    """
    with _database_env(attach_or_start, command) as cluster:
        yield cluster


@contextmanager
def exclusive_database_env(*, command: str = "command") -> Iterator[Cluster | None]:
    """The same for work that bears nobody beside it: refuses while somebody else uses the home."""
    with _database_env(running_cluster, command) as cluster:
        yield cluster


@contextmanager
def _database_env(opened: Callable[..., AbstractContextManager[Cluster]], command: str) -> Iterator[Cluster | None]:
    home = home_folder()
    load_settings(home)
    if is_external():
        yield None
        return
    names = (DATABASE_URL, MIGRATION_URL, "TANGGAP_HOME")
    before = {name: os.environ.get(name) for name in names}
    with opened(home, command=command) as cluster:
        urls = (cluster.url("app"), cluster.url("owner"), str(home))
        os.environ |= dict(zip(names, urls, strict=True))
        try:
            yield cluster
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
