"""The page of tenor serve in a browser: its policy, a text, its words, a file that comes back labeled, and, where
axe.min.js is, what axe finds. page.py FOLDER [axe.min.js]: screenshots go to FOLDER."""
import base64
import hashlib
import os
import re
import sys
import time

from browser import Browser
from server import Server, request

folder = os.path.abspath(sys.argv[1])
axe = open(sys.argv[2]).read() if len(sys.argv) > 2 else None
os.makedirs(folder, exist_ok=True)
ANSWERED = "$('label').querySelector('bdi') !== null"


def check_headers(server):
    head, page = server.raw(request(b"", "/", method="GET"), end=False).split(b"\r\n\r\n", 1)
    head = head.decode()
    assert len(page) < 60 << 10, f"the page has {len(page)} bytes"
    policy = re.search("Content-Security-Policy: (.*)\r", head)[1]
    for tag in "script", "style":
        inner = re.search(f"<{tag}>(.*)</{tag}>".encode(), page, re.S)[1]
        assert base64.b64encode(hashlib.sha256(inner).digest()).decode() in policy, f"another hash of the {tag}"
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy, policy
    for field in "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "text/html; charset=utf-8":
        assert field in head, field
    assert not re.search(rb"(src|href)=.?(https?:)?//", page), "something from elsewhere"
    print(f"{len(page)} bytes")


def check_axe(browser, where):
    if axe is None:
        return
    if not browser.run("typeof axe === 'object'"):
        browser.run(axe + "; true")
    found = browser.run("axe.run().then(found => found.violations.map(one => one.id + ': ' + one.nodes.map(node => "
                        "node.target + ' ' + node.failureSummary).join('; ')))")
    assert not found, where + "\n" + "\n".join(found)
    print("axe finds nothing:", where)


def marks(browser):
    return browser.run("[...$('copy').children].map(mark => mark.className + mark.style.cssText).join()")


def check_text(browser, url):
    begun = time.monotonic()
    browser.go(url)
    browser.wait("document.querySelectorAll('#tries button').length === 4")
    print(f"the page is ready after {1000 * (time.monotonic() - begun):.0f} ms")
    browser.run("$('input').focus()")
    browser.type("The food was good")
    begun = time.monotonic()
    browser.wait(ANSWERED)
    print(f"the first answer comes {1000 * (time.monotonic() - begun):.0f} ms after the last letter")
    browser.wait("$('label').textContent === 'positive' && $('copy').children.length > 0")
    first = marks(browser)
    assert browser.run("$('copy').textContent") == "The food was good\n"
    assert float(browser.run("$('gauge').getAttribute('aria-valuenow')")) > 0
    browser.run("$('input').select()")
    browser.type("The food was awful, so I am sad")
    browser.wait("$('label').textContent === 'negative' && $('copy').textContent.startsWith('The food was awful')")
    browser.wait("$('copy').children.length > 0")
    assert marks(browser) != first, "the colors are the same"
    assert float(browser.run("$('gauge').getAttribute('aria-valuenow')")) < 0
    browser.wait("$('live').textContent.startsWith('negative')")
    browser.run("$('least').value = 100; $('least').dispatchEvent(new Event('input'))")
    assert browser.run("$('label').textContent") == "Not sure enough"
    browser.run("$('least').value = 0; $('least').dispatchEvent(new Event('input'))")
    # Bytes and UTF-16: what is colored is what was explained.
    browser.run("$('input').value = '\\u{1f600} caf\\u00e9 good \\ud83d awful'; written()")
    browser.wait("last?.text.includes('caf') && last.words")
    assert browser.run("last.words.every(word => /^[^ ]+$/.test(last.text.slice(word.from, word.to)))")
    browser.run("$('input').value = '<img src=x onerror=alert(1)> good'; written()")
    browser.wait("last?.text.includes('onerror') && document.querySelectorAll('img').length === 0")
    check_axe(browser, "a text")


def table(path, data):
    with open(path, "wb") as file:
        file.write(data)
    return path


def labeled(browser, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        os.remove(path)
    browser.call("Page.setDownloadBehavior", behavior="allow", downloadPath=folder)
    browser.run("$('save').click()")
    until = time.monotonic() + 30
    while not os.path.exists(path) and time.monotonic() < until:
        browser.run("1")
        time.sleep(.02)
    return open(path, "rb").read().decode()


def check_file(browser):
    """What a careful reader of CSV must keep: quotes, line ends within them, blank lines, a row that does not fit."""
    rows = '\ufeffid;note;verdict\r\n1;"The food was ""good"";\r\nso I am happy.";positive\r\n\r\n2;The food was awful, so I am sad.;positive\r\n3;too;many;cells\r\n'
    path = table(os.path.join(folder, "rows.csv"), rows.encode())
    browser.drop(path)
    browser.wait("!$('plan').hidden && $('says').textContent.startsWith('What stands')")
    browser.run("$('delimiter').value = ';'; $('delimiter').dispatchEvent(new Event('change'))")
    browser.run("$('truth').value = '2'; $('truth').dispatchEvent(new Event('change'))")
    assert browser.run("$('delimiter').value + $('column').value + $('truth').value") == ";12", browser.run("$('says').textContent")
    assert "by far the longest" in browser.run("$('says').textContent")
    check_axe(browser, "a plan")
    browser.shoot(os.path.join(folder, "plan.png"))
    browser.run("$('start').click()")
    browser.wait("!$('done').hidden")
    got = labeled(browser, "rows-labeled.csv")
    got = re.sub(r"0\.\d{4}", "N", got)
    assert got == ('\ufeffid;note;verdict;label;probability\r\n1;"The food was ""good"";\r\nso I am happy.";positive;positive;N\r\n\r\n'
                   '2;The food was awful, so I am sad.;positive;negative;N\r\n3;too;many;cells;;\r\n'), got
    assert "Rows without a label: 1" in browser.run("$('done-says').textContent")
    assert "1 of 2 agree" in browser.run("$('done-says').textContent")
    check_axe(browser, "a file, labeled")


server = Server()
check_headers(server)
url = f"http://127.0.0.1:{server.port}/"
browser = Browser(os.getcwd())
try:
    browser.look(1440)
    check_text(browser, url)
    check_file(browser)
    assert not browser.complaints, browser.complaints
    print("the page is as it should be")
except BaseException:
    browser.shoot(os.path.join(folder, "failed.png"))
    print("\n".join(browser.complaints))
    raise
finally:
    browser.close()
    code, said = server.stop()
assert code == 0 and "Sanitizer" not in said, said
