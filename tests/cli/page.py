"""Checks the structure of pages that --report has written: page.py FILE... Prints a line a page, and what is wrong."""
import os
import re
import sys
from html.parser import HTMLParser

VOID = {"meta", "br", "link", "img", "hr", "input"}
SVG_SHAPES = {"path", "polyline", "polygon", "circle", "rect"}
# Controls but tab and line feed, and characters that turn directions around or are not seen.
ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]")


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.ids, self.links, self.tags = [], [], [], [], {}
        self.named, self.sections, self.next, self.text = [], 0, 0, []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags[tag] = self.tags.get(tag, 0) + 1
        if len(values) != len(attributes):
            self.wrong.append(f"<{tag}> has an attribute twice")
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "srcset", "data", "action"):
                self.wrong.append(f"<{tag}> has {name}")
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
            if name == "aria-labelledby":
                self.named += value.split()
        if tag == "svg" and values.get("role") != "img" and values.get("aria-hidden") != "true":
            self.wrong.append("a picture is neither named nor hidden from a screen reader")
        if tag == "th" and "scope" not in values:
            self.wrong.append("a heading of a table without its scope")
        if tag == "section":
            self.sections += 1
        if tag == "p" and "next" in (values.get("class") or "").split():
            self.next += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing, at line {self.getpos()[0]}")

    def handle_data(self, data):
        self.text.append(data)


for path in sys.argv[1:]:
    data = open(path, "rb").read()
    page = Page()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        print(f"{path}: {error}")
        continue
    page.feed(text)
    page.close()
    wrong = page.wrong
    wrong += [f"<{tag}> is not closed" for tag in page.open]
    wrong += [f"id {name} is there twice" for name in sorted(set(page.ids)) if page.ids.count(name) > 1]
    wrong += [f"no id {link[1:]}" for link in page.links if not link.startswith("#") or link[1:] not in page.ids]
    wrong += [f"no id {name} names a part" for name in page.named if name not in page.ids]
    wrong += [f"there is a <{tag}>" for tag in ("script", "img", "iframe", "object", "embed", "form") if tag in page.tags]
    wrong += [f"U+{ord(found):04X} stands in it" for found in sorted(set(ODD.findall(text)))]
    if not text.startswith("<!DOCTYPE html>\n<html lang=en>"):
        wrong.append("does not begin as a page with a language")
    if re.search(r"(?:https?:)?//", text):
        wrong.append("an address of the network")
    if page.next != page.sections:
        wrong.append(f"{page.sections} sections, {page.next} that say what to do")
    for needed in ("h1", "main", "nav", "title", "table"):
        if needed not in page.tags:
            wrong.append(f"no <{needed}>")
    if len(data) > 1000000:
        wrong.append(f"{len(data)} bytes")
    for line in sorted(set(wrong)):
        print(f"{path}: {line}")
    print(f"{path}: {page.sections} sections, {page.tags.get('svg', 0) > 0 and 'pictures' or 'no pictures'}, "
          f"{'whole' if not wrong else 'not whole'}")
