/* The plan on the estate map: which option is chosen, what it makes of each building, arrows of its moves.

   Belongs here: what estate_map.js does otherwise because there is a plan. Does not belong here: figures that are printed on the page
   (worked out in Python, for each option), or any text from data put in as HTML. */
"use strict";

// as legend.py draws them; of the area that the circle of radius r would have
function totalplaceShape(shape, x, y, r) {
  const s = r * 0.886, d = r * 1.253, o = r * 1.026, c = o * 0.414;
  switch (shape) {
    case "square": return [[x - s, y - s], [x + s, y - s], [x + s, y + s], [x - s, y + s]];
    case "diamond": return [[x, y - d], [x + d, y], [x, y + d], [x - d, y]];
    case "triangle": return [[x - r * 1.3, y - r * 0.85], [x + r * 1.3, y - r * 0.85], [x, y + r * 1.4]];
    case "octagon": return [[x - c, y - o], [x + c, y - o], [x + o, y - c], [x + o, y + c], [x + c, y + o], [x - c, y + o], [x - o, y + c], [x - o, y - c]];
    default: return null;
  }
}

function totalplacePlan(map, data, kit) {
  const PLAN = data.plan, OPTIONS = PLAN.options, { el, pounds, areaText, X, Y, located, A, bodyName, latLng } = kit;
  const LEAST_PX = 14, HEAD = 8; // a shorter arrow would be all head
  let chosen = 0, moved = [], from = new Map(), to = new Map(), worths = new Float64Array(A.n);

  // as layers.abreast writes columns that are mostly alike, one an option: -2 is as in the option before, -3 the next new value
  const columns = new Map();
  function abreast(name, packed) {
    if (!columns.has(name)) {
      const of = OPTIONS.map(() => new Int32Array(A.n));
      for (let asset = 0, at = 0, next = 0; asset < A.n; asset++) {
        for (let option = 0; option < of.length; option++, at++) {
          const code = packed.i[at];
          of[option][asset] = code === -3 ? next++ : code === -2 ? of[option - 1][asset] : code;
        }
      }
      columns.set(name, of);
    }
    return columns.get(name);
  }
  const summed = (steps) => { let sum = 0; return steps.map((step) => (sum += step)); };
  const MOVES = { ...PLAN.moves, from: summed(PLAN.moves.from) };

  const has = (name) => PLAN.details[name] !== undefined;
  function read(name) {
    const { w } = PLAN.details[name];
    return (asset) => { const at = abreast(name, PLAN.details[name])[chosen][asset]; return at < 0 ? null : w[at]; };
  }

  function choose(number) {
    chosen = number;
    A.class = Array.from(abreast("class", PLAN.class)[number], (at) => PLAN.class.w[at]);
    moved = summed(OPTIONS[number].moves);
    from = new Map();
    to = new Map();
    // the figure by which a building stands where it does in the list: what it gains, or would if nothing forbade it
    const [gain, free] = ["gain_gbp", "unlock_value_gbp"].map((name) => (has(`mart.estate_plan.${name}`) ? read(`mart.estate_plan.${name}`) : () => null));
    worths = Float64Array.from({ length: A.n }, (_, i) => Number(free(i) ?? gain(i) ?? 0));
    for (const at of moved) {
      for (const [ends, i] of [[from, MOVES.from[at]], [to, MOVES.to[at]]]) {
        if (!ends.has(i)) ends.set(i, []);
        ends.get(i).push(at);
      }
    }
    for (const coming of to.values()) coming.sort((a, b) => MOVES.year[a] - MOVES.year[b] || a - b);
  }
  choose(0);

  // what the page says of the option: each text is from Python
  function say() {
    const option = OPTIONS[chosen], paragraphs = (lines) => lines.map((line) => el("p", "", line));
    document.getElementById("plan-words").textContent = option.words;
    document.getElementById("plan-state").replaceChildren(...paragraphs(option.state));
    document.getElementById("plan-losers").textContent = option.losers;
    document.getElementById("plan-ledgers").replaceChildren(...option.ledgers.map(([name, said]) => {
      const box = el("div");
      box.append(el("dt", "", name), el("dd", "", said));
      return box;
    }));
    option.totals.forEach((cells, number) => {
      const row = document.querySelector(`.kinds tr[data-class="${number}"]`);
      cells.forEach((text, at) => { row.cells[at + 1].textContent = text; });
    });
    document.querySelectorAll(".legend-kinds li > b:nth-of-type(1)").forEach((count, number) => { count.textContent = option.legend[number]; });
    for (const box of document.querySelectorAll(".plan-option")) box.firstElementChild.open = Number(box.dataset.option) === chosen;
  }

  const worth = (i) => worths[i];
  const STAYS = new Set(data.classes.flatMap(([label, , , , , shape], c) => (shape === "circle" || shape === "" ? [c] : [])));
  function amount(i) {
    const hosted = has("mart.estate_plan.hosted_m2") ? read("mart.estate_plan.hosted_m2")(i) : null;
    if (hosted !== null) return inWords("plan_js.takes_in", { area: areaText(Number(hosted)) });
    if (STAYS.has(A.class[i])) return "";
    const said = pounds.format(worth(i)).replace("-", "\u2212");
    return has("mart.estate_plan.unlock_value_gbp") && read("mart.estate_plan.unlock_value_gbp")(i) !== null ? inWords("plan_js.if_free", { amount: said }) : inWords("plan_js.gains", { amount: said });
  }

  const movesOf = (i) => [...(from.get(i) || []).map((at) => [at, true]), ...(to.get(i) || []).map((at) => [at, false])];

  function moveWords(at) {
    const { what, whose, share, fte, year, m } = MOVES;
    const jobs = fte[at] === null ? inWords("plan_js.jobs_not_known") : inWords("plan_js.jobs", { number: Math.round(fte[at]) });
    const when = `${year[at]}\u2013${String((year[at] + 1) % 100).padStart(2, "0")}`;
    const parts = { what: what.w[what.i[at]], body: bodyName(whose[at]), jobs, year: when, metres: m[at] };
    return share[at] < 100 ? inWords("plan_js.move_of_share", { ...parts, share: share[at] }) : inWords("plan_js.move", parts);
  }

  // who leaves it and who comes, each to be gone to
  function movesRow(i, go) {
    const moves = movesOf(i);
    if (!moves.length) return null;
    const box = el("div"), list = el("dd"), { from: starts, to: ends } = MOVES;
    for (const [at, leaves] of moves.slice(0, 40)) {
      const other = leaves ? ends[at] : starts[at], button = el("button", "link", leaves ? inWords("plan_js.to", { building: A.name[other] }) : inWords("plan_js.from", { building: A.name[other] }));
      button.type = "button";
      button.append(el("span", "hint", moveWords(at)));
      button.addEventListener("click", () => go(other, button));
      list.append(button);
    }
    if (moves.length > 40) list.append(el("span", "hint", inWords("plan_js.more_moves", { number: moves.length - 40 })));
    box.append(el("dt", "", inWords("plan_js.moves")), list);
    return box;
  }

  const pairsOf = (ats) => {
    const { from: starts, to: ends } = MOVES, seen = new Map();
    for (const at of ats) if (located[starts[at]] && located[ends[at]]) seen.set(`${starts[at]}/${ends[at]}`, [starts[at], ends[at]]);
    return [...seen.values()];
  };

  // from edge to edge of the symbols; null where nothing would be left to see
  function line(a, b, world, origin, radius) {
    const ax = X[a] * world - origin.x, ay = Y[a] * world - origin.y, bx = X[b] * world - origin.x, by = Y[b] * world - origin.y;
    const long = Math.hypot(bx - ax, by - ay), cut = [radius(a) + 1, radius(b) + 3];
    if (long - cut[0] - cut[1] < LEAST_PX) return null;
    const ux = (bx - ax) / long, uy = (by - ay) / long;
    return { x1: ax + ux * cut[0], y1: ay + uy * cut[0], x2: bx - ux * cut[1], y2: by - uy * cut[1], ux, uy };
  }

  function stroke(pen, { x1, y1, x2, y2, ux, uy }, width, colour) {
    const neck = HEAD * 0.8, half = HEAD * 0.5;
    for (const [ink, more] of [["#fff", 2.5], [colour, 0]]) {
      pen.strokeStyle = pen.fillStyle = ink;
      pen.lineWidth = width + more;
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.lineTo(x2 - ux * neck, y2 - uy * neck);
      pen.stroke();
      pen.beginPath();
      pen.moveTo(x2 + ux * more / 2, y2 + uy * more / 2);
      pen.lineTo(x2 - ux * (HEAD + more / 2) + uy * (half + more / 2), y2 - uy * (HEAD + more / 2) - ux * (half + more / 2));
      pen.lineTo(x2 - ux * (HEAD + more / 2) - uy * (half + more / 2), y2 - uy * (HEAD + more / 2) + ux * (half + more / 2));
      pen.closePath();
      pen.fill();
    }
  }

  // all arrows from some zoom, where neither end is filtered away; those of the selected building always
  function draw(pen, zoom, world, origin, radius, shown, selected, width, height) {
    if (zoom >= PLAN.arrowsFrom) {
      for (const [a, b] of pairsOf(moved)) {
        if (!shown.has(a) && !shown.has(b)) continue;
        const at = line(a, b, world, origin, radius);
        if (at && Math.max(at.x1, at.x2) > 0 && Math.min(at.x1, at.x2) < width && Math.max(at.y1, at.y2) > 0 && Math.min(at.y1, at.y2) < height) stroke(pen, at, 1.5, "#505a5f");
      }
    }
    let arrows = 0;
    for (const [a, b] of selected < 0 ? [] : pairsOf(movesOf(selected).map(([at]) => at))) {
      const at = line(a, b, world, origin, radius);
      if (at) { stroke(pen, at, 3, "#0b0c0c"); arrows++; }
    }
    document.documentElement.dataset.arrows = String(arrows);
  }

  // the frame of a building and of where its people go or come from
  function around(i) {
    const ends = pairsOf(movesOf(i).map(([at]) => at)).flat();
    return ends.length ? L.latLngBounds(ends.map((end) => latLng(X[end], Y[end]))) : null;
  }

  return { choose, say, has, read, worth, amount, movesRow, draw, around, stays: (i) => STAYS.has(A.class[i]) };
}
