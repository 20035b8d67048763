// A training to start and stop, its curve, a confusion matrix, and the wrongly read digits with their gradients.
// Python trains and computes; see digits.py.

import { follow, h, mountExperiment, s } from "./experiment.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const curve = h("div", { class: "bp-curve-room" });
      const matrix = h("div", { class: "bp-matrix-room" });
      const gallery = galleryOf(model);
      const detail = h("div", { class: "bp-detail" });
      const stage = h("div", { class: "bp-digits" },
        h("div", { class: "bp-digits-top" }, curve, matrix), gallery.element, detail);
      const train = trainButton(model);
      const numbers = () => {
        const counts = model.get("counts");
        curve.replaceChildren(...(counts.length ? [drawCurve(model.get("plot"))] : []));
        matrix.replaceChildren(...(counts.length ? [drawMatrix(counts)] : []));
      };
      const stops = [follow(model, ["plot", "counts"], numbers), follow(model, ["running", "frames"], train.show)];
      numbers();
      return {
        stage,
        below: [train.element],
        rows: (frame) => (frame.rows.length
          ? [["gradient", ..."01234567"], ...frame.rows.map((row, k) => [`row ${k}`, ...row])]
          : [["shows \\ read as", ..."0123456789"], ...model.get("counts").map((row, k) => [String(k), ...row.map(String)])]),
        show(frame, step) {
          gallery.show(step);
          detail.replaceChildren(...(frame.image.length ? drawDetail(frame) : []));
          train.show();
        },
        stop: () => stops.forEach((stop) => stop()),
        reset: () => model.set("anew", model.get("anew") + 1),
      };
    });
  },
};

function trainButton(model) {
  const words = h("span", {}, "Train");
  const button = h("button", { type: "button", class: "bp-button bp-train", "aria-keyshortcuts": "T", onclick: toggle },
    words, h("kbd", { "aria-hidden": "true" }, "T"));
  const element = h("div", { class: "bp-bar", role: "group", "aria-label": "training" }, button);
  const over = () => ["done", "waiting", "trouble"].includes(model.get("frames")[0]?.tone);
  let listening = false;
  function toggle() {
    if (over()) return;
    model.set("running", !model.get("running"));
    model.save_changes();
  }
  return {
    element,
    show() {
      words.textContent = model.get("running") ? "Stop" : "Train";
      button.setAttribute("aria-disabled", String(over()));
      const root = element.closest(".bp-experiment");
      if (listening || !root) return;
      listening = true;
      root.addEventListener("keydown", (event) => {
        if (event.key.toLowerCase() !== "t" || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        toggle();
      });
    },
  };
}

/** The wrongly read images as buttons: one of them in the tab order, arrow keys go from one to the next. */
function galleryOf(model) {
  const element = h("div", { class: "bp-gallery", role: "group", "aria-label": "wrongly read images" });
  let drawn = null;
  let buttons = [];
  const pick = (step) => {
    model.set("step", step);
    model.save_changes();
  };
  element.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target.closest("button"));
    const to = buttons[at + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0)];
    if (at < 0 || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (!to) return;
    to.focus();
    to.click();
  });
  const draw = (frames) => {
    const had = element.contains(document.activeElement);
    buttons = frames.flatMap((frame, step) => (frame.image.length
      ? [h("button", { type: "button", onclick: () => pick(step), "data-step": step,
        "aria-label": `image ${frame.place}: ${frame.heading}` }, drawInk(frame.image), h("span", {}, frame.label))]
      : []));
    element.replaceChildren(...buttons);
    if (had) buttons.find((button) => Number(button.dataset.step) === model.get("step"))?.focus();
  };
  return {
    element,
    show(step) {
      if (drawn !== model.get("frames")) {
        drawn = model.get("frames");
        draw(drawn);
      }
      buttons.forEach((button, k) => {
        const chosen = Number(button.dataset.step) === step;
        button.setAttribute("aria-pressed", String(chosen));
        button.tabIndex = chosen || (k === 0 && !drawn[step]?.image.length) ? 0 : -1;
      });
    },
  };
}

function drawDetail({ image, push, moved, titles }) {
  const pictures = [drawInk(image), drawPush(push), ...(moved.length ? [drawInk(moved)] : [])];
  return pictures.map((drawn, k) => h("figure", {}, drawn, h("figcaption", {}, titles[k])));
}

function drawInk(values) {
  return s("svg", { class: "bp-ink", viewBox: "0 0 8 8", "aria-hidden": "true" }, ...values.map((value, k) =>
    s("rect", { x: k % 8, y: Math.floor(k / 8), width: 1, height: 1, opacity: String(value) })));
}

function drawPush(values) {
  return s("svg", { class: "bp-ink bp-push", viewBox: "0 0 8 8", "aria-hidden": "true" }, ...values.map((value, k) => {
    const side = Math.sqrt(Math.abs(value));
    const [x, y] = [(k % 8) + 0.5, Math.floor(k / 8) + 0.5];
    return s("g", { class: value > 0 ? "bp-add" : "bp-take" },
      s("rect", { x: x - side / 2, y: y - side / 2, width: side, height: side }),
      ...(side > 0.5 ? [s("text", { x, y }, value > 0 ? "+" : "−")] : []));
  }));
}

function drawMatrix(counts) {
  const kind = (row, column, n) => (row === column ? "bp-right" : n ? "bp-wrong" : undefined);
  return h("table", { class: "bp-confusion" },
    h("caption", {}, "row: what it shows; column: what was read"),
    h("thead", {}, h("tr", {}, h("th", {}), ...counts.map((_, k) => h("th", { scope: "col" }, String(k))))),
    h("tbody", {}, ...counts.map((row, i) => h("tr", {}, h("th", { scope: "row" }, String(i)),
      ...row.map((n, j) => h("td", { class: kind(i, j, n) }, n ? String(n) : ""))))));
}

function drawCurve({ width, height, left, right, top, bottom, across, up, curves }) {
  return s("svg", { class: "bp-graph bp-training", viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": "J and the share of wrongly read images against the steps; the latest numbers are in the text above" },
  s("g", { class: "bp-axes" },
    ...up.map((tick) => s("path", { class: "bp-grid", d: `M${left} ${tick.at}H${right}` })),
    s("path", { d: `M${left} ${top}V${bottom}H${right}` }),
    ...up.map((tick) => s("text", { class: "bp-up", x: left - 6, y: tick.at + 4 }, tick.label)),
    ...across.map((tick) => s("text", { x: tick.at, y: bottom + 17 }, tick.label)),
    s("text", { x: (left + right) / 2, y: height - 6 }, "calls of gradients")),
  ...curves.map(({ kind, name, points }, k) => s("g", { class: `bp-curve bp-${kind}` },
    s("polyline", { points: points.map((point) => point.join(",")).join(" ") }),
    s("text", { class: "bp-name", x: right, y: top - 6 + 16 * k }, name))));
}
