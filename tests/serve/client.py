"""A client made of openapi.json alone, as a stranger would write one: it takes the server's address, reads the paths, the
options, the forms and the errors from the file, and classifies with each model that is listed."""
import json
import urllib.error
import urllib.parse
import urllib.request

from server import Server


class Client:
    def __init__(self, address, token=None):
        self.address = address
        self.fields = {"Authorization": f"Bearer {token}"} if token else {}
        self.document = self.call("get", "/openapi.json")
        self.operations = {operation["operationId"]: (method, path, operation)
                           for path, item in self.document["paths"].items()
                           for method, operation in item.items() if method != "parameters"}

    def call(self, method, path, body=None, kind=None, query=None):
        url = self.address + path + ("?" + urllib.parse.urlencode(query) if query else "")
        fields = dict(self.fields, **{"Content-Type": kind} if kind else {})
        asked = urllib.request.Request(url, body, fields, method=method.upper())
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return self.decode(answer.headers.get_content_type(), answer.read())
        except urllib.error.HTTPError as error:
            raise Failure(self.decode(error.headers.get_content_type(), error.read())) from None

    @staticmethod
    def decode(kind, data):
        if kind == "application/json":
            return json.loads(data)
        if kind == "application/x-ndjson":
            return [json.loads(line) for line in data.decode().splitlines()]
        return data.decode()

    def find(self, node):
        while "$ref" in node:
            target = self.document
            for key in node["$ref"][2:].split("/"):
                target = target[key]
            node = target
        return node

    def operate(self, name, body=None, kind=None, query=None, **places):
        method, path, operation = self.operations[name]
        for place, value in places.items():
            path = path.replace("{" + place + "}", value)
        options = {self.find(parameter)["name"] for parameter in operation.get("parameters", [])}
        assert set(query or ()) <= options, (query, options)
        return self.call(method, path, body, kind, query)

    def classify(self, texts, model=None, **options):
        body = json.dumps({"texts": texts, **options}).encode()
        name, places = ("classifyWith", {"model": model}) if model else ("classify", {})
        return self.operate(name, body, "application/json", **places)["results"]


class Failure(Exception):
    def __init__(self, error):
        super().__init__(f"{error['message']}: {error['advice']}")
        self.code = error["code"]


with open("token", "w") as file:
    file.write("opensesame")
server = Server("--token-file", "token", models=("model", "other=model"))
client = Client(f"http://127.0.0.1:{server.port}", "opensesame")
assert client.operate("health") == {"status": "ok"}
models = client.operate("models")
assert [model["name"] for model in models["models"]] == ["model", "other"]
for model in models["models"]:
    labels = {label["name"] for label in model["labels"]}
    results = client.classify(["The food was good.", "so sad"], model["name"], all=True, explain=True)
    assert len(results) == 2
    for result in results:
        assert result["label"] in labels and set(result["probabilities"]) == labels
        assert abs(sum(result["probabilities"].values()) - 1) < 1e-5
        weights = sum(word["weight"] for word in result["explanation"])
        assert abs(result["base"] + result["interaction"] + weights - result["logit"]) < 1e-4, result
lines = client.operate("classifyWith", b"good\n\nsad\n", "text/plain", {"top": 1, "with_text": "true"}, model="model")
assert [line["text"] for line in lines] == ["good", "", "sad"]
for ask, code in [
    (lambda: client.classify(["good"]), "which_model"), (lambda: client.classify(["good"], "none"), "no_model"),
    (lambda: client.classify(["good"], "model", top=0), "bad_value"),
    (lambda: client.classify(["good"] * (models["max_texts"] + 1), "model"), "too_many_texts"),
    (lambda: client.operate("classifyWith", b"x" * (models["max_body"] + 1), "text/plain", model="model"), "too_large"),
    (lambda: Client(client.address, "closesesame").operate("models"), "no_token"),
]:
    try:
        ask()
        raise AssertionError(f"no error {code}")
    except Failure as failure:
        assert failure.code == code, (failure.code, code, failure)
print("the file is enough for a client")
