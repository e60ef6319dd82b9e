"""Chromium without a window, driven through its own debugging pipe: nothing but Python and the browser is needed."""
import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time

OPTIONS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
           "--force-device-scale-factor=1", "--remote-debugging-pipe"]
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "End": 35, "Home": 36, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39,
        "ArrowDown": 40}


def find():
    return shutil.which("chromium") or shutil.which("chromium-browser")


def above_ten(descriptor):
    copy = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return copy


class Browser:
    """One page. `complaints` has what the console and the page's exceptions said."""

    def __init__(self, folder):
        self.complaints = []
        self.number = 0
        self.session = None
        self.rest = b""
        commands, self.out = map(above_ten, os.pipe())
        self.back, answers = map(above_ten, os.pipe())
        quiet = above_ten(os.open(os.devnull, os.O_RDWR))
        program = find()
        self.process = os.posix_spawn(
            program, [program, *OPTIONS, "--user-data-dir=" + os.path.join(folder, "profile"), "about:blank"],
            {**os.environ, "HOME": folder}, setsid=True,
            file_actions=[(os.POSIX_SPAWN_DUP2, commands, 3), (os.POSIX_SPAWN_DUP2, answers, 4),
                          (os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)])
        for descriptor in commands, answers, quiet:
            os.close(descriptor)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in "Page", "Runtime", "Log", "DOM", "Network":
            self.call(domain + ".enable")

    def read(self, timeout):
        """The next message."""
        until = time.monotonic() + timeout
        while b"\0" not in self.rest:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.back], [], [], left)[0]:
                raise TimeoutError("the browser says nothing")
            part = os.read(self.back, 1 << 20)
            if not part:
                raise RuntimeError("the browser ended")
            self.rest += part
        message, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(message)
        method, values = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = values["exceptionDetails"]
            self.complaints.append(details.get("exception", {}).get("description", details["text"]))
        if method == "Log.entryAdded":
            self.complaints.append(values["entry"]["text"] + " " + values["entry"].get("url", ""))
        return message

    def call(self, method, timeout=60, **values):
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": values}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.out, data):]
        while True:
            message = self.read(timeout)
            if message.get("id") == number:
                assert "error" not in message, (method, message["error"])
                return message["result"]

    def run(self, script):
        """The value of an expression; a promise is waited for."""
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, (script, result["exceptionDetails"])
        return result["result"].get("value")

    def wait(self, script, seconds=60):
        """Until the expression is true; its value."""
        until = time.monotonic() + seconds
        while not (value := self.run(script)):
            if time.monotonic() > until:
                raise TimeoutError("never true: " + script + "\n" + "\n".join(self.complaints))
            time.sleep(.02)
        return value

    def go(self, url):
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && location.href.startsWith(%s)" % json.dumps(url.split("#")[0]))

    def look(self, width, height=900, dark=False, language="en-US"):
        """The window and what the system prefers."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)
        self.call("Emulation.setEmulatedMedia",
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        agent = self.run("navigator.userAgent")
        self.call("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language)

    def key(self, key, shift=False):
        text = {"Enter": "\r", " ": " "}.get(key)
        values = {"key": key, "code": {" ": "Space"}.get(key, key), "windowsVirtualKeyCode": KEYS[key],
                  "modifiers": 8 if shift else 0}
        self.call("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", **values,
                  **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", **values)

    def type(self, text):
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="keyDown", text=letter, key=letter)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=letter)

    def drop(self, path):
        """A file from outside, in the middle of the window."""
        data = {"items": [], "files": [path], "dragOperationsMask": 1}
        for kind in "dragEnter", "dragOver", "drop":
            self.call("Input.dispatchDragEvent", type=kind, x=200, y=300, data=data)

    def choose(self, selector, path):
        """A file for a field that is at the focus, as the system's dialog would set it."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", files=[path], nodeId=node)

    def shoot(self, path, whole=True):
        data = self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"] if not whole else self.call(
            "Page.captureScreenshot", captureBeyondViewport=True, clip={
                **self.run("({x: 0, y: 0, width: innerWidth, height: document.documentElement.scrollHeight})"),
                "scale": 1})["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        try:
            os.killpg(self.process, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.waitpid(self.process, 0)
