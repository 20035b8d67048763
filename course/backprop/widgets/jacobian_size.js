// Bytes against n: two lines that grow by a point a step. Python computes and places; see jacobian_size_model.py.

import { h, mountExperiment, s } from "./experiment.js";
import { drawAxes, drawDots } from "./plot.js";

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
  drawAxes(plot, "n, entries of x", "memory", plot.marks.flatMap((mark) => drawMark(plot, mark))),
  ...plot.lines.map((line) => drawLine(line, shown)));
}

function drawMark({ left, right }, mark) {
  return [s("path", { class: "bp-mark", d: `M${left} ${mark.at}H${right}` }),
    s("text", { class: "bp-mark-words", x: left + 8, y: mark.at - 5 }, mark.label)];
}

function drawLine({ name, label, beside, points }, shown) {
  const known = points.slice(0, shown);
  const { x, y, size } = known[shown - 1];
  return drawDots(name, known,
    ...(shown > 1 || name === "matrix" ? [s("text", { x: x + 10, y: y + beside }, `${label}: ${size}`)] : []));
}
