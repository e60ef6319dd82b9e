"""What openapi.json says is what the server does: each path, method and status that it lists is provoked, and the answer
checked against its schema and its headers; and each error that the server's source can answer is listed. openapi.py
SOURCES"""
import glob
import json
import re
import sys

try:
    from jsonschema import Draft202012Validator
except ImportError:
    print("skipped: python3-jsonschema is not installed")
    sys.exit(77)
from server import Server, request

document = json.load(open(sys.argv[1] + "/openapi.json", "rb"))
token = "Authorization: Bearer opensesame\r\n"
with open("token", "w") as file:
    file.write("opensesame\n")
origin = "https://example.org"
limits = ("--timeout", "1", "--max-body", "20000", "--max-texts", "50", "--max-header", "4096")


def find(node):
    """What a reference names."""
    while "$ref" in node:
        target = document
        for key in node["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        node = target
    return node


def check(value, schema, what):
    schema = {"$ref": "#/schema", "schema": schema, "components": document["components"]}
    errors = list(Draft202012Validator(schema).iter_errors(value))
    assert not errors, (what, value, [error.message for error in errors])


def walk(node, visit):
    visit(node)
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        walk(child, visit)


# The document: its references lead somewhere, its schemas are some, and each component is used.
used = set()
walk(document, lambda node: isinstance(node, dict) and isinstance(node.get("$ref"), str) and
     (find(node), used.add(node["$ref"])))
assert document["openapi"].startswith("3.1.")
for kind, components in document["components"].items():
    for name, component in components.items():
        if kind == "schemas":
            Draft202012Validator.check_schema(component)
        assert kind == "securitySchemes" or f"#/components/{kind}/{name}" in used, (kind, name)
operations = {(path, method): operation for path, item in document["paths"].items() for method, operation in item.items()
              if method != "parameters"}
assert len({operation["operationId"] for operation in operations.values()}) == len(operations)


# The source: errors with their statuses, and those of the document. (500 needs a model whose numbers overflow, and no
# model file with such numbers is opened; no_memory and ending need a system without memory and a moment.)
source = "".join(open(name).read() for name in glob.glob(sys.argv[1] + "/*.c"))
in_source = {(int(status), code) for status, code in
             re.findall(r'(?:fail\([^;{]*?|\{)\s*(\d{3}), "([a-z_0-9]+)"', source)}
in_source |= {(int(status), code) for status, code in re.findall(r'\\"status\\":(\d{3}),\\"code\\":\\"(\w+)', source)}
in_document = set()
for response in document["components"]["responses"].values():
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    for part in schema.get("allOf", []):
        if "properties" in part:
            in_document |= {(part["properties"]["status"]["const"], code) for code in part["properties"]["code"]["enum"]}
assert in_source == in_document, in_source ^ in_document
unprovoked = {(500, "not_finite"), (503, "no_memory"), (503, "ending")}


# ---- requests ----

seen = set()   # (path, method, status) that were provoked
codes = set()  # (status, code)


def parse(raw):
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    return int(lines[0].split()[1]), dict(line.split(": ", 1) for line in lines[1:]), body


def see(server, path, method, raw, is_json_request=True, template=None):
    """An answer, which must be as the document says."""
    status, headers, body = parse(raw)
    template = template or path
    operation = operations.get((template, method))
    where = (template, method, status)
    listed = operation["responses"] if operation else {}
    response = find(listed[str(status)]) if str(status) in listed else None
    if response is None:  # a path or a method that is not listed
        assert operation is None and status in (404, 405), where
        response = find({"$ref": "#/components/responses/" + ("NotFound" if status == 404 else "BadMethod")})
    seen.add(where)
    kind = headers.get("Content-Type", "*/*").split(";")[0]  # libmicrohttpd's own answers have none
    for name, header in response.get("headers", {}).items():
        header = find(header)
        assert name in headers or not header.get("required") or kind == "*/*", (where, name, headers)
        if name in headers:
            check(headers[name], header["schema"], where)
    if method == "head" or "content" not in response:
        assert not body, where
        return status, body
    assert kind in response["content"], (where, headers)
    schema = response["content"][kind]["schema"]
    if kind == "application/json":
        value = json.loads(body)
        check(value, schema, where)
        if status != 200:
            codes.add((status, value["code"]))
            assert value["message"] and value["advice"], value
    elif kind == "application/x-ndjson":
        for line in body.decode().splitlines():
            check(json.loads(line), {"$ref": "#/components/schemas/Prediction"}, where)
    elif kind == "*/*":
        # Within: libmicrohttpd 0.9.75 sends the header twice when the Content-Length is no number.
        assert b"<html>" in body and headers.get("Connection", "").lower() == "close", (where, headers, body)
    return status, body


def ask(server, path, method="post", body=b"", kind="application/json", fields=token, template=None, status=None):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    raw = server.raw(request(data, path, kind, method.upper(), fields), end=False)
    got, answer = see(server, path.split("?")[0], method, raw, template=template)
    assert status is None or got == status, (path, body, got, answer)
    return answer


server = Server("--token-file", "token", "--cors", origin, *limits, models=("model", "polar=model"))
one = Server(*limits)
gets = [path for path, method in operations if method == "get"]
for path in gets:
    ask(server, path, "get", status=200)
    ask(server, path, "head", status=200)
assert ask(server, "/openapi.json", "get") == open(sys.argv[1] + "/openapi.json", "rb").read()
for path, template in [(path, path) for path in gets + ["/classify"]] + [("/v1/model/classify", "/v1/{model}/classify")]:
    ask(server, path, "options", fields=f"Origin: {origin}\r\n", template=template, status=204)
    ask(server, path, "options", template=template, status=405)
    ask(server, path, "delete", template=template, status=405)
ask(server, "/nothing", "get", status=404)

# Each form and each option, with one model and with several.
body_schema = document["components"]["requestBodies"]["Texts"]["content"]["application/json"]["schema"]
forms = [
    ({"text": "The food was good."}, "", "application/json"), ({"texts": []}, "", "application/json"),
    ({"texts": ["good", "", "caf\u00e9"], "all": True, "polarity": True, "with_text": True}, "", "application/json"),
    ({"text": "good", "top": 1, "threshold": 1}, "", "application/json"),
    ({"text": "good food", "explain": True}, "", "application/json"),
    ({"texts": ["good food", "so sad"], "explain_label": "negative"}, "", "application/json"),
    (b'{"text":"good"}\n{"text":"sad"}\n', "?all&explain", "application/x-ndjson"),
    (b'{"text":"good"}', "?top=1", "application/jsonl"), (b"good\r\n\r\nsad\n", "?with_text=1", "text/plain"),
    (b"", "", "text/plain; charset=utf-8"),
]
for body, query, kind in forms:
    if isinstance(body, dict):
        check(body, body_schema, "a request")
    else:
        assert kind.split(";")[0] in document["components"]["requestBodies"]["Texts"]["content"], kind
    ask(one, "/classify" + query, body=body, kind=kind, status=200)
    ask(server, "/v1/polar/classify" + query, body=body, kind=kind, template="/v1/{model}/classify", status=200)

# Each error, at both paths.
wrong = [
    (b"{", 400), (b'{"text":"\xff"}', 400), (b'{"text":"a","top":1,"top":2}', 400), ({"text": 1}, 422), ({}, 422),
    ({"text": "a", "words": 1}, 422), ({"text": "a", "explain_label": "no"}, 422), ({"texts": ["a"] * 51}, 413),
    (b"x" * 20001, 413),
]
for target, path, template in [(one, "/classify", "/classify"),
                               (server, "/v1/model/classify", "/v1/{model}/classify")]:
    for body, status in wrong:
        assert isinstance(body, bytes) or status == 413 or list(
            Draft202012Validator({"$ref": "#/s", "s": body_schema, "components": document["components"]}).iter_errors(body)
        ) or "explain_label" in body, body
        ask(target, path, body=body, template=template, status=status)
    ask(target, path + "?words=1", body={"text": "a"}, template=template, status=422)
    ask(target, path, body={"text": "a"}, kind="text/html", template=template, status=415)
    ask(target, path, body={"text": "a"}, fields=token + "Transfer-Encoding: chunked\r\n", template=template, status=400)
ask(server, "/classify", body={"text": "a"}, status=404)
ask(server, "/v1/other/classify", body={"text": "a"}, template="/v1/{model}/classify", status=404)

# What holds for every path: who asks, and what is wrong in HTTP itself, in JSON where the server finds it.
everywhere = [(path, method, path) for path, method in operations if method in ("get", "post") and "{" not in path]
everywhere.append(("/v1/model/classify", "post", "/v1/{model}/classify"))
limited = Server("--rate", "0.001")
limited.ask({"text": "a"})
full = Server("--max-connections", "1", "--idle", "60")
waiting = full.connect()
waiting.sendall(request(b"", "/healthz", method="GET", close=False))
assert waiting.recv(65536).startswith(b"HTTP/1.1 200")
for path, method, template in everywhere:
    if document["paths"][template][method].get("security") != []:
        ask(server, path, method, body={"text": "a"}, fields="", template=template, status=401)
    ask(limited, path, method, body={"text": "a"}, template=template, status=429)
    ask(full, path, method, body={"text": "a"}, template=template, status=503)
    verb = method.upper()
    plain = f"{verb} {path} HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n{token}"
    for raw, status in [
        (f"{verb} {path} HTTP/1.1\r\n\r\n", 400), (plain + "Content-Length: +1\r\n\r\n", 400),
        (plain + "Content-Length: 2000000\r\n\r\n", 413), (f"{verb} {path}?{'x' * 5000} HTTP/1.1\r\nHost: h\r\n\r\n", 414),
        (plain + f"X: {'x' * 5000}\r\n\r\n", 431), (plain + f"X: {'x' * 50000}\r\n\r\n", 431),
        (f"{verb} {path} HTTP/3.0\r\nHost: h\r\n\r\n", 505),
    ]:
        got, _ = see(server, path, method, server.raw(raw.encode(), end=False), template=template)
        assert got == status, (raw[:100], got)
for path, method, template in everywhere:
    slow = f"{method.upper()} {path} HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n{token}Content-Length: 2\r\n\r\na"
    got, _ = see(server, path, method, server.raw(slow.encode(), end=False), template=template)
    assert got == 408, got

# More bodies than the memory for them.
small = Server("--memory", "1", "--max-body", "2000000", "--timeout", "20")
large = b'{"text":"' + b"a" * 900000
holder = small.connect()
holder.sendall(request(large + b'"}', close=False)[:-2])
for _ in range(100):
    status, _ = see(small, "/classify", "post", small.raw(request(large + b'"}'), end=False))
    if status == 503:
        break
assert status == 503, status
ask(Server(models=("plain",)), "/classify", body={"text": "a", "polarity": True}, status=422)

documented = {(path, method, int(status)) for (path, method), operation in operations.items()
              for status in operation["responses"]}
missing = {what for what in documented - seen if what[2] != 500}
assert not missing, sorted(missing)
assert codes == in_document - unprovoked, codes ^ (in_document - unprovoked)
print("the server does what openapi.json says")
