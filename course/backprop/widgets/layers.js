// What both experiments of notebook 06 share: sizes by layer on a logarithmic axis, and the controls of a stack.
// Python computes and places the points; see vanishing_plot.py.

import { follow, h, s } from "./experiment.js";

/** Draw a plot; `shown` layers, counted from the last, have been reached on the walk back. */
export function drawLayers(plot, shown, label) {
  const reached = plot.points.slice(plot.points.length - shown);
  const line = (points) => s("polyline", { points: points.map(({ x, y }) => `${x},${y}`).join(" ") });
  const [latest] = reached;
  return s("svg", { class: "bp-graph bp-layers bp-live", viewBox: `0 0 ${plot.width} ${plot.height}`, role: "img",
    "aria-label": label },
  drawLayerAxes(plot),
  s("g", { class: "bp-before-points" }, line(plot.before),
    ...(plot.before.length ? [s("text", { x: plot.right, y: plot.top - 14 }, "dashed: before training")] : [])),
  s("g", { class: "bp-now-points" }, line(reached),
    ...reached.map(({ x, y }) => s("circle", { cx: x, cy: y, r: 4 })),
    ...(latest && shown <= plot.points.length && !plot.before.length ? [drawLatest(latest, plot)] : [])));
}

function drawLatest({ x, y, size }, { left, top }) {
  return s("g", {}, s("circle", { cx: x, cy: y, r: 7 }),
    s("text", { x: Math.max(x, left + 34), y: y - 14 < top ? y + 24 : y - 14 }, size));
}

function drawLayerAxes({ left, right, top, bottom, height, across, up }) {
  return s("g", { class: "bp-axes" },
    ...up.map((tick) => s("path", { class: "bp-grid", d: `M${left} ${tick.at}H${right}` })),
    s("path", { d: `M${left} ${top}V${bottom}H${right}` }),
    ...up.map((tick) => s("text", { class: "bp-up", x: left - 8, y: tick.at + 4 }, tick.label)),
    ...across.map((tick) => s("text", { x: tick.at, y: bottom + 18 }, tick.label)),
    s("text", { x: (left + right) / 2, y: height - 8 }, "layer"),
    s("text", { class: "bp-up-title", x: 8, y: top - 14 }, "size of dW"));
}

/** Controls for the traits in model.limits: activation, depth, width, scale; and the draw of the random numbers. */
export function stackControls(model) {
  const limits = model.get("limits");
  const set = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const parts = [
    choice(model, limits.names, set),
    ...(limits.depth ? [slider(model, "depth", "layers", limits.depth, 1, set)] : []),
    ...(limits.width ? [slider(model, "width", "units in each layer", limits.width, 8, set)] : []),
    scaleSlider(model, limits.scale, set),
    drawAgain(model, set),
  ];
  const show = () => parts.forEach((part) => part.show());
  const element = h("section", { class: "bp-stack-controls", "aria-label": "the stack" },
    ...parts.map((part) => part.element));
  show();
  const names = ["activation", "depth", "width", "scale", "seed"].filter((name) => model.get(name) !== undefined);
  return { element, show, stop: follow(model, names, show) };
}

function choice(model, names, set) {
  const group = `bp-activation-${Math.random().toString(36).slice(2)}`;
  const boxes = names.map((name) =>
    h("input", { type: "radio", name: group, value: name, onchange: () => set("activation", name) }));
  return {
    element: h("div", { class: "bp-choice", role: "radiogroup", "aria-label": "activation" },
      h("span", { "aria-hidden": "true" }, "activation"),
      ...boxes.map((box) => h("label", {}, box, ` ${box.value}`))),
    show: () => boxes.forEach((box) => { box.checked = box.value === model.get("activation"); }),
  };
}

function slider(model, name, label, [min, max], step, set) {
  return dial(label, { min, max, step, oninput: (event) => set(name, Number(event.target.value)) }, (input, output) => {
    const value = model.get(name);
    if (Number(input.value) !== value) input.value = value;
    output.textContent = String(value);
  });
}

/** The scale on a logarithmic slider; beside it, the scale in units of 1/√width. */
function scaleSlider(model, [low, high], set) {
  const oninput = (event) => set("scale", Number((10 ** Number(event.target.value)).toPrecision(3)));
  return dial("scale of the weights", { min: Math.log10(low), max: Math.log10(high), step: "any", oninput,
    onkeydown: (event) => {
      const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      set("scale", Number(Math.min(Math.max(model.get("scale") * 1.05 ** by, low), high).toPrecision(3)));
    } }, (input, output) => {
    const scale = model.get("scale");
    const at = Math.log10(scale);
    if (Math.abs(Number(input.value) - at) > 0.004) input.value = at;
    const text = Number(scale.toPrecision(3)).toString();
    output.textContent = `${text} = ${(scale * Math.sqrt(model.get("width"))).toFixed(2)} / √width`;
    input.setAttribute("aria-valuetext", output.textContent);
  });
}

function dial(label, attributes, update) {
  const id = `bp-dial-${Math.random().toString(36).slice(2)}`;
  const input = h("input", { type: "range", id, ...attributes });
  const output = h("output", { for: id });
  return {
    element: h("div", { class: "bp-dial" }, h("label", { for: id }, label), input, output),
    show: () => update(input, output),
  };
}

function drawAgain(model, set) {
  const number = h("span", {});
  return {
    element: h("div", { class: "bp-draw" }, number,
      h("button", { type: "button", class: "bp-button", onclick: () => set("seed", model.get("seed") + 1) },
        "Draw again")),
    show: () => { number.textContent = `random draw ${model.get("seed")}`; },
  };
}
