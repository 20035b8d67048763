// The frame around every experiment: heading and question, steps and their keys, presets, the table toggle, the text
// for screen readers. An experiment brings its drawing and what lies below it; see mountExperiment.

/**
 * @typedef {Object} Frame  one step, made in Python (frames.py)
 * @property {string} heading
 * @property {string} text
 * @property {string} ask
 * @property {"start"|"forward"|"backward"|"done"|"waiting"|"trouble"} tone
 */

/**
 * @typedef {Object} View  what an experiment brings
 * @property {Element} stage  the drawing
 * @property {Element[]} below  controls and panels under the steps
 * @property {(frame: Frame, step: number) => void} show  draw one frame
 * @property {(frame: Frame) => string[][]} rows  the same frame as a table, the first row being its head
 * @property {() => void} [stop]  stop following the model
 * @property {() => void} [reset]  what Reset does beyond the first preset and the first step
 */

const PACE_MS = 1600;
const PACE_CALM_MS = 3000; // with prefers-reduced-motion: nothing moves, and there is more time to read
const ANNOUNCE_AFTER_MS = 400; // a slider that is dragged is announced once, when it rests

/** Make an element: h("p", { class: "note", onclick: f }, "text", child). */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** Make an SVG element in the same way. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** Make a table of rows; the first is the head, and the first cell of each is a heading too. */
export function tableOf([head, ...rows], caption) {
  const cells = (row, tag) => row.map((cell, i) => h(i ? tag : "th", { scope: tag === "th" ? "col" : "row" }, cell));
  return h("table", { class: "bp-table" },
    h("caption", { class: "bp-unseen" }, caption),
    h("thead", {}, h("tr", {}, ...cells(head, "th"))),
    h("tbody", {}, ...rows.map((row) => h("tr", {}, ...cells(row, "td")))));
}

/** Follow a set of traits of the model; returns the function that stops following them. */
export function follow(model, names, callback) {
  const events = names.map((name) => `change:${name}`);
  for (const event of events) model.on(event, callback);
  return () => events.forEach((event) => model.off(event, callback));
}

/**
 * Build an experiment into `el`.
 * @param {{model: any, el: HTMLElement}} context  what anywidget gives
 * @param {(tools: {model: any, announce: (text: string) => void}) => View} build
 * @returns {() => void} the clean-up
 */
export function mountExperiment({ model, el }, build) {
  const unseen = h("div", { class: "bp-unseen", "aria-live": "polite", role: "status" });
  const announce = announcer(unseen);
  const view = build({ model, announce });
  const steps = stepper(model, () => view.reset?.());
  const story = storyCard();
  const table = h("div", { class: "bp-tableroom", hidden: true });
  const stage = h("div", { class: "bp-stage" }, view.stage, table);
  const toggle = tableToggle((on) => {
    table.hidden = !on;
    view.stage.toggleAttribute("hidden", on);
  });
  const chips = presetChips(model);
  const bar = stepBar(model, steps);
  const root = h("section", { class: "bp-theme bp-experiment", "aria-label": model.get("title") },
    h("header", { class: "bp-head-line" }, h("h3", {}, model.get("title")), chips.element, toggle),
    story.element, stage, bar.element, ...view.below, unseen);

  let said = "";
  const show = () => {
    const frames = model.get("frames");
    const step = Math.min(model.get("step"), frames.length - 1);
    const frame = frames[step];
    if (!frame) return;
    story.show(frame);
    view.show(frame, step);
    bar.show();
    chips.show();
    table.replaceChildren(tableOf(view.rows(frame), frame.heading));
    const words = `Step ${step + 1} of ${frames.length}. ${frame.heading}. ${frame.text} ${frame.ask}`;
    if (said && words !== said) announce(words);
    said = words;
  };
  root.addEventListener("keydown", (event) => pressed(event, steps));
  const stop = follow(model, ["frames", "step", "preset"], show);
  show();
  el.append(root);
  return () => {
    stop();
    view.stop?.();
    steps.pause();
    root.remove();
  };
}

/** Keys act only while the focus is inside; but for Tab and Escape none may reach the notebook around us. */
function pressed(event, steps) {
  if (event.key === "Tab" || event.key === "Escape") return;
  event.stopPropagation();
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select, textarea, [type=text]")) return;
  const act = { s: steps.forward, b: steps.back, p: steps.toggle, r: steps.reset }[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
}

/** The position among the frames, and Play. */
function stepper(model, alsoReset) {
  let timer = null;
  const listeners = [];
  const last = () => model.get("frames").length - 1;
  const go = (step) => {
    model.set("step", Math.max(0, Math.min(step, last())));
    model.save_changes();
  };
  const pause = () => {
    clearInterval(timer);
    timer = null;
    listeners.forEach((listener) => listener());
  };
  const tick = () => {
    go(model.get("step") + 1);
    if (model.get("step") >= last()) pause();
  };
  const play = () => {
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    timer = setInterval(tick, calm ? PACE_CALM_MS : PACE_MS);
    if (model.get("step") >= last()) go(0);
    else tick();
    listeners.forEach((listener) => listener());
  };
  return {
    playing: () => timer !== null,
    listen: (listener) => listeners.push(listener),
    go: (step) => { pause(); go(step); },
    forward: () => { pause(); go(model.get("step") + 1); },
    back: () => { pause(); go(model.get("step") - 1); },
    toggle: () => (timer === null ? play() : pause()),
    reset: () => {
      pause();
      const [preset] = model.get("presets");
      if (preset) model.set("preset", preset.name);
      alsoReset();
      go(0);
    },
    pause,
    last,
  };
}

function storyCard() {
  const heading = h("strong", { class: "bp-heading" });
  const text = h("span", {});
  const ask = h("p", { class: "bp-ask" });
  const element = h("div", { class: "bp-story" }, h("p", {}, heading, " ", text), ask);
  return {
    element,
    show(frame) {
      element.dataset.tone = frame.tone;
      heading.textContent = frame.heading;
      text.textContent = frame.text;
      ask.textContent = frame.ask;
    },
  };
}

function stepBar(model, steps) {
  const button = (label, key, act) =>
    h("button", { type: "button", class: "bp-button", "aria-keyshortcuts": key.toUpperCase(), onclick: act },
      h("span", {}, label), h("kbd", { "aria-hidden": "true" }, key));
  const reset = button("Reset", "R", steps.reset);
  const back = button("Back", "B", steps.back);
  const step = button("Step", "S", steps.forward);
  const play = button("Play", "P", steps.toggle);
  step.classList.add("bp-main");
  const ticks = h("span", { class: "bp-ticks", "aria-hidden": "true" });
  const count = h("span", { class: "bp-count" });
  const show = () => {
    const frames = model.get("frames");
    const at = Math.min(model.get("step"), frames.length - 1);
    back.setAttribute("aria-disabled", at === 0);
    step.setAttribute("aria-disabled", at >= steps.last());
    play.firstChild.textContent = steps.playing() ? "Pause" : "Play";
    count.textContent = `${at + 1} of ${frames.length}`;
    ticks.replaceChildren(...frames.map((frame, i) =>
      h("span", { class: i === at ? "bp-tick bp-now" : "bp-tick", "data-tone": frame.tone, "data-past": String(i <= at),
        title: frame.heading, onclick: () => steps.go(i) })));
  };
  steps.listen(show);
  const element = h("div", { class: "bp-bar", role: "group", "aria-label": "steps" },
    reset, back, step, play, ticks, count);
  return { element, show };
}

function presetChips(model) {
  const chips = model.get("presets").map(({ name }) =>
    h("button", { type: "button", class: "bp-chip", onclick: () => choose(name) }, name));
  const choose = (name) => {
    model.set("preset", name);
    model.save_changes();
  };
  const show = () => chips.forEach((chip) => chip.setAttribute("aria-pressed", chip.textContent === model.get("preset")));
  const element = h("div", { class: "bp-chips", role: "group", "aria-label": "presets" }, ...chips);
  return { element, show };
}

function tableToggle(act) {
  const box = h("input", { type: "checkbox", onchange: () => act(box.checked) });
  return h("label", { class: "bp-toggle" }, box, " as a table");
}

/** Text for screen readers, said when nothing new has come for a moment. */
function announcer(unseen) {
  let timer = null;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => { unseen.textContent = text; }, ANNOUNCE_AFTER_MS);
  };
}
