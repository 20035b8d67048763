// Bytes against n: two lines that grow by a point a step. Python computes and places; see jacobian_size_model.py.

import { h, mountExperiment, s } from "./experiment.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const stage = h("div", { class: "bp-plot-room" });
      return {
        stage,
        below: [],
        rows: (frame) => {
          const [table, vector] = model.get("plot").lines ?? [];
          const steps = table ? table.points.slice(0, frame.shown) : [];
          return [["n", "one vector", "Jacobian"], ...steps.map((point, i) => [point.n, vector.points[i].size, point.size])];
        },
        show: (frame) => stage.replaceChildren(...(frame.shown ? [drawSizes(model.get("plot"), frame.shown)] : [])),
      };
    });
  },
};

function drawSizes(plot, shown) {
  return s("svg", { class: "bp-graph bp-plot bp-sizes bp-live", viewBox: `0 0 ${plot.width} ${plot.height}`, role: "img",
    "aria-label": "memory against n, logarithmic axes; the same numbers are in the table" },
  drawAxes(plot), ...plot.lines.map((line) => drawLine(line, shown)));
}

function drawAxes({ left, right, top, bottom, height, across, up, marks }) {
  return s("g", { class: "bp-axes" },
    ...up.map((tick) => s("path", { class: "bp-grid", d: `M${left} ${tick.at}H${right}` })),
    ...marks.flatMap((mark) => [s("path", { class: "bp-mark", d: `M${left} ${mark.at}H${right}` }),
      s("text", { class: "bp-mark-words", x: left + 8, y: mark.at - 5 }, mark.label)]),
    s("path", { d: `M${left} ${top}V${bottom}H${right}` }),
    ...across.map((tick) => s("text", { x: tick.at, y: bottom + 20 }, tick.label)),
    ...up.map((tick) => s("text", { class: "bp-up", x: left - 8, y: tick.at + 4 }, tick.label)),
    s("text", { x: (left + right) / 2, y: height - 8 }, "n, entries of x"),
    s("text", { class: "bp-up-title", x: left - 66, y: top - 10 }, "memory"));
}

function drawLine({ name, label, beside, points }, shown) {
  const known = points.slice(0, shown);
  const { x, y, size } = known[shown - 1];
  return s("g", { class: `bp-curve bp-${name}` },
    s("polyline", { points: known.map((point) => `${point.x},${point.y}`).join(" ") }),
    ...known.map((point, i) => s("circle", { cx: point.x, cy: point.y, r: i === shown - 1 ? 6 : 3.5 })),
    ...(shown > 1 || name === "matrix" ? [s("text", { x: x + 10, y: y + beside }, `${label}: ${size}`)] : []));
}
