// Error against step: two curves that grow by a point a step. Python computes and places; see stepsize_plot.py.

import { h, mountExperiment, s } from "./experiment.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const stage = h("div", { class: "bp-plot-room" });
      return {
        stage,
        below: [],
        rows: (frame) => {
          const [one, two] = model.get("plot").curves;
          const steps = one ? one.points.slice(0, frame.shown) : [];
          return [["h", "float64", "float32"], ...steps.map((point, i) => [point.h, point.error, two.points[i].error])];
        },
        show: (frame) => stage.replaceChildren(...(frame.shown ? [drawPlot(model.get("plot"), frame.shown)] : [])),
      };
    });
  },
};

function drawPlot(plot, shown) {
  return s("svg", { class: "bp-graph bp-plot bp-live", viewBox: `0 0 ${plot.width} ${plot.height}`, role: "img",
    "aria-label": "relative error against the step h, logarithmic axes; the same numbers are in the table" },
  drawAxes(plot), ...plot.curves.map((curve) => drawCurve(curve, shown)));
}

function drawAxes({ left, right, top, bottom, height, across, up }) {
  return s("g", { class: "bp-axes" },
    ...up.map((tick) => s("path", { class: "bp-grid", d: `M${left} ${tick.at}H${right}` })),
    s("path", { d: `M${left} ${top}V${bottom}H${right}` }),
    ...across.map((tick) => s("text", { x: tick.at, y: bottom + 20 }, tick.label)),
    ...up.map((tick) => s("text", { class: "bp-up", x: left - 8, y: tick.at + 4 }, tick.label)),
    s("text", { x: (left + right) / 2, y: height - 8 }, "step h"),
    s("text", { class: "bp-up-title", x: left - 66, y: top - 10 }, "relative error"));
}

function drawCurve({ name, points, label }, shown) {
  const known = points.slice(0, shown);
  const latest = known[shown - 1];
  return s("g", { class: `bp-curve bp-${name}` },
    s("polyline", { points: known.map(({ x, y }) => `${x},${y}`).join(" ") }),
    ...known.map(({ x, y }, i) => s("circle", { cx: x, cy: y, r: i === shown - 1 ? 6 : 3.5 })),
    s("text", { x: latest.x - 10, y: latest.y + label }, name));
}
