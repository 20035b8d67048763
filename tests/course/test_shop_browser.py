"""The shop in a real browser: keyboard only, in both themes, and no number lies on a line.

The page loads the widget's module with a small model in place of Jupyter's: what the browser saves goes to the real
ShopExperiment in this process, and its traits go back.
"""

import json
from pathlib import Path

import pytest
from backprop.widgets.experiment import Experiment
from backprop.widgets.shop import ShopExperiment

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TRAITS = [name for name in ShopExperiment.class_own_traits(sync=True) if not name.startswith("_")]
TRAITS += [name for name in Experiment.class_own_traits(sync=True) if not name.startswith("_")]
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


class MulLayer:
    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, dout):
        return dout * self.y, dout * self.x


class AddLayer:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return dout, dout


@pytest.fixture(scope="module")
def chromium():
    if not CHROMIUM.exists():
        pytest.skip(f"NO BROWSER: {CHROMIUM} is absent, so nothing here was tried (Debian: apt install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="NO BROWSER: playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_shop(chromium):
    """Return a function that shows an experiment on a page of its own; at the end no page may have complained."""
    pages, complaints = [], []

    def opened(shop, *, light=True, width=900, motion="reduce"):
        page = chromium.new_page(viewport={"width": width, "height": 900}, reduced_motion=motion)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))

        def python(sent):
            shop.set_state(json.loads(sent))
            return json.dumps({name: getattr(shop, name) for name in TRAITS})

        page.expose_function("python", python)
        page.set_content(html(shop, light))
        page.wait_for_function("window.ready")
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert complaints == []


def html(shop, light):
    state = json.dumps({name: getattr(shop, name) for name in TRAITS})
    esm = json.dumps(str(shop._esm)).replace("</", "<\\/")
    return PAGE % {"css": shop._css, "light": str(light).lower(), "state": state, "esm": esm}


@pytest.fixture
def shop():
    return ShopExperiment(MulLayer, AddLayer)


def tab_to(page, selector):
    """Press Tab until the focus is on `selector`."""
    for _ in range(40):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never came to {selector}")


def heading(page):
    return page.text_content(".bp-heading")


def test_a_slider_takes_arrow_keys_and_python_gets_the_number(open_shop, shop):
    page = open_shop(shop)
    tab_to(page, "input[type=range]")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('.bp-value').textContent === '101'")
    assert shop.inputs["apple"] == 101
    assert shop.price == pytest.approx(717.2)
    assert page.get_attribute("input[type=range]", "aria-valuetext") == "101 won"


def test_the_whole_walk_can_be_made_with_four_keys(open_shop, shop):
    page = open_shop(shop)
    tab_to(page, ".bp-button")
    assert heading(page) == "Forward through ×"
    page.keyboard.press("s")
    assert heading(page) == "Turn round"
    for _ in range(20):
        page.keyboard.press("S")
    assert page.text_content(".bp-count") == "10 of 10"
    page.keyboard.press("b")
    assert page.text_content(".bp-count") == "9 of 10"
    page.keyboard.press("r")
    assert heading(page) == "Five inputs"
    page.wait_for_function("() => document.querySelector('.bp-count').textContent === '1 of 10'")
    assert shop.step == 0


def test_play_walks_on_by_itself_until_it_is_paused(open_shop, shop):
    page = open_shop(shop, motion="no-preference")
    tab_to(page, ".bp-button")
    page.keyboard.press("p")
    assert page.is_visible("text=Pause")
    page.wait_for_function("() => document.querySelector('.bp-count').textContent === '7 of 10'")
    page.keyboard.press("p")
    assert page.is_visible("text=Play")


def test_nothing_moves_for_a_reader_who_asked_for_less_motion(open_shop, shop):
    page = open_shop(shop, motion="reduce")
    tab_to(page, ".bp-button")
    page.keyboard.press("s")
    assert page.evaluate("() => document.getAnimations().length") == 0


def test_what_is_new_moves_along_its_wire_otherwise(open_shop, shop):
    page = open_shop(shop, motion="no-preference")
    tab_to(page, ".bp-button")
    page.keyboard.press("s")
    assert page.evaluate("() => document.getAnimations().length") > 0


def test_only_tab_and_escape_leave_the_experiment(open_shop, shop):
    page = open_shop(shop)
    tab_to(page, "input[type=range]")
    page.evaluate("() => { window.leaked.length = 0; }")
    for key in ["b", "a", "x", "Enter", "ArrowLeft", "Delete", "s", " ", "Escape", "Tab"]:
        page.keyboard.press(key)
    assert page.evaluate("() => window.leaked") == ["Escape", "Tab"]


def test_keys_do_nothing_while_the_focus_is_elsewhere(open_shop, shop):
    page = open_shop(shop)
    page.focus("#before")
    page.keyboard.press("s")
    assert page.text_content(".bp-count") == "5 of 10"
    assert page.evaluate("() => window.leaked") == ["s"]


def test_space_on_a_button_presses_the_button(open_shop, shop):
    page = open_shop(shop)
    tab_to(page, ".bp-main")
    page.keyboard.press(" ")
    assert page.text_content(".bp-count") == "6 of 10"


def test_a_nudge_is_measured_and_compared_with_the_gradient_once_it_is_known(open_shop, shop):
    page = open_shop(shop)
    tab_to(page, ".bp-nudge")
    page.keyboard.press("Enter")
    page.wait_for_selector(".bp-sentence:has-text('717.2')")
    row = page.locator(".bp-row:has(.bp-nudge)").first
    assert row.locator(".bp-cell b").all_text_contents() == ["2.2", "–"]
    for _ in range(5):
        page.keyboard.press("s")
    assert row.locator(".bp-cell b").all_text_contents() == ["2.2", "2.2"]
    assert row.get_attribute("data-agrees") == "true"


def test_nodes_are_walked_with_arrows_and_tell_upstream_local_downstream(open_shop, shop):
    shop.step = 9
    page = open_shop(shop)
    tab_to(page, ".bp-node")
    assert page.evaluate("() => document.activeElement.dataset.name") == "apple_cost"
    assert page.locator(".bp-products tbody tr").first.inner_text().split() == ["apple", "1.1", "×", "2", "=", "2.2"]
    page.keyboard.press("ArrowRight")
    assert page.text_content(".bp-panel h4") == "× makes orange_cost"
    page.keyboard.press("Home")
    assert page.get_attribute(".bp-node[data-name=tax]", "aria-label") == "tax, input, value 1.1, gradient 650"


def test_a_preset_a_table_and_a_live_summary(open_shop, shop):
    page = open_shop(shop)
    page.get_by_role("button", name="no oranges").press("Enter")
    page.wait_for_function("() => document.querySelector('.bp-ask').textContent.includes('oranges')")
    page.get_by_label("as a table").check()
    assert not page.is_visible("svg")
    assert page.locator(".bp-table tbody tr").nth(3).inner_text().split("\t")[1:] == ["0", "not yet"]
    page.wait_for_function("() => document.querySelector('[aria-live]').textContent.startsWith('Step 5 of 10')")


def test_the_clean_up_leaves_nothing_behind(open_shop, shop):
    page = open_shop(shop)
    page.evaluate("() => window.stop()")
    assert page.evaluate("() => [window.listening(), document.getElementById('root').children.length]") == [0, 0]


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


def test_no_number_lies_on_a_line_or_on_another_number(open_shop, shop):
    shop.inputs = {"apple": 297, "apple_num": 9, "orange": 283, "orange_num": 7, "tax": 1.37}
    shop.step = 9
    page = open_shop(shop)
    assert page.evaluate(OVERLAPS) == []


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("width", [900, 600, 420])
def test_text_can_be_read_and_nothing_sticks_out(open_shop, shop, light, width):
    shop.step = 9
    page = open_shop(shop, light=light, width=width)
    assert page.evaluate("() => document.querySelector('.bp-experiment').scrollWidth") <= width
    faint = page.evaluate(CONTRAST)
    assert faint == []


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
