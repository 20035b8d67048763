// Training a deep stack: the loss as it falls, the sizes of the gradients, Start and Stop. Python trains; see
// deep_training.py.

import { follow, h, mountExperiment, s } from "./experiment.js";
import { drawLayers, stackControls } from "./layers.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model, announce }) => {
      const stage = h("div", { class: "bp-training-room" });
      const controls = stackControls(model);
      const start = startBar(model, announce);
      const draw = () => {
        const { layers } = model.get("live");
        stage.replaceChildren(...(layers.points.length ? [drawLosses(model), drawLayers(layers, layers.points.length,
          "size of each layer's gradient, now and, dashed, before training; logarithmic axis")] : []));
        start.show();
      };
      const stop = follow(model, ["live", "older", "running"], draw);
      return {
        stage,
        below: [start.element, controls.element],
        stop: () => { stop(); controls.stop(); },
        reset: () => { model.set("fresh", model.get("fresh") + 1); },
        rows: () => [["layer", "before training", "now"], ...model.get("live").layers.points.map(({ layer, size }, i) =>
          [layer, model.get("live").layers.before[i].size, size])],
        show: draw,
      };
    });
  },
};

function startBar(model, announce) {
  const button = h("button", { type: "button", class: "bp-button bp-start", onclick: () => {
    model.set("running", !model.get("running"));
    model.save_changes();
    announce(model.get("running") ? "training" : "stopped");
  } });
  const said = h("span", { class: "bp-training-said" });
  return {
    element: h("div", { class: "bp-training-bar", role: "group", "aria-label": "training" }, button, said),
    show() {
      const { steps, loss } = model.get("live");
      button.textContent = model.get("running") ? "Stop" : "Start";
      said.textContent = `${steps} steps taken, loss ${loss}`;
    },
  };
}

function drawLosses(model) {
  const { left, right, top, bottom, width, height, up, across, constant } = model.get("axes");
  const { points, label, loss, steps } = model.get("live");
  const line = (each, kind) => s("polyline", { class: kind, points: each.map((point) => point.join(",")).join(" ") });
  const [x, y] = points[points.length - 1];
  return s("svg", { class: "bp-graph bp-layers bp-live bp-losses", viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `loss after ${steps} steps: ${loss}` },
  s("g", { class: "bp-axes" },
    ...up.map((tick) => s("path", { class: "bp-grid", d: `M${left} ${tick.at}H${right}` })),
    s("path", { d: `M${left} ${top}V${bottom}H${right}` }),
    s("path", { class: "bp-constant", d: `M${left} ${constant}H${right}` }),
    ...up.map((tick) => s("text", { class: "bp-up", x: left - 8, y: tick.at + 4 }, tick.label)),
    ...across.map((tick) => s("text", { x: tick.at, y: bottom + 18 }, tick.label)),
    s("text", { x: (left + right) / 2, y: height - 8 }, "steps"),
    s("text", { class: "bp-up-title", x: 8, y: top - 14 }, "loss")),
  ...model.get("older").map((each) => line(each.points, "bp-older")),
  line(points, "bp-latest"),
  s("circle", { cx: x, cy: y, r: 5 }),
  ...labels([...model.get("older").map(({ label, points: curve }) => ({ label, at: curve[curve.length - 1] })),
    { label: "best without looking at the input", at: [right, constant + 24] }], right),
  s("text", { class: "bp-curve-label", x: right, y: top - 14 }, label));
}

/** Name curves where they end, each name a line below the one before where they would lie on one another. */
function labels(ends, right) {
  let lowest = -Infinity;
  return [...ends].sort((a, b) => a.at[1] - b.at[1]).map(({ label, at: [x, y] }) => {
    lowest = Math.max(y - 7, lowest + 15);
    return s("text", { class: "bp-older-label", x: Math.max(Math.min(x, right), 160), y: lowest }, label);
  });
}
