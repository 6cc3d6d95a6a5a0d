// The living figure: convolution, pooling and transposed convolution with every number in sight,
// and a stack of layers with what one unit sees. One module, no dependencies, three places: the
// course's pages, `plot.explore` in JupyterLab (through anywidget), `plot.animate`'s player.
//
// First the arithmetic (pure functions, tested against convkit), then words, then what is seen.

// -- arithmetic ---------------------------------------------------------------------------------

const OPERATIONS = {
  conv: "convolution",
  max_pool: "max pooling",
  avg_pool: "average pooling",
  conv_transpose: "transposed convolution",
};
const AXES = ["rows", "columns"];
const isPool = (op) => /_pool$/.test(op);
const shapeOf = (plane) => [plane.length, plane[0].length];
const plane = (rows, cols, fill) =>
  Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => fill(i, j)));
const reach = (k, d) => d * (k - 1) + 1;

/** Outputs along one axis; throws an Error that says why there are none. */
function outputSize(op, n, k, s, p, d, a) {
  if (op === "conv_transpose") {
    if (a >= Math.max(s, d)) throw new Error(
      `output padding ${a} must be smaller than the stride ${s} or the dilation ${d}`);
    const size = s * (n - 1) - 2 * p + reach(k, d) + a;
    if (size < 1) throw new Error(`padding ${p} crops all of the output`);
    return size;
  }
  if (isPool(op) && p > Math.floor(k / 2)) throw new Error(
    `padding ${p} is more than half of the window of ${k}`);
  if (n + 2 * p < reach(k, d)) throw new Error(
    `the window reaches over ${reach(k, d)} cells, the padded input has only ${n + 2 * p}`);
  return Math.floor((n + 2 * p - reach(k, d)) / s) + 1;
}

/** Everything one state gives: padded input, output, and which cells meet at each place.
 *
 * A state has op, x, k (planes; for pooling only the shape of k counts), and pairs s, p, d, a:
 * stride, padding, dilation, output padding.
 */
function compute({ op, x, k, s, p, d, a }) {
  const stamped = op === "conv_transpose";
  const [n, m] = [shapeOf(x), shapeOf(k)];
  const out = AXES.map((_, i) => outputSize(op, n[i], m[i], s[i], p[i], d[i], stamped ? a[i] : 0));
  const taps = [];
  for (let u = 0; u < m[0]; u++) for (let v = 0; v < m[1]; v++) taps.push([u, v]);
  const under = ([i, j]) => taps.map(([u, v]) => [i * s[0] + u * d[0], j * s[1] + v * d[1]]);
  if (stamped) {
    const full = plane(out[0] + 2 * p[0], out[1] + 2 * p[1], () => 0);
    for (let i = 0; i < n[0]; i++) for (let j = 0; j < n[1]; j++)
      under([i, j]).forEach(([r, c], t) => { full[r][c] += x[i][j] * k[taps[t][0]][taps[t][1]]; });
    const output = plane(out[0], out[1], (i, j) => full[i + p[0]][j + p[1]]);
    return { stamped, places: n, out, taps, under, source: x, target: full, output };
  }
  const blank = op === "max_pool" ? -Infinity : 0;
  const padded = plane(n[0] + 2 * p[0], n[1] + 2 * p[1],
    (i, j) => (x[i - p[0]] ?? [])[j - p[1]] ?? blank);
  const output = plane(out[0], out[1], (i, j) => {
    const values = under([i, j]).map(([r, c]) => padded[r][c]);
    if (op === "max_pool") return Math.max(...values);
    if (op === "avg_pool") return values.reduce((t, v) => t + v, 0) / values.length;
    return values.reduce((t, v, q) => t + v * k[taps[q][0]][taps[q][1]], 0);
  });
  return { stamped, places: out, out, taps, under, source: padded, target: output, output };
}

/** The places whose window holds this cell of the padded input (of the uncropped output). */
function readers(made, cell) {
  const found = [];
  for (let i = 0; i < made.places[0]; i++) for (let j = 0; j < made.places[1]; j++)
    if (made.under([i, j]).some(([r, c]) => r === cell[0] && c === cell[1])) found.push([i, j]);
  return found;
}

/** Field, jump and start after each layer of a stack [k, s, p, d], and how many units it has. */
function stack(n, layers) {
  const rows = [{ size: 1, jump: 1, start: 0, units: n }];
  for (const [k, s, p, d] of layers) {
    const { size, jump, start, units } = rows.at(-1);
    rows.push({
      size: size + d * (k - 1) * jump,
      start: start - p * jump,
      jump: jump * s,
      units: Math.floor((units + 2 * p - reach(k, d)) / s) + 1,
    });
  }
  return rows;
}

/** Units of every level that reach this unit of the last one; what lies in padding is left out. */
function seen(rows, layers, unit) {
  const levels = [new Set([unit])];
  for (let l = layers.length - 1; l >= 0; l--) {
    const [k, s, p, d] = layers[l];
    const below = new Set();
    for (const j of levels[0]) for (let t = 0; t < k; t++) {
      const i = j * s - p + t * d;
      if (i >= 0 && i < rows[l].units) below.add(i);
    }
    levels.unshift(below);
  }
  return levels;
}

// -- words --------------------------------------------------------------------------------------

function number(value) {
  if (value === Infinity) return "∞";
  if (value === -Infinity) return "−∞";
  if (Number.isNaN(value) || value === null) return "nan";
  const text = String(+value.toFixed(3));
  return (text === "-0" ? "0" : text).replace("-", "−");
}
const factor = (value) => (value < 0 ? `(${number(value)})` : number(value));
const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const parse = (text) => {
  const clean = text.trim().replace("−", "-").replace(",", ".");
  return clean !== "" && Number.isFinite(+clean) ? +clean : null;
};
const at = ([i, j]) => `row ${i}, column ${j}`;

/** The sum of one place, as pieces [text, role]. */
function sumParts(state, made, place) {
  const weights = made.taps.map(([u, v]) => state.k[u][v]);
  if (made.stamped) {
    const [i, j] = place;
    const value = made.source[i][j];
    return [[factor(value), "input"], [" · kernel: ", ""],
      ...weights.flatMap((w, t) => [[t ? ", " : "", ""], [number(value * w), "output"]]),
      [" are added", ""]];
  }
  const values = made.under(place).map(([r, c]) => made.source[r][c]);
  const total = [[" = ", ""], [number(made.output[place[0]][place[1]]), "output"]];
  if (state.op === "max_pool") return [["largest of ", ""],
    ...values.flatMap((v, t) => [[t ? ", " : "", ""], [number(v), "input"]]), ...total];
  const average = state.op === "avg_pool";
  const terms = values.flatMap((v, t) => [[t ? " + " : "", ""], [factor(v), "input"],
    ...(average ? [] : [["·", ""], [factor(weights[t]), "kernel"]])]);
  return average ? [["(", ""], ...terms, [`) / ${values.length}`, ""], ...total]
    : [...terms, ...total];
}

/** The size formula of one axis with its numbers in it. */
function sizeFormula(state, axis) {
  const [n, k] = [shapeOf(state.x)[axis], shapeOf(state.k)[axis]];
  const [s, p, d, a] = ["s", "p", "d", "a"].map((name) => state[name][axis]);
  let text = `⌊(${n} + 2·${p} − ${d}·(${k} − 1) − 1) / ${s}⌋ + 1`;
  if (state.op === "conv_transpose") text = `${s}·(${n} − 1) − 2·${p} + ${d}·(${k} − 1) + ${a} + 1`;
  try {
    return `${text} = ${outputSize(state.op, n, k, s, p, d, a)}`;
  } catch { return `${text}: none`; }
}

/** The line of PyTorch that does the same. */
function torchLine(state) {
  const flat = isFlat(state);
  const pair = (v) => (flat ? `${v[1]}` : v[0] === v[1] ? `${v[0]}` : `(${v[0]}, ${v[1]})`);
  const rank = flat ? "1d" : "2d";
  const size = shapeOf(state.k);
  const pool = isPool(state.op);
  const given = [];
  const unit = pool ? size : [1, 1];
  if (pair(state.s) !== pair(unit)) given.push(`stride=${pair(state.s)}`);
  if (pair(state.p) !== "0") given.push(`padding=${pair(state.p)}`);
  if (state.op === "conv_transpose" && pair(state.a) !== "0")
    given.push(`output_padding=${pair(state.a)}`);
  if (state.op !== "avg_pool" && pair(state.d) !== "1") given.push(`dilation=${pair(state.d)}`);
  const kernel = pool ? pair(size) : "k[None, None]";
  return `F.${state.op}${rank}(${["x[None, None]", kernel, ...given].join(", ")})`;
}
const isFlat = (state) => state.x.length === 1 && state.k.length === 1;

// -- the address --------------------------------------------------------------------------------

const PAIRS = { s: [1, 1], p: [0, 0], d: [1, 1], a: [0, 0], at: [0, 0] };

/** A state as text for the address, and back; nothing of it is trusted. */
function toAddress(state) {
  const text = (rows) => rows.map((row) => row.join(",")).join("/");
  const said = { mode: state.mode };
  if (state.mode === "stack") {
    Object.assign(said, { n: state.n, layers: text(state.layers), unit: state.unit });
  } else {
    Object.assign(said, { op: state.op, x: text(state.x), k: text(state.k) });
    for (const name in PAIRS) said[name] = state[name].join(",");
  }
  return Object.entries(said).map(([name, value]) => `${name}=${value}`).join("&");
}

function fromAddress(text, before) {
  const said = new URLSearchParams(text.replace(/^#/, ""));
  const rows = (name, most, least) => {
    const found = (said.get(name) ?? "").split("/").map((row) => row.split(",")
      .map((text) => (text === "" ? NaN : Number(text))));
    const good = found.length <= most && found.every((row) => row.length === found[0].length
      && row.length <= most && row.every((v) => Number.isFinite(v) && v >= least));
    return said.has(name) && good ? found : null;
  };
  const state = { ...before };
  if (said.get("mode") === "stack") {
    const layers = rows("layers", 8, 0);
    if (layers?.every((row) => row.length === 4)) state.layers = layers;
    const n = Number(said.get("n"));
    if (n >= 1 && n <= 64) state.n = Math.floor(n);
    state.unit = Math.max(0, Math.floor(Number(said.get("unit")) || 0));
    return { ...state, mode: "stack" };
  }
  if (said.get("op") in OPERATIONS) state.op = said.get("op");
  state.x = rows("x", 16, -1e9) ?? state.x;
  state.k = rows("k", 8, -1e9) ?? state.k;
  for (const name in PAIRS) {
    const least = PAIRS[name][0] ? 1 : 0;
    const pair = rows(name, 2, least)?.[0];
    if (pair?.length === 2) state[name] = pair.map((v) => Math.min(Math.floor(v), 99));
  }
  return { ...state, mode: "one" };
}

// -- presets ------------------------------------------------------------------------------------

const picture = (lines, ink = "#") => lines.map((line) => [...line].map((c) => (c === ink ? 1 : 0)));
const PRESETS = {
  "a small example": { op: "conv", x: [[0, 1, 2], [3, 4, 5], [6, 7, 8]], k: [[0, 1], [2, 3]] },
  "an edge": { op: "conv", x: plane(5, 8, (i, j) => (j > 1 && j < 6 ? 0 : 1)), k: [[1, -1]] },
  "a letter": {
    op: "conv", p: [1, 1], k: [[-1, 2, -1], [-1, 2, -1], [-1, 2, -1]],
    x: picture(["######", "##....", "#####.", "##....", "##....", "##...."]),
  },
  "a patch of a photograph": { op: "conv", k: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], x: [
    // a palace roof: scikit-learn's picture "china" at half size, grey, from row 61, column 150,
    // in hundredths
    [54, 63, 60, 57, 53, 51, 45, 44], [45, 46, 49, 55, 59, 51, 50, 48],
    [34, 36, 37, 46, 52, 44, 50, 36], [13, 19, 27, 31, 33, 34, 21, 70],
    [19, 16, 15, 14, 20, 25, 74, 89], [15, 19, 21, 21, 53, 89, 90, 90],
    [23, 29, 67, 91, 90, 90, 90, 90], [62, 92, 89, 89, 90, 90, 90, 90]] },
  "the largest of each window": {
    op: "max_pool", s: [2, 2], k: [[1, 1], [1, 1]],
    x: [[1, 4, 2, 8], [5, 7, 1, 3], [0, 2, 9, 6], [3, 1, 4, 5]],
  },
  "a kernel stamped, two steps apart": {
    op: "conv_transpose", s: [2, 2], x: [[1, 2], [3, 4]], k: [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
  },
};
const START = {
  mode: "one", ...PAIRS, ...PRESETS["a small example"],
  n: 21, layers: [[3, 1, 1, 1], [3, 2, 1, 1], [3, 1, 1, 2]], unit: 5,
};

// -- what is seen -------------------------------------------------------------------------------

/** An element with properties and children; text is never read as HTML. */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}
const MARKS = { input: "●", kernel: "◆", output: "■", yours: "▲", plain: "" };
let count = 0;

/** A grid of cells with one stop for the Tab key; arrow keys walk in it. */
class Grid {
  constructor(role, { edit, pick, onfocus, editable = () => true }) {
    Object.assign(this, { role, edit, pick, onfocus, editable, rows: 0, cols: 0, current: [0, 0] });
    this.caption = h("figcaption", {});
    this.box = h("div", { class: "ckl-grid", role: "group" });
    this.frame = h("div", { class: "ckl-frame", "aria-hidden": "true" });
    this.element = h("figure", { class: `ckl-panel ckl-${role}` }, this.caption, this.box);
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("focusin", (event) => {
      const cell = this.place(event.target);
      if (!cell) return;
      this.stop(cell);
      if (event.target.select) event.target.select();
      this.onfocus?.(cell, true);
    });
    this.box.addEventListener("focusout", () => this.onfocus?.(null));
    this.box.addEventListener("pointerover", (event) =>
      this.onfocus?.(this.place(event.target), false));
    this.box.addEventListener("pointerleave", () => this.onfocus?.(null, false));
  }

  place(element) {
    const cell = element.closest?.("[data-cell]");
    return cell && this.box.contains(cell) ? cell.dataset.cell.split(",").map(Number) : null;
  }

  cell([r, c]) { return this.cells?.[r]?.[c]; }

  stop(place) {
    this.cell(this.current)?.setAttribute("tabindex", "-1");
    this.current = place;
    this.cell(place)?.setAttribute("tabindex", "0");
  }

  key(event) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      Home: [0, -99], End: [0, 99] }[event.key];
    const here = this.place(event.target);
    if (event.key === "Escape" && event.target.dataset.was !== undefined) {
      event.target.value = event.target.dataset.was;
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
      event.target.select();
    }
    if (!step || !here) return;
    event.preventDefault();
    const [low, high] = this.range();
    const next = here.map((v, i) => Math.min(Math.max(v + step[i], low[i]), high[i]));
    this.cell(next)?.focus();
  }

  range() { // the first and the last cell that can be reached
    const good = [];
    for (let r = 0; r < this.rows; r++) for (let c = 0; c < this.cols; c++)
      if (this.editable([r, c])) good.push([r, c]);
    return good.length ? [good[0], good.at(-1)] : [[0, 0], [0, 0]];
  }

  make(r, c) {
    const data = { "data-cell": `${r},${c}`, class: "ckl-cell" };
    if (this.edit && this.editable([r, c])) return h("input", { ...data, type: "text",
      inputmode: "decimal", autocomplete: "off", tabindex: "-1",
      oninput: (event) => {
        const value = parse(event.target.value);
        event.target.setAttribute("aria-invalid", value === null);
        if (value !== null) this.edit([r, c], value);
      } });
    if (this.pick) return h("button", { ...data, type: "button", tabindex: "-1",
      onclick: () => this.pick([r, c]) });
    return h("span", data);
  }

  /** Show rows × cols cells; describe(r, c) gives text, label and classes. */
  draw(name, rows, cols, describe, frame = null) {
    this.caption.replaceChildren(h("span", { class: "ckl-mark", "aria-hidden": "true" },
      MARKS[this.role] ?? ""), ` ${name} `, h("span", { class: "ckl-size" }, `${rows} × ${cols}`));
    this.box.setAttribute("aria-label", `${name}, ${rows} by ${cols}`);
    const shape = `${rows},${cols},${this.range.call({ ...this, rows, cols, editable: this.editable })}`;
    if (shape !== this.shape) {
      const had = this.box.contains(document.activeElement) ? this.current : null;
      this.shape = shape;
      [this.rows, this.cols] = [rows, cols];
      this.cells = plane(rows, cols, (r, c) => this.make(r, c));
      this.box.style.setProperty("--cols", cols);
      this.box.replaceChildren(...this.cells.flat(), this.frame);
      const [low, high] = this.range();
      this.stop(this.current.map((v, i) => Math.min(Math.max(v, low[i]), high[i])));
      if (had) this.cell(this.current)?.focus();
    }
    for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) {
      const { text, label, marks = [], shade } = describe(r, c);
      const cell = this.cells[r][c];
      if (cell.tagName === "INPUT") {
        if (document.activeElement !== cell || parse(cell.value) !== parse(text)) {
          cell.value = text;
          cell.dataset.was = text;
        }
        cell.removeAttribute("aria-invalid");
      } else cell.textContent = text;
      cell.className = ["ckl-cell", ...marks.filter(Boolean).map((m) => `ckl-${m}`)].join(" ");
      cell.style.setProperty("--shade", shade ?? 0);
      if (cell.tagName !== "SPAN") cell.setAttribute("aria-label", label);
      if (cell.tagName === "BUTTON") cell.setAttribute("aria-pressed", marks.includes("here"));
      cell.style.gridArea = `${r + 1} / ${c + 1}`;
    }
    this.frame.hidden = !frame;
    if (frame) {
      const [[top, left], [bottom, right]] = [frame[0], frame.at(-1)];
      this.frame.style.gridArea = `${top + 1} / ${left + 1} / ${bottom + 2} / ${right + 2}`;
    }
  }
}

/** A labelled field for a small whole number: what is seen, what is heard. */
function counter(label, said, low, high, change) {
  const input = h("input", { type: "number", min: low, max: high, step: 1, "aria-label": said,
    title: said,
    oninput: () => {
      const value = Math.round(Number(input.value));
      if (input.value !== "" && value >= low && value <= high) change(value);
    } });
  return { input, element: h("label", { class: "ckl-count" }, `${label} `, input) };
}

function choice(label, names, change) {
  const select = h("select", { onchange: () => change(select.value) },
    ...names.map(([value, name]) => h("option", { value }, name)));
  return { select, element: h("label", {}, `${label} `, select) };
}

class Figure {
  constructor(root, options) {
    Object.assign(this, { root, options, state: structuredClone({ ...START, ...options.state }) });
    this.id = `ckl-${++count}`;
    this.focus = null;
    this.guess = { on: false, size: false, known: new Set() };
    this.step = 0;
    root.classList.add("ck-living");
    root.addEventListener("keydown", (event) => event.stopPropagation()); // JupyterLab's shortcuts
    if (options.address && location.hash.length > 1)
      this.state = fromAddress(location.hash, this.state);
    this.one = new OneLayer(this);
    this.many = new Stack(this);
    const modes = options.stack ? [this.modes()] : [];
    root.replaceChildren(...modes, this.one.element, this.many.element);
    if (options.address) addEventListener("hashchange", () => {
      if (location.hash.slice(1) === toAddress(this.state)) return;
      this.state = fromAddress(location.hash, this.state);
      this.draw();
    });
    this.draw();
    if (options.ask) this.ask();
  }

  modes() {
    const button = (mode, name) => h("button", { type: "button", "data-mode": mode,
      onclick: () => this.set({ mode }) }, name);
    this.tabs = [button("one", "One layer"), button("stack", "A stack of layers")];
    return h("div", { class: "ckl-bar", role: "group", "aria-label": "what to show" }, ...this.tabs);
  }

  /** Change the state, draw, and say it in the address and to whoever answers. */
  set(change) {
    const asks = Object.keys(change).some((name) => !["at", "unit", "mode"].includes(name));
    Object.assign(this.state, change);
    if (asks) this.guess.known.clear(), this.guess.size = false;
    this.draw();
    if (this.options.address) history.replaceState(null, "", `#${toAddress(this.state)}`);
    if (asks && this.options.ask) this.ask();
  }

  draw() {
    const many = this.state.mode === "stack";
    this.one.element.hidden = many;
    this.many.element.hidden = !many;
    this.tabs?.forEach((tab) =>
      tab.setAttribute("aria-pressed", tab.dataset.mode === this.state.mode));
    (many ? this.many : this.one).draw();
  }

  /** Put the state to the learner's function; the newest question counts, one is under way. */
  async ask() {
    if (this.asking) { this.again = true; return; }
    this.asking = true;
    const late = setTimeout(() => {
      this.late = "Your function has not answered for 3 seconds. If it may never end, interrupt "
        + "it: the ■ button above the notebook, or Kernel, Interrupt Kernel. Then change a number "
        + "here to ask again.";
      this.draw();
    }, 3000);
    try {
      this.answer = await this.options.ask(structuredClone(this.state));
    } catch (error) {
      this.answer = { message: String(error.message ?? error), yours: null };
    }
    clearTimeout(late);
    this.late = "";
    this.asking = false;
    this.draw();
    if (this.again) { this.again = false; this.ask(); }
  }
}

class OneLayer {
  constructor(figure) {
    this.figure = figure;
    const { options } = figure;
    const fixed = options.film;
    const look = (grid) => (cell, kept) => {
      if (kept === undefined && cell === null) kept = true;
      figure.focus = cell ? [grid, cell] : null;
      this.mark();
    };
    this.source = new Grid("input", {
      edit: fixed ? null : (cell, value) => this.edit("x", cell, value),
      pick: null, onfocus: look("source"),
      editable: (cell) => this.inside(cell),
    });
    this.kernel = new Grid("kernel", {
      edit: fixed ? null : (cell, value) => this.edit("k", cell, value),
    });
    this.products = new Grid("plain", {});
    this.target = new Grid("output", { pick: (cell) => this.pick(cell), onfocus: look("target") });
    this.yours = new Grid("yours", {});
    this.drags(this.source);
    this.drags(this.target);
    this.sum = h("p", { class: "ckl-sum", "aria-live": "polite" });
    this.sizes = h("p", { class: "ckl-sizes" });
    this.line = h("code", {});
    this.read = h("p", { class: "ckl-read", role: "status" });
    this.refused = h("p", { class: "ckl-refused", role: "status" });
    this.verdict = h("p", { class: "ckl-verdict", role: "status" });
    this.panels = h("div", { class: "ckl-panels" }, ...[this.source, this.kernel, this.products,
      this.target, this.yours].map((grid) => grid.element));
    this.element = h("div", {}, ...(fixed ? [] : [this.controls()]), this.refused, this.panels,
      this.sum, ...(fixed ? [this.player()] : []), ...(options.ask ? [this.verdict] : []),
      ...(options.predict ? [this.prediction()] : []), this.read, this.sizes,
      h("p", { class: "ckl-line" }, "In PyTorch: ", this.line));
  }

  get state() { return this.figure.state; }

  // -- controls
  controls() {
    const { options } = this.figure;
    const set = (change) => this.figure.set(change);
    const bar = [];
    if (!options.options) {
      this.op = choice("operation", Object.entries(OPERATIONS), (op) => set({ op }));
      const names = Object.keys(PRESETS).map((name) => [name, name]);
      this.preset = choice("begin with", [["", "choose"], ...names], (name) => {
        if (name) set({ ...structuredClone({ ...PAIRS, ...PRESETS[name] }), preset: name });
        this.preset.select.value = "";
      });
      bar.push(this.op.element, this.preset.element);
    }
    this.counts = [];
    const block = (legend, name, low, high) => {
      const pair = AXES.map((axis, i) => counter(i ? "→" : "↓", `${legend}, ${axis}`, low, high, (value) => {
        const other = [...this.read_pair(name)];
        other[i] = value;
        if (options.tied) other.fill(value);
        this.write_pair(name, other);
      }));
      const element = h("fieldset", {}, h("legend", {}, legend), ...pair.map((c) => c.element));
      this.counts.push({ name, pair, element });
      return element;
    };
    const wanted = options.options ?? ["s", "p", "d", "a"];
    const all = [["input size", "x", 1, 12], ["kernel size", "k", 1, 5], ["stride", "s", 1, 5],
      ["padding", "p", 0, 5], ["dilation", "d", 1, 4], ["output padding", "a", 0, 3]];
    const shown = all.filter(([, name]) => name === "x" || name === "k" || wanted.includes(name));
    return h("div", { class: "ckl-controls" }, h("div", { class: "ckl-bar" }, ...bar),
      h("div", { class: "ckl-fields" }, ...shown.map((args) => block(...args))));
  }

  read_pair(name) {
    const value = this.state[name];
    return name === "x" || name === "k" ? shapeOf(value) : value;
  }

  write_pair(name, pair) {
    if (name !== "x" && name !== "k") return this.figure.set({ [name]: pair });
    const old = this.state[name];
    const fill = name === "x" ? 0 : 1;
    this.figure.set({ [name]: plane(pair[0], pair[1], (i, j) => (old[i] ?? [])[j] ?? fill) });
  }

  edit(name, cell, value) {
    const [pi, pj] = name === "x" && !this.made.stamped ? this.state.p : [0, 0];
    const copy = this.state[name].map((row) => [...row]);
    copy[cell[0] - pi][cell[1] - pj] = value;
    this.figure.set({ [name]: copy });
  }

  inside([r, c]) { // a cell of the padded input that holds a pixel
    const [p, n] = [this.state.op === "conv_transpose" ? [0, 0] : this.state.p,
      shapeOf(this.state.x)];
    return r >= p[0] && r < p[0] + n[0] && c >= p[1] && c < p[1] + n[1];
  }

  // -- moving the window
  pick(cell) {
    if (!this.made) return;
    if (!this.made.stamped) return this.move(cell);
    this.move(this.state.s.map((s, i) => Math.round((cell[i] - (reach(shapeOf(this.state.k)[i],
      this.state.d[i]) - 1) / 2) / s)));
  }

  move(place) {
    const next = place.map((v, i) => Math.min(Math.max(v, 0), this.made.places[i] - 1));
    if (`${next}` === `${this.state.at}`) return;
    if (this.figure.options.film) this.go(next[0] * this.made.places[1] + next[1]);
    else this.figure.set({ at: next });
  }

  drags(grid) {
    let from = null;
    grid.box.addEventListener("pointerdown", (event) => {
      const cell = grid.place(event.target);
      const taps = this.made && (grid === this.source) !== this.made.stamped;
      from = cell && taps && event.target.classList.contains("ckl-tap") ? { cell, at: this.state.at,
        x: event.clientX, y: event.clientY, on: false } : null;
    });
    grid.box.addEventListener("pointermove", (event) => {
      if (!from) return;
      if (!event.buttons) { from = null; return; }
      if (!from.on && Math.hypot(event.clientX - from.x, event.clientY - from.y) < 6) return;
      if (!from.on) { from.on = true; grid.box.setPointerCapture(event.pointerId); }
      event.preventDefault();
      const box = grid.box.getBoundingClientRect();
      const here = [Math.floor(((event.clientY - box.top) / box.height) * grid.rows),
        Math.floor(((event.clientX - box.left) / box.width) * grid.cols)];
      this.move(here.map((v, i) => Math.round(from.at[i] + (v - from.cell[i]) / this.state.s[i])));
    });
    // the number is selected, and a browser would carry it away as text
    grid.box.addEventListener("dragstart", (event) => event.preventDefault());
    for (const name of ["pointerup", "pointercancel"])
      grid.box.addEventListener(name, () => { from = null; });
  }

  // -- the player
  player() {
    const button = (label, sign, act) => h("button", { type: "button", "aria-label": label,
      "data-do": label, onclick: act }, sign);
    const stop = (act) => () => { this.halt(); act(); };
    this.play = button("play", "▶", () => (this.timer ? this.halt() : this.start()));
    this.slider = h("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "step",
      oninput: () => { this.halt(); this.go(+this.slider.value); } });
    this.counted = h("span", { class: "ckl-counted" });
    return h("div", { class: "ckl-bar ckl-player", role: "group", "aria-label": "player" },
      button("first step", "|◀", stop(() => this.go(0))),
      button("step back", "◀", stop(() => this.go(this.figure.step - 1))),
      this.play, button("step forward", "▶|", stop(() => this.go(this.figure.step + 1))),
      this.slider, this.counted);
  }

  go(step) {
    const last = this.made.places[0] * this.made.places[1] - 1;
    const now = Math.min(Math.max(step, 0), last);
    this.figure.step = now;
    this.figure.set({ at: [Math.floor(now / this.made.places[1]), now % this.made.places[1]] });
  }

  start() {
    const last = this.made.places[0] * this.made.places[1] - 1;
    if (this.figure.step === last) this.go(0);
    this.play.textContent = "❚❚";
    this.play.setAttribute("aria-label", "pause");
    this.timer = setInterval(() => {
      if (!this.element.isConnected || this.figure.step === last) this.halt();
      else this.go(this.figure.step + 1);
    }, 700);
  }

  halt() {
    clearInterval(this.timer);
    this.timer = null;
    this.play.textContent = "▶";
    this.play.setAttribute("aria-label", "play");
  }

  // -- let me predict
  prediction() {
    const { guess } = this.figure;
    const check = h("input", { type: "checkbox", onchange: () => {
      Object.assign(guess, { on: check.checked, size: false });
      guess.known.clear();
      this.figure.draw();
    } });
    const field = (label) => h("input", { type: "text", inputmode: "decimal", autocomplete: "off",
      size: 4, "aria-label": label });
    const [rows, cols, value] = [field("rows of the output"), field("columns of the output"),
      field("the number at the window")];
    this.said = h("p", { class: "ckl-said", role: "status" });
    const answer = (event) => {
      event.preventDefault();
      if (!this.made) return;
      const made = this.made;
      if (!guess.size) {
        const good = parse(rows.value) === made.out[0] && parse(cols.value) === made.out[1];
        guess.size = good;
        this.say(good ? "Right. Now the number at the marked window." : "Not this size. Count the "
          + "places where the window can start, along each axis.", good);
      } else {
        const right = this.total();
        const good = Math.abs(parse(value.value) - right) < 5e-3 && parse(value.value) !== null;
        if (good) guess.known.add(`${this.state.at}`);
        this.say(good ? `Right: ${number(right)}. Move the window for the next.`
          : "Not this number. The products stand in the cells of the window.", good);
        if (good) value.value = "";
      }
      this.figure.draw();
    };
    this.asked = h("form", { class: "ckl-bar", onsubmit: answer });
    this.fields = { size: [h("span", {}, "How large is the output?"), rows, "×", cols],
      value: [h("span", {}, "Which number comes out here?"), value] };
    this.button = h("button", { type: "submit" }, "Check");
    return h("div", { class: "ckl-predict" }, h("label", {}, check, " let me predict"), this.asked,
      this.said);
  }

  say(text, good) {
    this.said.textContent = `${good ? "✓" : "✗"} ${text}`;
    this.said.classList.toggle("ckl-bad", !good);
  }

  total() {
    const [i, j] = this.state.at;
    return this.made.stamped ? this.made.source[i][j] * this.state.k[0][0]
      : this.made.output[i][j];
  }

  // -- drawing
  draw() {
    const { state, figure } = this;
    this.fill_controls();
    try {
      this.made = compute(state);
      this.refused.hidden = true;
    } catch (error) {
      this.made = null;
      this.refused.hidden = false;
      this.refused.textContent = `✗ That does not fit: ${error.message}.`;
    }
    const gone = !this.made;
    for (const part of [this.sum, this.target.element, this.products.element, this.read])
      part.hidden = gone;
    this.sizes.replaceChildren(...AXES.slice(isFlat(state) ? 1 : 0).map((axis) =>
      h("span", {}, `${axis}: ${sizeFormula(state, AXES.indexOf(axis))} `)));
    this.line.textContent = torchLine(state);
    if (gone) return this.draw_inputs(null);
    state.at = state.at.map((v, i) => Math.min(v, this.made.places[i] - 1));
    if (figure.options.film) this.fill_player();
    this.draw_inputs(this.made);
    this.draw_products();
    this.draw_target();
    this.draw_yours();
    this.sum.replaceChildren(...(figure.guess.on && !figure.guess.known.has(`${state.at}`)
      ? [h("span", {}, "The sum is yours to find.")]
      : sumParts(state, this.made, state.at).map(([text, role]) =>
        h("span", { class: role ? `ckl-ink-${role}` : "" }, text))));
    if (this.asked) {
      const { guess } = figure;
      this.asked.hidden = !guess.on;
      this.asked.replaceChildren(...this.fields[guess.size ? "value" : "size"], this.button);
      this.said.hidden = !guess.on;
    }
    this.mark();
  }

  fill_controls() {
    if (this.op) this.op.select.value = this.state.op;
    for (const { name, pair, element } of this.counts ?? []) {
      const value = this.read_pair(name);
      pair.forEach(({ input }, i) => {
        if (document.activeElement !== input) input.value = value[i];
      });
      element.hidden = (name === "d" && this.state.op === "avg_pool")
        || (name === "a" && this.state.op !== "conv_transpose");
    }
    if (this.state.op === "avg_pool") this.state.d = [1, 1];
  }

  draw_inputs(made) {
    const { state } = this;
    const shown = made ? made.source : state.x;
    const low = Math.min(...state.x.flat());
    const high = Math.max(...state.x.flat());
    const [rows, cols] = shapeOf(shown);
    const taps = made && !made.stamped ? made.under(state.at) : [];
    const under = new Set(made ? (made.stamped ? [`${state.at}`] : taps.map(String)) : []);
    const p = made && !made.stamped ? state.p : [0, 0];
    this.inside = made ? OneLayer.prototype.inside : () => true;
    this.source.draw("input", rows, cols, (r, c) => ({
      text: number(shown[r][c]),
      label: `input ${at([r - p[0], c - p[1]])}`,
      shade: high > low ? (shown[r][c] - low) / (high - low) : 0,
      marks: [under.has(`${r},${c}`) && (made.stamped ? "here" : "tap"),
        this.inside([r, c]) ? "pixel" : "pad"],
    }), taps.length ? taps : null);
    const pool = isPool(state.op);
    this.kernel.element.hidden = pool;
    const [kr, kc] = shapeOf(state.k);
    this.kernel.draw("kernel", kr, kc, (r, c) => ({
      text: number(state.k[r][c]), label: `kernel ${at([r, c])}` }));
  }

  draw_products() {
    const { state, made } = this;
    const pool = isPool(state.op);
    const [rows, cols] = shapeOf(state.k);
    const where = made.under(state.at);
    const value = (r, c) => {
      const [i, j] = made.stamped ? state.at : where[r * cols + c];
      return made.source[i][j] * (pool ? 1 : state.k[r][c]);
    };
    const largest = Math.max(...made.taps.map(([r, c]) => value(r, c)));
    const quiet = this.figure.guess.on && made.stamped;
    this.products.draw(pool ? "window" : "products", rows, cols, (r, c) => ({
      text: quiet ? "?" : number(value(r, c)), label: "",
      marks: [state.op === "max_pool" && value(r, c) === largest && "best"] }));
  }

  draw_target() {
    const { state, made, figure } = this;
    const { guess, film } = { ...figure, ...figure.options };
    const [rows, cols] = shapeOf(made.target);
    const taps = made.stamped ? made.under(state.at) : [];
    const under = new Set(made.stamped ? taps.map(String) : [`${state.at}`]);
    const [low, high] = [Math.min(...made.output.flat()), Math.max(...made.output.flat())];
    const so_far = film ? this.until(figure.step) : made.target;
    const cut = (r, c) => made.stamped && (r < state.p[0] || c < state.p[1]
      || r >= state.p[0] + made.out[0] || c >= state.p[1] + made.out[1]);
    const secret = (r, c) => guess.on && !guess.known.has(made.stamped ? "" : `${r},${c}`);
    this.target.element.classList.toggle("ckl-unknown", guess.on && !guess.size);
    this.target.draw(made.stamped && (state.p[0] || state.p[1]) ? "output, cropped" : "output",
      guess.on && !guess.size ? 1 : rows, guess.on && !guess.size ? 1 : cols, (r, c) => {
        const value = so_far[r][c];
        const hidden = secret(r, c) || value === null;
        return { text: secret(r, c) ? "?" : value === null ? "" : number(value),
          label: `output ${at([r - (made.stamped ? state.p[0] : 0),
            c - (made.stamped ? state.p[1] : 0)])}: ${hidden ? "not known yet" : number(value)}`,
          shade: hidden || high <= low ? 0 : (value - low) / (high - low),
          marks: [under.has(`${r},${c}`) && (made.stamped ? "tap" : "here"), cut(r, c) && "pad"] };
      }, taps.length && !(guess.on && !guess.size) ? taps : null);
  }

  until(step) { // the output after so many steps of the film
    const { state, made } = this;
    const known = plane(...shapeOf(made.target), () => null);
    for (let q = 0; q <= step; q++) {
      const place = [Math.floor(q / made.places[1]), q % made.places[1]];
      if (made.stamped) made.under(place).forEach(([r, c], t) => {
        known[r][c] = (known[r][c] ?? 0)
          + made.source[place[0]][place[1]] * state.k[made.taps[t][0]][made.taps[t][1]];
      });
      else known[place[0]][place[1]] = made.output[place[0]][place[1]];
    }
    return known;
  }

  fill_player() {
    const last = this.made.places[0] * this.made.places[1] - 1;
    const { step } = this.figure;
    Object.assign(this.slider, { max: last, value: step });
    this.slider.setAttribute("aria-valuetext", `step ${step + 1} of ${last + 1}: `
      + sumParts(this.state, this.made, this.state.at).map(([text]) => text).join(""));
    this.counted.textContent = `${step + 1} / ${last + 1}`;
  }

  draw_yours() {
    const { answer, options, late } = this.figure;
    const yours = answer?.yours;
    this.yours.element.hidden = !yours;
    if (yours) {
      const wrong = answer.wrong ?? [];
      this.yours.draw("yours", ...shapeOf(yours), (r, c) => ({
        text: `${wrong[r]?.[c] ? "✗ " : ""}${number(yours[r][c])}`, label: "",
        marks: [wrong[r]?.[c] && "wrong"] }));
    }
    if (!options.ask) return;
    const text = late || (answer ? answer.message : "Asking your function …");
    const good = !late && answer?.right;
    this.verdict.textContent = `${good ? "✓" : late || answer ? "✗" : ""} ${text}`;
    this.verdict.classList.toggle("ckl-bad", !good && !!(late || answer));
  }

  /** Who reads this pixel: mark the places, and say how many. */
  mark() {
    if (!this.made) return;
    const [grid, cell] = this.figure.focus ?? [];
    const near = this.made.stamped ? "target" : "source"; // where windows lie
    const places = grid === near ? readers(this.made, cell) : [];
    const marked = new Set(places.map(String));
    const other = this.made.stamped ? this.source : this.target;
    if (!other.cells || (this.figure.guess.on && !this.figure.guess.size)) return;
    other.cells.forEach((row, r) => row.forEach((element, c) =>
      element.classList.toggle("ckl-reads", marked.has(`${r},${c}`))));
    const all = this.made.places[0] * this.made.places[1];
    const verb = this.made.stamped ? "gets something from" : "is read by";
    const noun = this.made.stamped ? "input" : "window";
    const shift = this.state.p;
    this.read.textContent = grid === near
      ? `The cell at ${at(cell.map((v, i) => v - shift[i]))} ${verb} ${places.length} of `
        + `${plural(all, noun)}${this.inside(cell) || this.made.stamped ? "" : "; it is padding"}.`
      : `Point at a cell of the ${this.made.stamped ? "output" : "input"} to see which windows `
        + `${this.made.stamped ? "write" : "read"} it.`;
  }
}

// -- a stack of layers --------------------------------------------------------------------------

const SVG = "http://www.w3.org/2000/svg";
const draw = (tag, properties) => {
  const element = document.createElementNS(SVG, tag);
  for (const name in properties) element.setAttribute(name, properties[name]);
  return element;
};

class Stack {
  constructor(figure) {
    this.figure = figure;
    this.canvas = draw("svg", { class: "ckl-stack", role: "img" });
    this.unit = h("input", { type: "range", min: 0, "aria-label": "unit of the last layer",
      oninput: () => figure.set({ unit: +this.unit.value }) });
    this.size = counter("input places", "input places", 1, 64, (n) => figure.set({ n }));
    this.said = h("p", { class: "ckl-read", role: "status" });
    this.body = h("tbody", {});
    const heads = ["layer", "kernel", "stride", "padding", "dilation", "units", "field", "jump",
      "centre of unit 0"];
    this.table = h("div", { class: "ckl-table", tabindex: "0", role: "group",
      "aria-label": "the layers" }, h("table", {}, h("thead", {}, h("tr", {},
      ...heads.map((head) => h("th", { scope: "col" }, head)))), this.body));
    const layers = () => figure.state.layers;
    this.more = h("button", { type: "button", onclick: () =>
      layers().length < 8 && figure.set({ layers: [...layers(), [3, 1, 1, 1]] }) }, "Add a layer");
    this.less = h("button", { type: "button", onclick: () =>
      layers().length > 1 && figure.set({ layers: layers().slice(0, -1) }) }, "Remove the last");
    this.element = h("div", {}, h("div", { class: "ckl-bar" }, this.size.element, this.more,
      this.less), this.table, this.canvas, h("label", { class: "ckl-bar" },
      "unit of the last layer ", this.unit), this.said);
    new ResizeObserver(() => { if (!this.element.hidden) this.picture(); }).observe(this.element);
  }

  draw() {
    const { layers, n } = this.figure.state;
    this.rows = stack(n, layers);
    const bad = this.rows.findIndex((row) => row.units < 1);
    this.fits = bad < 0;
    if (document.activeElement !== this.size.input) this.size.input.value = n;
    if (this.count !== layers.length) {
      this.count = layers.length;
      const bounds = [["kernel", 1, 11], ["stride", 1, 4], ["padding", 0, 9], ["dilation", 1, 8]];
      this.lines = layers.map((_, l) => {
        const fields = bounds.map(([name, low, high], q) => {
          const { input } = counter("", `${name} of layer ${l + 1}`, low, high, (value) => {
            const copy = this.figure.state.layers.map((layer) => [...layer]);
            copy[l][q] = value;
            this.figure.set({ layers: copy });
          });
          return input;
        });
        const cells = plane(1, 4, () => h("td", {}))[0];
        return { fields, cells };
      });
      this.body.replaceChildren(...this.lines.map(({ fields, cells }, l) => h("tr", {},
        h("th", { scope: "row" }, `${l + 1}`), ...fields.map((field) => h("td", {}, field)),
        ...cells)));
    }
    this.lines.forEach(({ fields, cells }, l) => {
      fields.forEach((field, q) => {
        if (document.activeElement !== field) field.value = layers[l][q];
      });
      const row = this.rows[l + 1];
      const values = bad >= 0 && l + 1 >= bad ? ["none", "", "", ""]
        : [row.units, row.size, row.jump, number(row.start + (row.size - 1) / 2)];
      cells.forEach((cell, q) => { cell.textContent = values[q]; });
    });
    this.canvas.style.display = this.fits ? "" : "none";
    if (!this.fits) {
      this.said.textContent = `✗ Layer ${bad} has no place for its window.`;
      return;
    }
    const top = this.rows.at(-1);
    this.figure.state.unit = Math.min(this.figure.state.unit, top.units - 1);
    Object.assign(this.unit, { max: top.units - 1, value: this.figure.state.unit });
    const { unit } = this.figure.state;
    const first = top.start + unit * top.jump;
    const last = first + top.size - 1;
    const cut = first < 0 || last > n - 1 ? `, of which ${Math.max(first, 0)} to `
      + `${Math.min(last, n - 1)} lie in the picture` : "";
    this.said.textContent = `Unit ${unit} sees ${plural(top.size, "place")}, ${number(first)} to `
      + `${number(last)}${cut}. Its centre is ${number((first + last) / 2)}; its neighbour's lies `
      + `${plural(top.jump, "place")} further.`;
    this.unit.setAttribute("aria-valuetext", this.said.textContent);
    this.picture();
  }

  picture() {
    const { layers, unit, n } = this.figure.state;
    if (!this.rows || !this.fits) return;
    const wide = Math.max(this.element.clientWidth - 2, 240);
    const margin = 12;
    const step = Math.min(26, (wide - 2 * margin) / n);
    const [high, radius] = [64, Math.max(2, Math.min(9, step * 0.36))];
    const tall = high * layers.length + 52;
    const x = (level, j) => margin + step / 2 + (this.rows[level].start
      + (this.rows[level].size - 1) / 2 + j * this.rows[level].jump) * step;
    const y = (level) => tall - 18 - level * high;
    const parts = [];
    const levels = seen(this.rows, layers, unit);
    for (let l = 0; l < layers.length; l++) {
      const [k, s, p, d] = layers[l];
      for (const j of levels[l + 1]) for (let t = 0; t < k; t++) {
        const i = j * s - p + t * d;
        if (i >= 0 && i < this.rows[l].units) parts.push(draw("line", { class: "ckl-thread",
          x1: x(l, i), y1: y(l), x2: x(l + 1, j), y2: y(l + 1) }));
      }
    }
    this.rows.forEach((row, level) => {
      const kind = level === 0 ? "input" : level === layers.length ? "output" : "middle";
      for (let j = 0; j < row.units; j++) {
        const on = levels[level].has(j);
        const shape = draw("circle", { cx: x(level, j), cy: y(level), r: on ? radius : radius * 0.7,
          class: `ckl-unit ckl-${kind}${on ? " ckl-on" : ""}` });
        if (level === layers.length) shape.addEventListener("click", () =>
          this.figure.set({ unit: j }));
        parts.push(shape);
      }
      const name = draw("text", { x: margin, y: y(level) - 14, class: "ckl-level" });
      name.textContent = level ? `layer ${level}` : "input";
      parts.push(name);
    });
    this.canvas.setAttribute("viewBox", `0 0 ${wide} ${tall}`);
    this.canvas.setAttribute("width", wide);
    this.canvas.setAttribute("height", tall);
    this.canvas.setAttribute("aria-label", this.said.textContent);
    this.canvas.replaceChildren(...parts);
  }
}

// -- ways in ------------------------------------------------------------------------------------

/** Put a figure into an element. Options: state, film, predict, stack, address, ask, options. */
function mount(root, options = {}) {
  return new Figure(root, options);
}

/** Mount every element that carries its options in data-ck-living. */
function mountAll(where = document) {
  for (const root of where.querySelectorAll("[data-ck-living]")) {
    if (root.dataset.ckOn) continue;
    root.dataset.ckOn = "1";
    mount(root, JSON.parse(root.dataset.ckLiving || "{}"));
  }
}

/** anywidget's entrance: the learner's function answers in the kernel. */
function render({ model, el }) {
  const waiting = new Map();
  let asked = 0;
  const heard = () => {
    const answer = model.get("answer");
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  };
  model.on("change:answer", heard);
  const root = h("div", {});
  el.append(root);
  mount(root, { ...model.get("settings"), ask: (state) => new Promise((resolve) => {
    waiting.set(++asked, resolve);
    model.set("question", { id: asked, state });
    model.save_changes();
  }) });
  return () => model.off("change:answer", heard);
}

export default { render };
export { compute, fromAddress, mount, mountAll, number, outputSize, readers, seen, sizeFormula, stack, toAddress, torchLine };
