"""An address comes in, a socket that is bound to it goes out; a port in use is one clear sentence."""

from __future__ import annotations

import errno
import os
import socket

from castalia.errors import ConfigurationError


def listen(host: str, port: int) -> socket.socket:
    """Bind an address; nobody is answered until a server takes the socket over.

    Raises:
        ConfigurationError: The address is not one of this machine's, or is in use, or not allowed.
    """
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        message = f"the host {host!r} is unknown ({error}); --host takes an address of this machine, such as 127.0.0.1"
        raise ConfigurationError(message) from error
    family, _, _, _, address = addresses[0]
    try:
        return _bound(family, address)
    except OSError as error:
        raise ConfigurationError(refusal(error, host=host, port=port)) from error


def refusal(error: OSError, *, host: str, port: int) -> str:
    """Say why an address cannot be listened on, and what to do."""
    where = url_of(host, port)
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use, perhaps by another `castalia serve`; choose another with --port"
    if error.errno == errno.EACCES:
        return f"this user may not listen on {where}; choose a port from 1024 on with --port"
    return f"cannot listen on {where}: {error.strerror or error}; choose an address of this machine with --host"


def url_of(host: str, port: int) -> str:
    """Give the address to open in a browser."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _bound(family: int, address: tuple[object, ...]) -> socket.socket:
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # Elsewhere this option would let two servers share the port; here it only forgives a recent stop.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound
