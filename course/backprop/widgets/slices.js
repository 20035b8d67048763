// The matrices of a layer: pick an entry, its slice lights up, the inner product with dout fills the gradient.
// Python computes; see slices.py.

import { h, mountExperiment } from "./experiment.js";

export default {
  render(context) {
    return mountExperiment(context, ({ model }) => {
      const stage = h("div", { class: "bp-slices" });
      const filled = new Set();
      let drawn = null;
      let grids = null;
      const pick = (entry) => {
        model.set("step", entry + 1); // the first step shows entry 0 unfilled
        model.save_changes();
      };
      const remember = (frame, step) => {
        const entries = model.get("entries");
        if (step === 0) filled.clear();
        if (frame.filled) filled.add(frame.entry);
        if (frame.all_filled) entries.forEach((_, k) => filled.add(k));
      };
      return {
        stage,
        below: [],
        rows: () => [["entry", "inner product of slice and dout", "gradient", "measured"],
          ...model.get("entries").filter((_, k) => filled.has(k)).map((e) => [e.name, e.sum, e.value, e.measured])],
        show(frame, step) {
          if (drawn !== model.get("board")) {
            drawn = model.get("board");
            filled.clear();
            grids = drawBoard(drawn, pick);
            stage.replaceChildren(...grids.elements);
          }
          stage.classList.toggle("bp-empty", model.get("entries").length === 0);
          remember(frame, step);
          grids.show(frame, model.get("entries"), filled);
        },
      };
    });
  },
};

/** Two lines: X W = Y, and slice, dout, gradient, with the sum under them. */
function drawBoard({ of, rows }, pick) {
  const columns = rows[of][0].length;
  const given = { X: matrix("X", rows.X), W: matrix("W", rows.W), Y: matrix("Y", rows.Y), dout: matrix("dout", rows.dout) };
  const slice = matrix("slice", rows.Y.map((row) => row.map(() => "")));
  const gradient = matrix(`d${of}`, rows[of].map((row) => row.map(() => "")));
  const picker = makePickable(given[of], columns, pick);
  gradient.cells.flat().forEach((cell, k) => cell.addEventListener("click", () => pick(k)));
  gradient.element.classList.add("bp-filling");
  slice.element.classList.add("bp-slice");
  const all = { ...given, slice };
  const total = h("p", { class: "bp-sum" });
  const sign = (text, words) => h("span", { class: "bp-between", "aria-label": words, role: "img" }, text);
  const show = (frame, entries, filled) => {
    for (const [name, { cells }] of Object.entries(all)) {
      const lit = new Set((frame.lit?.[name] ?? []).map(([row, column]) => `${row},${column}`));
      cells.forEach((row, i) => row.forEach((cell, j) => cell.classList.toggle("bp-lit", lit.has(`${i},${j}`))));
    }
    slice.caption.textContent = frame.slice?.length ? `slice of ${entries[frame.entry].name}` : "slice";
    slice.cells.forEach((row, i) => row.forEach((cell, j) => { cell.textContent = frame.slice?.[i]?.[j] ?? ""; }));
    gradient.cells.flat().forEach((cell, k) => {
      const known = filled.has(k);
      cell.textContent = known ? entries[k].value : "";
      cell.classList.toggle("bp-lit", known && k === frame.entry && frame.filled);
      cell.classList.toggle("bp-differs", known && !entries[k].agrees);
      cell.title = known && !entries[k].agrees ? `nudging measures ${entries[k].measured}` : "";
    });
    total.textContent = frame.sum || " ";
    picker.show(frame.entry ?? -1);
  };
  return {
    show,
    elements: [
      h("div", { class: "bp-line" }, given.X.element, sign("×", "times"), given.W.element, sign("=", "is"), given.Y.element),
      h("div", { class: "bp-line" }, slice.element, sign("∙", "inner product with"), given.dout.element,
        sign("→", "fills"), gradient.element),
      total,
    ],
  };
}

function matrix(name, rows) {
  const cells = rows.map((row) => row.map((text) => h("td", {}, text)));
  const caption = h("caption", {}, `${name} (${rows.length}, ${rows[0].length})`);
  const element = h("table", { class: "bp-matrix" }, caption, h("tbody", {}, ...cells.map((row) => h("tr", {}, ...row))));
  return { element, caption, cells };
}

/** Make the entries of a matrix buttons: one of them in the tab order, arrow keys go from one to the next. */
function makePickable({ element, cells }, columns, pick) {
  element.classList.add("bp-pickable");
  const buttons = cells.flat().map((cell, k) => {
    const button = h("button", { type: "button", "aria-pressed": "false", onclick: () => pick(k) }, cell.textContent);
    button.setAttribute("aria-label", `row ${Math.floor(k / columns)}, column ${k % columns}: ${cell.textContent}`);
    cell.replaceChildren(button);
    return button;
  });
  element.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const column = at % columns;
    const to = {
      ArrowLeft: column > 0 ? at - 1 : at, ArrowRight: column < columns - 1 ? at + 1 : at,
      ArrowUp: at - columns, ArrowDown: at + columns,
    }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    if (!buttons[to] || to === at) return;
    buttons[to].focus();
    pick(to);
  });
  return {
    show(entry) {
      const current = Math.max(entry, 0);
      buttons.forEach((button, k) => {
        button.tabIndex = k === current ? 0 : -1;
        button.setAttribute("aria-pressed", String(k === entry));
      });
    },
  };
}
