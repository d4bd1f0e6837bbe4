from collections.abc import Iterator

import pytest

from local_site import LocalSite, running_site
from tanggap.net.client import Client


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with running_site() as found:
        yield found


@pytest.fixture
def client(site: LocalSite) -> Iterator[Client]:
    with site.client() as found:
        yield found
