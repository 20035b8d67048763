// What two experiments share: logarithmic axes, and a line that grows by a dot a step. Python computes and places;
// see stepsize_plot.py, which draws the same as a static picture.

import { s } from "./experiment.js";

/** Draw the axes of a plot with their titles; `behind` is drawn over the grid alone. */
export function drawAxes({ left, right, top, bottom, height, across, up }, below, beside, behind = []) {
  return s("g", { class: "bp-axes" },
    ...up.map((tick) => s("path", { class: "bp-grid", d: `M${left} ${tick.at}H${right}` })),
    ...behind,
    s("path", { d: `M${left} ${top}V${bottom}H${right}` }),
    ...across.map((tick) => s("text", { x: tick.at, y: bottom + 20 }, tick.label)),
    ...up.map((tick) => s("text", { class: "bp-up", x: left - 8, y: tick.at + 4 }, tick.label)),
    s("text", { x: (left + right) / 2, y: height - 8 }, below),
    s("text", { class: "bp-up-title", x: left - 66, y: top - 10 }, beside));
}

/** Draw the points that are known, the latest larger, and what is written beside it. */
export function drawDots(name, known, ...label) {
  return s("g", { class: `bp-curve bp-${name}` },
    s("polyline", { points: known.map(({ x, y }) => `${x},${y}`).join(" ") }),
    ...known.map(({ x, y }, i) => s("circle", { cx: x, cy: y, r: i === known.length - 1 ? 6 : 3.5 })),
    ...label);
}
