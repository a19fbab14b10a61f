"""Tests talk to this machine only."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


def test_nobody_beyond_this_machine_is_reached() -> None:
    with (
        socket.socket() as outside,
        pytest.warns(UserWarning, match="192.0.2.1"),
        pytest.raises(SocketConnectBlockedError),
    ):
        # An address set aside for documentation (RFC 5737): the ban answers before any packet leaves.
        outside.connect(("192.0.2.1", 80))
