"""As many requests at once as the limits let in, and each as large: the server stays within the memory that docs/serve.md
states, tells the others to come again, and still serves."""
import json
from concurrent.futures import ThreadPoolExecutor

from server import Server

memory, connections, header, threads = 16, 60, 16384, 2
server = Server("--memory", str(memory), "--max-connections", str(connections), "--threads", str(threads),
                "--max-body", "4000000", "--max-header", str(header), "--timeout", "120")


def kilobytes(what):
    with open(f"/proc/{server.process.pid}/status") as file:
        return int(next(line for line in file if line.startswith(what)).split()[1])


text = {"text": "The food was good, so I am happy."}
bodies = [json.dumps(body).encode() for body in (
    {"texts": [""] * 10000, "all": True}, {"texts": ["The food was good. " * 20] * 10000},
    {"text": "good " * 700000, "with_text": True}, {"texts": ["good sad awful " * 10] * 10000, "with_text": True})]
for body in ({"texts": ["good"] * 200}, text):
    assert server.ask(body)[0] == 200
before = kilobytes("VmRSS")
with ThreadPoolExecutor(connections) as clients:
    statuses = set(clients.map(lambda i: server.ask(bodies[i % len(bodies)])[0], range(4 * connections)))
grown = (kilobytes("VmHWM") - before) / 1024
sessions = 32  # of a model as small as this one, with what its threads put aside
most = 2 * memory + connections * 2 * header / 2**20 + sessions
print(f"{grown:.0f} of {most:.0f} MB")
assert statuses == {200, 503}, statuses
assert grown < most, (grown, most)
assert server.ask(text)[0] == 200
print("it stays within its memory")
