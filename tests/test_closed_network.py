from __future__ import annotations

import socket

import pytest

from closed_network import NetworkClosedError


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "203.0.113.9"])
def test_a_test_cannot_leave_this_machine(address: str) -> None:
    with socket.socket() as outside, pytest.raises(NetworkClosedError):
        outside.connect((address, 80))


def test_a_test_cannot_look_up_a_name() -> None:
    with pytest.raises(NetworkClosedError):
        socket.getaddrinfo("contoh.example", 80)


def test_a_test_reaches_its_own_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as near:
        assert near.getpeername() == server.getsockname()
