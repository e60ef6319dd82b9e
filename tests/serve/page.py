"""The page of tenor serve in a browser: a text, its words, a file that comes back labeled, both languages, the keyboard
alone, a token, errors, and where axe.min.js is, what axe finds. page.py FOLDER [axe.min.js]: screenshots go to FOLDER."""
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
TEXT = "The food was good, so I am happy."


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
    # Many rows, in several pieces and batches; the answer is that of the command.
    many = "text\n" + "".join(f'"The food{i} was {"good" if i % 3 else "awful"}, ""so"" I am {"x" * (i % 700)}."\n' for i in range(3000))
    browser.drop(table(os.path.join(folder, "many.csv"), many.encode()))
    browser.wait("!$('plan').hidden && table?.file.name === 'many.csv'")
    browser.run("$('delimiter').value = ','; $('delimiter').dispatchEvent(new Event('change'))")
    browser.run("$('start').click()")
    browser.wait("!$('done').hidden")
    got = labeled(browser, "many-labeled.csv").split("\n")
    assert [re.sub(r",(positive|negative),\d\.\d{4}$", "", row) for row in got[1:]] == many.split("\n")[1:]
    os.system(f'"{os.environ["TENOR"]}" classify model "{folder}/many.csv" -o "{folder}/command.csv" 2>/dev/null')
    assert open(os.path.join(folder, "command.csv")).read().split("\n") == got
    # Two readings are a question; bytes that are not UTF-8 are one; what is no table is a sentence.
    browser.drop(table(os.path.join(folder, "two.csv"), b"a,b\nsome words here,other words there\nmore words here,and yet others\n"))
    browser.wait("table?.file.name === 'two.csv' && !$('plan').hidden")
    assert browser.run("$('start').disabled && $('says').textContent.startsWith('Which column')")
    browser.drop(table(os.path.join(folder, "latin.csv"), b"text\nThe caf\xe9 was good\n"))
    browser.wait("table?.file.name === 'latin.csv' && $('start').disabled && $('says').textContent.includes('not UTF-8')")
    browser.run("$('encoding').value = 'windows-1252'; $('encoding').dispatchEvent(new Event('change'))")
    browser.wait("!$('start').disabled && $('sample').textContent.includes('caf\\u00e9')")
    browser.drop(table(os.path.join(folder, "open.csv"), b'text,n\n"The food was good,1\nThe food was bad,2\n'))
    browser.wait("table?.file.name === 'open.csv'")
    browser.run("$('column').selectedIndex = 1; $('column').dispatchEvent(new Event('change'))")
    browser.wait("!$('start').disabled")
    browser.run("$('start').click()")
    browser.wait("$('trouble').textContent.includes('never closed')")
    browser.drop(table(os.path.join(folder, "sheet.xlsx"), b"PK\x03\x04" + bytes(100)))
    browser.wait("$('trouble').textContent.includes('Excel')")


def check_model(browser, url):
    browser.go("about:blank")
    browser.go(url)
    browser.wait("model !== null")
    browser.run("pick('model')")
    assert browser.run("document.querySelectorAll('.heat td.hit').length") == 0
    browser.drop(table(os.path.join(folder, "truth.csv"), b"text,verdict\nThe food was good.,positive\nThe food was awful.,negative\n"))
    browser.wait("!$('plan').hidden")
    browser.run("$('start').click()")
    browser.wait("!$('see').hidden && !$('done').hidden")
    browser.run("$('see').click()")
    browser.wait("!$('model').hidden && document.querySelectorAll('.heat td.hit').length === 2")
    assert "accuracy" in browser.run("$('report').textContent")
    check_axe(browser, "the model")


def check_keyboard(browser, url):
    """Nothing but keys: to the box, an example, a label's words, a file, the theme and the language."""
    browser.go("about:blank")
    browser.go(url)
    browser.wait("document.querySelectorAll('#tries button').length === 4")

    def tab_to(script, most=40, back=False):
        for _ in range(most):
            browser.key("Tab", shift=back)
            if browser.run(f"document.activeElement.matches({script!r})"):
                assert browser.run("getComputedStyle(document.activeElement).outlineStyle !== 'none' || !!document.activeElement.closest('.box, .drop')"), script
                return
        raise AssertionError("no way to " + script)

    tab_to("#input")
    browser.type(TEXT)
    browser.wait(ANSWERED)
    tab_to("#bars button[aria-pressed=false]")
    browser.key("Enter")
    browser.wait("document.activeElement.getAttribute('aria-pressed') === 'true'")
    tab_to("#least")
    browser.key("End")
    assert browser.run("$('label').textContent") == "Not sure enough"
    browser.key("Home")
    tab_to("#tries button")
    browser.key("Enter")
    browser.wait("document.activeElement === $('input') && $('input').value !== %r" % TEXT)
    tab_to("#tab-text", back=True)
    browser.key("ArrowRight")
    browser.wait("!$('file').hidden && document.activeElement.id === 'tab-file'")
    tab_to("#pick")
    browser.choose("#pick", os.path.join(folder, "truth.csv"))
    browser.wait("!$('plan').hidden")
    tab_to("#start")
    browser.key("Enter")
    browser.wait("document.activeElement.id === 'done'")
    tab_to("#save", 2)
    tab_to("#language", 60, back=True)
    browser.key("Enter")
    browser.wait("document.documentElement.lang === 'zh-Hans' && $('tab-file').textContent === '一个文件'")
    assert browser.run("document.activeElement.id") == "language"
    browser.key("Enter")


def check_looks(browser, url):
    """Three sizes, light and dark, English and Chinese: nothing lies outside the window."""
    for width, height in (390, 844), (820, 1180), (1440, 900):
        for dark in False, True:
            for language in "en-US", "zh-CN":
                browser.go("about:blank")
                browser.look(width, height, dark, language)
                browser.go(url)
                browser.run("localStorage.clear(); $('input').focus(); $('input').value = %r; written()" % TEXT)
                browser.wait("last?.words")
                where = f"{width}-{'dark' if dark else 'light'}-{language[:2]}"
                assert browser.run("document.documentElement.scrollWidth") == width, where
                assert browser.run("document.documentElement.lang.slice(0, 2)") == language[:2], where
                browser.shoot(os.path.join(folder, where + ".png"))
                check_axe(browser, where)
    browser.look(1440)


def check_token(browser):
    with open("token", "w") as file:
        file.write("opensesame\n")
    server = Server("--token-file", "token")
    browser.go(f"http://127.0.0.1:{server.port}/")
    browser.wait("!$('token').hidden && $('trouble').textContent.includes('--token-file')")
    browser.run("$('secret').focus()")
    browser.type("sesame")
    browser.key("Enter")
    browser.wait("$('trouble').textContent.includes('does not take')")
    browser.run("$('secret').focus()")
    browser.type("opensesame")
    browser.key("Enter")
    browser.wait("$('token').hidden && model !== null")
    assert "opensesame" not in browser.run("JSON.stringify(localStorage) + document.cookie + location.href")
    server.stop()
    browser.run("$('input').value = 'good'; written()")
    browser.wait("$('trouble').textContent.includes('does not answer')")


def check_limits(browser):
    server = Server("--max-body", "300", "--rate", "5")
    browser.go(f"http://127.0.0.1:{server.port}/")
    browser.wait("model !== null")
    browser.run("$('input').value = 'good '.repeat(100); written()")
    browser.wait("$('trouble').textContent.includes('--max-body')")
    browser.run("for (let i = 0; i < 30; i++) fetch('models'); $('input').value = 'good'; written()")
    browser.wait("$('trouble').textContent.includes('Too many requests')")
    browser.wait("$('trouble').hidden && last?.text === 'good'")
    server.stop()


server = Server()
check_headers(server)
url = f"http://127.0.0.1:{server.port}/"
browser = Browser(os.getcwd())
try:
    browser.look(1440)
    check_text(browser, url)
    check_file(browser)
    check_model(browser, url)
    check_keyboard(browser, url)
    check_looks(browser, url)
    assert not browser.complaints, browser.complaints
    check_token(browser)
    check_limits(browser)
    print("the page is as it should be")
except BaseException:
    browser.shoot(os.path.join(folder, "failed.png"))
    print("\n".join(browser.complaints))
    raise
finally:
    browser.close()
    code, said = server.stop()
assert code == 0 and "Sanitizer" not in said, said
