"""SIGTERM answers what has come: large requests that are at work, and one that is still coming in."""
import json
import threading
import time

from server import Server, request, status_of

server = Server("--max-body", "20000000", "--timeout", "300")
body = json.dumps({"texts": ["The food was good. " * 60] * 1000}).encode()
answers = []
clients = [threading.Thread(target=lambda: answers.append(server.raw(request(body), end=False))) for _ in range(3)]
late = server.connect()
data = request(b'{"text":"good"}')
late.sendall(data[:-4])
for client in clients:
    client.start()
time.sleep(0.4)
server.process.terminate()
time.sleep(0.3)
late.sendall(data[-4:])
answer = b""
while part := late.recv(65536):
    answer += part
assert status_of(answer) == 200 and b"Connection: close" in answer, answer
for client in clients:
    client.join()
assert [status_of(answer) for answer in answers] == [200] * 3, [answer[:200] for answer in answers]
assert all(len(json.loads(answer.split(b"\r\n\r\n", 1)[1])["results"]) == 1000 for answer in answers)
assert server.process.wait(60) == 0
print("all is answered")
