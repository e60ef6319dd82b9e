"""What systemd does, without it: a socket is handed in, and it is told when the server is ready, loads again and ends. And
what systemd-analyze, where it is, says of the units. units.py FOLDER"""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys

tenor = os.environ["TENOR"]


def serve(handed, count, notify):
    """A server whose descriptor 3 is the socket, as its parent's exec leaves it."""
    script = f'LISTEN_PID=$$ LISTEN_FDS={count} NOTIFY_SOCKET={notify} exec "$0" serve model --quiet 3<&{handed}'
    return subprocess.Popen(["bash", "-c", script, tenor], pass_fds=[handed], stderr=subprocess.PIPE, text=True)


def ask(port):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        return connection.recv(65536)


for name, address in (("notify", os.path.abspath("notify")), ("@", f"\0tenor-{os.getpid()}")):
    told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    told.bind(address)
    told.settimeout(60)
    listening = socket.create_server(("127.0.0.1", 0))
    server = serve(listening.fileno(), 1, address.replace("\0", "@"))
    try:
        assert told.recv(100) == b"READY=1"
        assert ask(listening.getsockname()[1]).startswith(b"HTTP/1.1 200")
        server.send_signal(signal.SIGHUP)
        assert [told.recv(100), told.recv(100)] == [b"RELOADING=1", b"READY=1"]
        server.terminate()
        assert told.recv(100) == b"STOPPING=1"
        assert server.wait(60) == 0
    finally:
        server.kill()
two = serve(listening.fileno(), 2, "/nowhere")
said = two.communicate(timeout=60)[1]
assert two.returncode == 2 and "one ListenStream=" in said, said

if not shutil.which("systemd-analyze"):
    print("the server does what systemd asks; the units are not checked without systemd-analyze")
    sys.exit(0)
os.mkdir("units")
for unit in ("tenor.service", "tenor.socket"):
    with open(os.path.join(sys.argv[1], unit)) as file:
        text = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={tenor}", file.read())
    with open(os.path.join("units", unit), "w") as file:
        file.write(text)
found = subprocess.run(["systemd-analyze", "verify", "--man=no", "units/tenor.service", "units/tenor.socket"],
                       capture_output=True, text=True, timeout=60)
assert found.returncode == 0 and "tenor" not in found.stderr, found.stderr
found = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--threshold=10", "units/tenor.service"],
                       capture_output=True, text=True, timeout=60)
if "nknown option" not in found.stderr and "nrecognized option" not in found.stderr:
    assert found.returncode == 0, found.stdout[-300:] + found.stderr
print("the server does what systemd asks")
