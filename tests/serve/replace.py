"""A model that is replaced under load: no request is lost, and no answer is a mixture of two models. In ./first and
./second are models with the same labels. replace.py TIMES"""
import http.client
import json
import os
import shutil
import signal
import sys
import threading
import time

from server import Server

texts = [f"The food was {word}, so I am {end}." for word in ("good", "awful", "superb") for end in ("happy", "sad")]
body = json.dumps({"texts": texts * 20, "all": True})
shutil.copytree("first", "current")
server = Server(models=("current",))
right = {}
failures = []
seen = set()
ends = threading.Event()
lock = threading.Lock()


def ask(connection):
    connection.request("POST", "/classify", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, answer.getheader("Tenor-Model"), answer.read()


def load():
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    while not ends.is_set():
        try:
            status, version, data = ask(connection)
        except Exception as error:  # a lost request is what is looked for
            failures.append(repr(error))
            return
        with lock:
            seen.add(version)
            if status != 200 or right.setdefault(version, data) != data:
                failures.append((status, version))


def put(source):
    """As tenor train does: the new folder takes the place of the old one in one step, or nearly."""
    shutil.copytree(source, "new")
    os.rename("current", "old")
    os.rename("new", "current")
    shutil.rmtree("old")


clients = [threading.Thread(target=load) for _ in range(3)]
for client in clients:
    client.start()
control = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
versions = []
for i in range(int(sys.argv[1])):
    before = ask(control)[1]
    put("second" if i % 2 == 0 else "first")
    server.process.send_signal(signal.SIGHUP)
    until = time.monotonic() + 60
    while ask(control)[1] == before:
        assert time.monotonic() < until, "the new model is not taken up"
    versions.append(ask(control)[1])
# Without a signal, too; and one that is broken leaves the old one.
before = ask(control)[1]
put("second" if before == versions[1] else "first")
until = time.monotonic() + 60
while ask(control)[1] == before:
    assert time.monotonic() < until, "the new model is not found"
    time.sleep(0.05)
before = ask(control)[1]
with open("current/model.json", "a") as file:
    file.write("x")
time.sleep(2.5)
assert ask(control)[1] == before
ends.set()
for client in clients:
    client.join()
assert not failures, failures[:5]
assert len(seen) == 2 and len(set(right.values())) == 2, seen
status, said = server.stop()
assert status == 0, (status, said)
assert "the new model cannot be used, the old one stays" in said, said
print("none is lost, none is mixed")
