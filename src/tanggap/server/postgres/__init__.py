"""The embedded PostgreSQL: made, started, attached to and stopped by us.

>>> from tanggap.server.postgres import running_cluster
>>> with running_cluster(home) as cluster:  # doctest: +SKIP
...     cluster.url("app", "tanggap")
"""

from tanggap.server.postgres.cluster import Cluster, ClusterFailure
from tanggap.server.postgres.roles import ADMIN, APP, DATABASE, DEMO_DATABASE, OWNER
from tanggap.server.postgres.sharing import attach_or_start, running_cluster

__all__ = [
    "ADMIN",
    "APP",
    "DATABASE",
    "DEMO_DATABASE",
    "OWNER",
    "Cluster",
    "ClusterFailure",
    "attach_or_start",
    "running_cluster",
]
