"""A server to be tested, and raw requests to it. TENOR is the command; a model is in ./model."""
import atexit
import json
import os
import re
import signal
import socket
import subprocess


class Server:
    def __init__(self, *options, models=("model",)):
        self.process = subprocess.Popen([os.environ["TENOR"], "serve", *models, "--listen", "127.0.0.1:0", *options],
                                        stderr=subprocess.PIPE, text=True)
        atexit.register(self.process.kill)  # after a failure: whoever reads the output waits for its end
        self.said = []
        while True:
            line = self.process.stderr.readline()
            assert line, "the server ended: " + "".join(self.said)
            self.said.append(line)
            found = re.search(r"at http://127\.0\.0\.1:(\d+)/", line)
            if found:
                self.port = int(found[1])
                return

    def connect(self, timeout=60):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def raw(self, data, end=True, timeout=60):
        """All that is answered to these bytes until the server closes."""
        with self.connect(timeout) as connection:
            try:
                connection.sendall(data)
                if end:
                    connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            answer = b""
            try:
                while part := connection.recv(65536):
                    answer += part
            except OSError:
                pass
            return answer

    def ask(self, body, path="/classify", kind="application/json", method="POST", fields=""):
        """Status and body of one request."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.raw(request(data, path, kind, method, fields), end=False)
        return status_of(answer), answer.split(b"\r\n\r\n", 1)[1]

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        said = self.process.communicate(timeout=120)[1]
        return self.process.returncode, said


def request(body, path="/classify", kind="application/json", method="POST", fields="", close=True):
    head = f"{method} {path} HTTP/1.1\r\nHost: h\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{fields}"
    return head.encode() + (b"Connection: close\r\n\r\n" if close else b"\r\n") + body


def status_of(answer):
    assert answer.startswith(b"HTTP/1.1 "), answer[:200]
    return int(answer[9:12])
