"""A line to the test server that can be cut: at a statement, before or after it went through, or at once."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import make_url


class CutLine:
    """A small TCP proxy in front of a PostgreSQL server; every connection of a store goes through it.

    ``cut_at`` names bytes of a statement: with ``after`` they reach the server and its answer is lost,
    without they are lost themselves. It cuts once. While ``down`` is set nobody gets through.
    """

    def __init__(self, url: str) -> None:
        at = make_url(url)
        host, port = (
            str(at.query.get("host") or at.host or "localhost"),
            int(str(at.query.get("port") or at.port or 5432)),
        )
        self._server = host, port
        self._listener = socket.create_server(("127.0.0.1", 0))
        here = self._listener.getsockname()[1]
        plain = at.set(host="127.0.0.1", port=here, query={"sslmode": "disable"})
        self.url = plain.render_as_string(hide_password=False)
        self.down = False
        self.cuts = 0
        self._needle: tuple[bytes, bool] | None = None
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._closed = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at(self, statement: bytes, *, after: bool = False) -> None:
        """Cut every connection when these bytes come by next."""
        self._needle = (statement, after)

    def cut(self) -> None:
        """Cut every connection now."""
        self.cuts += 1
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()

    def close(self) -> None:
        """Cut everything, for good."""
        self._closed = True
        # Closing alone does not wake whoever waits for a connection.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while not self._closed:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.down:
                client.close()
                continue
            pair = client, self._to_server()
            self._pairs.append(pair)
            threading.Thread(target=self._carry, args=(pair,), daemon=True).start()

    def _to_server(self) -> socket.socket:
        host, port = self._server
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{host}/.s.PGSQL.{port}")
            return server
        return socket.create_connection((host, port))

    def _carry(self, pair: tuple[socket.socket, socket.socket]) -> None:
        client, server = pair
        with suppress(OSError, ValueError):
            while bodies := [(end, end.recv(65_536)) for end in select.select([client, server], [], [])[0]]:
                if not all(body for _, body in bodies):
                    break
                for end, body in bodies:
                    if end is server:
                        client.sendall(body)
                    elif not self._needle or self._needle[0] not in body:
                        server.sendall(body)
                    else:
                        self._cut_here(server, body)
        self._end(pair)

    def _cut_here(self, server: socket.socket, body: bytes) -> None:
        assert self._needle is not None
        (_, after), self._needle = self._needle, None
        if after:
            server.sendall(body)
            # The server answers only once it has done what was asked.
            server.recv(1)
        self.cut()

    def _end(self, pair: tuple[socket.socket, socket.socket]) -> None:
        for end in pair:
            end.close()
        if pair in self._pairs:
            self._pairs.remove(pair)


@contextmanager
def cut_line(url: str) -> Iterator[CutLine]:
    """Lend a line to the server of a URL."""
    line = CutLine(url)
    try:
        yield line
    finally:
        line.close()
