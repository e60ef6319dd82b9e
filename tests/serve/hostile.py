"""Requests as no honest client sends them: the server stands, and answers the next one. hostile.py MUTATIONS"""
import json
import random
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from server import Server, request, status_of

server = Server("--timeout", "1", "--idle", "1", "--max-body", "20000", "--max-texts", "50")
text = {"text": "The food was good, so I am happy."}
right = server.ask(text)
assert right[0] == 200, right


def stands():
    assert server.ask(text) == right


def refused(data, *statuses, end=True):
    answer = server.raw(data, end)
    assert status_of(answer) in statuses, (data[:300], answer[:300])
    assert b"tenor_requests" not in answer, (data[:300], answer)


# A body that is not what is asked for: JSON that says what and where.
for body, status, code in [
    (b"", 400, "bad_json"), (b"{", 400, "bad_json"), (b"[]", 400, "bad_json"), (b"{}", 422, "no_text"),
    (b'{"text":"a"}x', 400, "bad_json"), (b'{"text":"a",}', 400, "bad_json"), (b'{"text":"\\ud800"}', 400, "bad_json"),
    (b'{"text":"\\x"}', 400, "bad_json"), (b'{"text":"\x01"}', 400, "bad_json"), (b'{"text":"a\xff"}', 400, "bad_utf8"),
    (b'{"text":"\xed\xa0\x80"}', 400, "bad_utf8"), (b'{"text":"\xc0\x80"}', 400, "bad_utf8"),
    (b'{"text":"a","text":"b"}', 400, "given_twice"), (b'{"text":"a","top":1,"top":2}', 400, "given_twice"),
    (b'{"text":null}', 422, "bad_value"), (b'{"texts":["a",["b"]]}', 422, "bad_value"),
    (b'{"text":"a","top":01}', 422, "bad_value"), (b'{"text":"a","top":1.5}', 422, "bad_value"),
    (b'{"text":"a","threshold":1e999}', 422, "bad_value"), (b'{"text":"a","explain":"yes"}', 422, "bad_value"),
    (b'{"text":"a","all":true,"top":1}', 422, "bad_value"), (b'{"text":"a","explain_label":"no"}', 422, "unknown_label"),
    (b'{"texts":[' + b'"a",' * 50 + b'"a"]}', 413, "too_many_texts"), (b"[" * 10000, 400, "bad_json"),
    (b'{"text":"' + b"\\u0000" * 3000 + b'"}', 200, None), (b'{"texts":[]}', 200, None),
]:
    got, answer = server.ask(body)
    assert got == status and (code is None or json.loads(answer)["code"] == code), (body[:100], got, answer)
stands()

# Cut at every byte: at most the answer that it is no whole request.
whole = request(json.dumps(text).encode())
with ThreadPoolExecutor(32) as clients:
    cuts = clients.map(server.raw, [whole[:size] for size in range(len(whole))])
assert all(b"HTTP/1.1 200" not in answer for answer in cuts)
stands()

# Too large, announced and in chunks; a header that is too large.
assert status_of(server.raw(request(b"x" * 20001), end=False)) == 413
assert status_of(server.raw(request(b"x" * 500000), end=False)) == 413
chunks = b"POST /classify HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n" \
    b"Connection: close\r\n\r\n"
assert status_of(server.raw(chunks + b"4000\r\n" + b"x" * 0x4000 + b"\r\n4000\r\n" + b"x" * 0x4000 + b"\r\n0\r\n\r\n", False)) == 413
assert status_of(server.raw(chunks + b"c\r\n{\"text\":\"a\"}\r\n0\r\n\r\n", False)) == 200
server.raw(b"POST /classify HTTP/1.1\r\nContent-Length: 99999999999999999999999999\r\nHost: h\r\n\r\n")
server.raw(request(b"{}", fields="Content-Length: 18446744073709551615\r\n"))
assert status_of(server.raw(request(b"{}", fields="X: " + "x" * 40000 + "\r\n"), False)) in (413, 431)
stands()

# Where the body ends must be clear: nothing of it may become a second request.
hidden = b"GET /metrics HTTP/1.1\r\nHost: h\r\n\r\n"
head = "POST /classify HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
for fields in [
    f"Content-Length: {len(hidden)}\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 0\r\nContent-Length: 34\r\n",
    "Content-Length: 34\r\nContent-Length: 34\r\n", "Content-Length: +0\r\n", "Content-Length: 0x0\r\n",
    "Content-Length: 0,0\r\n", "Content-Length: -1\r\n", "Content-Length: \r\n", "Transfer-Encoding: xchunked\r\n",
    "Transfer-Encoding: chunked, identity\r\n", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "Content-Length : 0\r\n", "Transfer-Encoding: identity\r\n",
]:
    refused(head.encode() + fields.encode() + b"\r\n" + hidden, 400, 413, 501)
stands()

# Pipelined: answers in order, one for each.
with server.connect() as connection:
    bodies = [json.dumps({"text": "good " * i, "with_text": True}).encode() for i in range(20)]
    connection.sendall(b"".join(request(body, close=i == 19) for i, body in enumerate(bodies)))
    answers = b""
    while part := connection.recv(65536):
        answers += part
texts = [json.loads(line)["text"] for line in answers.split(b"\n") if line.startswith(b"{")]
assert texts == ["good " * i for i in range(20)], texts

# Slow: told that time is up, or closed when no request has begun.
for data, expected in [(whole[:-3], b"HTTP/1.1 408"), (whole[:30], None), (b"", b"")]:
    with server.connect() as connection:
        begun = time.monotonic()
        answer = b""
        connection.settimeout(0.2)
        at = 0
        while time.monotonic() - begun < 20:
            try:
                if at < len(data):
                    connection.sendall(data[at:at + 1] if at > len(data) - 5 else data[at:len(data) - 5])
                    at = len(data) - 5 if at < len(data) - 5 else at + 1
                part = connection.recv(65536)
                answer += part
                if not part:
                    break
            except socket.timeout:
                pass
            except OSError:
                break
        assert time.monotonic() - begun < 19, "a slow client is never closed"
        assert expected is None or answer.startswith(expected), (data, answer)
stands()

# Mutations of whole requests.
seed = random.Random(1)
kinds = [whole, request(b'{"texts":["a","b"],"all":true}'), request(b"good\nbad\n", kind="text/plain"),
         request(b'{"text":"a"}\n{"text":"b"}', "/v1/model/classify?explain&top=1", "application/x-ndjson"),
         request(b"", "/models", method="GET"), chunks + b"c\r\n{\"text\":\"a\"}\r\n0\r\n\r\n"]
special = [b"\r\n", b"\0", b"\xff", b": ", b"%00", b"%zz", b"Content-Length: 5\r\n", b"chunked", b"\r\n\r\n", b"HTTP/1.1"]


def mutation():
    data = bytearray(seed.choice(kinds))
    for _ in range(seed.randint(1, 6)):
        at = seed.randrange(len(data) + 1)
        what = seed.randrange(5)
        if what == 0 and at < len(data):
            data[at] = seed.randrange(256)
        elif what == 1:
            del data[at:at + seed.randint(1, 20)]
        elif what == 2:
            data[at:at] = seed.choice(special)
        elif what == 3:
            data[at:at] = data[at:at + seed.randint(1, 60)]
        else:
            data[at:at] = bytes(seed.randrange(256) for _ in range(seed.randint(1, 8)))
    return bytes(data)


for _ in range(0, int(sys.argv[1]), 100):
    with ThreadPoolExecutor(32) as clients:
        answers = list(clients.map(server.raw, [mutation() for _ in range(100)]))
    assert all(not answer or answer.startswith(b"HTTP/1.") for answer in answers), answers
    stands()
status, said = server.stop()
assert status == 0 and not said, (status, said)
print("it stands")
