"""One experiment on a page of its own in Chromium, with a small model in place of Jupyter's.

What the browser saves goes to the real widget in this process, and its traits go back.
"""

import json

import pytest

PAGE = """<!doctype html><meta charset="utf-8"><style>%(css)s</style>
<body data-jp-theme-light="%(light)s"><button id="before">before</button><div id="root"></div>
<script type="module">
const state = %(state)s, listeners = {}, same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
let unsaved = {}, round = 0;
const setIn = {}; // as in Jupyter, an answer does not undo what was set after its question
const fire = (name) => (listeners["change:" + name] ?? []).forEach((listener) => listener());
const model = {
  get: (name) => state[name],
  set(name, value) {
    if (same(state[name], value)) return;
    state[name] = unsaved[name] = value;
    setIn[name] = round;
    fire(name);
  },
  on: (event, listener) => (listeners[event] ??= []).push(listener),
  off: (event, listener) => { listeners[event] = listeners[event].filter((other) => other !== listener); },
  async save_changes() {
    const sent = unsaved, asked = round++;
    unsaved = {};
    const news = JSON.parse(await window.python(JSON.stringify(sent)));
    const changed = Object.keys(news).filter((name) => !(setIn[name] > asked) && !same(state[name], news[name]));
    for (const name of changed) state[name] = news[name];
    changed.forEach(fire);
  },
};
window.leaked = [];
document.addEventListener("keydown", (event) => window.leaked.push(event.key));
window.listening = () => Object.values(listeners).flat().length;
const url = URL.createObjectURL(new Blob([%(esm)s], { type: "text/javascript" }));
window.stop = (await import(url)).default.render({ model, el: document.getElementById("root") });
window.ready = true;
</script>"""


def traits(widget):
    """The names of the traits that travel, but for those of every Jupyter widget."""
    from backprop.widgets.experiment import Experiment

    kinds = [kind for kind in type(widget).__mro__ if issubclass(kind, Experiment)]
    names = {name: None for kind in kinds for name in kind.class_own_traits(sync=True)}
    return [name for name in names if not name.startswith("_")]


def state(widget):
    return json.dumps({name: getattr(widget, name) for name in traits(widget)})


def html(widget, light=True):
    esm = json.dumps(str(widget._esm)).replace("</", "<\\/")
    return PAGE % {"css": widget._css, "light": str(light).lower(), "state": state(widget), "esm": esm}


def show(page, widget, light=True):
    """Put `widget` on `page` and wait until it is there."""

    def python(sent):
        widget.set_state(json.loads(sent))
        return state(widget)

    page.expose_function("python", python)
    page.set_content(html(widget, light))
    page.wait_for_function("window.ready")


def tab_to(page, selector):
    """Press Tab until the focus is on `selector`."""
    for _ in range(40):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never came to {selector}")


KEYS = ("b", "a", "x", "Enter", "ArrowLeft", "ArrowRight", "ArrowDown", "Delete", "s", " ", "Escape", "Tab")
"""Keys that JupyterLab has a use for too."""


def keys_that_leave(page, selector, keys=KEYS):
    """Which of some keys, pressed on `selector`, the page around the experiment sees as well."""
    tab_to(page, selector)
    page.evaluate("() => { window.leaked.length = 0; }")
    for key in keys:
        page.keyboard.press(key)
    return page.evaluate("() => window.leaked")


def left_behind(page):
    """Listeners and elements that are still there when the experiment has cleaned up after itself."""
    page.evaluate("() => window.stop()")
    return page.evaluate("() => [window.listening(), document.getElementById('root').children.length]")


OVERLAPS = """() => {
  const shown = [...document.querySelectorAll("svg text")].filter((text) => text.textContent);
  const boxes = shown.map((text) => text.getBBox());
  const inside = (box, x, y) => x > box.x && x < box.x + box.width && y > box.y + 3 && y < box.y + box.height - 3;
  const found = [];
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
    const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
    if (across > 0 && down > 3) found.push(["text", shown[i].textContent]);
  }));
  for (const wire of document.querySelectorAll(".bp-wire path:first-of-type"))
    for (let at = 0; at < wire.getTotalLength(); at += 2) {
      const { x, y } = wire.getPointAtLength(at);
      boxes.forEach((box, i) => inside(box, x, y) && found.push(["wire", shown[i].textContent]));
    }
  return found;
}"""
"""Texts of a graph that lie on one another or on a wire."""

CONTRAST = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => [r, g, b].map((c) => linear(c / 255))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const e of document.querySelectorAll(".bp-experiment *")) {
    const own = [...e.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || e.closest("svg, [aria-disabled=true], .bp-unseen, style") || !e.getClientRects().length) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push([e.className, e.textContent.slice(0, 30), ratio.toFixed(2)]);
  }
  return found;
}"""
"""Texts whose contrast to their ground is below 4.5 to 1."""
