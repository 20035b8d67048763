// Two paths to every weight: bars through the loss and through the penalty, and a slider. Python computes; see paths.py.

import { follow, h, mountExperiment, s } from "./experiment.js";

const HEIGHT = 302, WIDTH = 720, ZERO = 330; // as in paths.py

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const stage = h("div", { class: "bp-paths-room" });
      const dial = lambdaDial(model);
      return {
        stage,
        below: [dial.element],
        stop: dial.stop,
        rows: (frame) => [["weight", "through L", "through s", "sum", "mlp_backward"],
          ...model.get("bars").map((bar) => [bar.name, ...bar.texts.map((text, i) =>
            frame.shown > Math.min(i, 2) ? text : "not yet")])],
        show(frame) {
          dial.show();
          const bars = model.get("bars");
          stage.replaceChildren(...(bars.length ? [drawBars(bars, frame.shown)] : []));
        },
      };
    });
  },
};

function drawBars(bars, shown) {
  return s("svg", { class: "bp-graph bp-paths bp-live", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
    "aria-label": "contributions to the gradient of each weight; the same numbers are in the table" },
  s("path", { class: "bp-zero", d: `M${ZERO} 24V${HEIGHT - 6}` }),
  ...(shown > 0 ? [s("text", { class: "bp-loss-text bp-legend", x: 200, y: 16 }, "through L")] : []),
  ...(shown > 1 ? [s("text", { class: "bp-legend", x: 284, y: 16 }, "through s")] : []),
  ...(shown > 2 ? [s("text", { class: "bp-head-text", x: WIDTH - 8, y: 16 }, "your mlp_backward")] : []),
  ...bars.map((bar) => drawBar(bar, bar.y, shown)));
}

function drawBar(bar, y, shown) {
  const rect = (kind, [from, to], top) =>
    s("rect", { class: `bp-through-${kind}`, x: from, y: top, width: Math.max(to - from, 1), height: 12 });
  return s("g", { "data-agrees": String(bar.agrees) },
    s("text", { class: "bp-scale", x: 8, y: y - 12 }, bar.head),
    s("text", { x: 8, y: y + 17 }, bar.name),
    ...(shown > 0 ? [rect("loss", bar.loss, y)] : []),
    ...(shown > 1 ? [rect("penalty", bar.penalty, y + 13)] : []),
    ...(shown > 2 ? [s("path", { class: "bp-sum", d: `M${bar.mark} ${y - 2}V${y + 27}` }),
      s("text", { class: "bp-number", x: WIDTH - 8, y: y + 17 }, bar.texts[3] + (bar.agrees ? " =" : " ≠"))] : []),
    ...(shown === 1 ? [s("text", { class: "bp-number bp-loss-text", x: WIDTH - 8, y: y + 17 }, bar.texts[0])] : []),
    ...(shown === 2 ? [s("text", { class: "bp-number", x: WIDTH - 8, y: y + 17 }, bar.texts[1])] : []));
}

function lambdaDial(model) {
  const id = `bp-lambda-${Math.random().toString(36).slice(2)}`;
  const slider = h("input", {
    type: "range", id, min: 0, max: model.get("most"), step: 0.01, value: model.get("lam"),
    oninput: () => {
      model.set("lam", Number(slider.value));
      model.save_changes();
    },
  });
  const number = h("output", { for: id });
  const show = () => {
    const value = model.get("lam");
    if (Number(slider.value) !== value) slider.value = value;
    number.textContent = value.toFixed(2);
  };
  const element = h("section", { class: "bp-paths-dial", "aria-label": "strength of the penalty" },
    h("label", { for: id }, "λ, strength of the penalty"), slider, number);
  return { element, show, stop: follow(model, ["lam"], show) };
}
