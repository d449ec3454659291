/* The estate map in the browser: unpacks the data, draws symbols, filters, searches, lists.

   Belongs here: everything that happens after the page has opened. Does not belong here: figures that are printed on the
   page (worked out in Python), or any text from data put in as HTML: names only ever become text nodes or canvas text.

   One canvas and a grid instead of a Leaflet object for each asset: 30,000 assets filter and redraw at once. */
"use strict";

function totalplaceEstate(map, options) {
  const byId = (id) => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const PAGE = 20, TABLE_PAGE = 25, CELL = 20, REACH = 62, TOUCH = 12;
  const FONT = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", system-ui, sans-serif';
  const language = document.documentElement.lang;
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const pounds = new Intl.NumberFormat(language, { style: "currency", currency: "GBP", maximumFractionDigits: 0 });
  const days = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const UNKNOWN = inWords("wording.not_known");
  const OUTLINE = "#3d3d3d", BLACK = "#0b0c0c";

  if (calm) {
    map._zoomAnimated = false;
    map.options.inertia = false;
  }

  // ---- the data ------------------------------------------------------------------------------------------------

  function failed(text) {
    const wait = byId("map-wait");
    wait.textContent = text;
    wait.classList.add("failed");
    document.documentElement.dataset.ready = "failed";
  }

  async function unpacked(id) {
    const text = byId(id).textContent.trim();
    let bytes;
    if (Uint8Array.fromBase64) bytes = Uint8Array.fromBase64(text);
    else {
      const raw = atob(text);
      bytes = new Uint8Array(raw.length);
      for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  if (typeof DecompressionStream === "undefined") {
    failed(inWords("estate_js.too_old"));
    return;
  }
  unpacked("estate-data").then(start, () => failed(inWords("estate_js.damaged")));

  // ---- small helpers for elements; text is always a text node ----------------------------------------------------

  function el(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function svg(tag, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  function start(data) {
    const A = data.assets, n = A.n, CLASSES = data.classes, KINDS = data.kinds, BODIES = data.bodies;
    const read = (column) => column.v ? (i) => column.v[i] : (i) => (column.i[i] < 0 ? null : column.w[column.i[i]]);
    const addressOf = read(A.address), postcodeOf = read(A.postcode), useOf = read(A.use), basisOf = read(A.basis);
    const areaOf = (i) => (A.area.i[i] < 0 ? null : data.areaNames[A.area.w[A.area.i[i]]] || A.area.w[A.area.i[i]]);
    const bodyOf = (i) => (A.body[i] < 0 ? inWords("estate_js.body_not_known") : BODIES[A.body[i]][0]);
    const kindOf = (i) => (A.body[i] < 0 ? KINDS.length - 1 : BODIES[A.body[i]][1]);
    const classOf = (i) => A.class[i];
    const isLand = (i) => A.shape[i] === 1;

    // place of each asset as a share of the world's width, as Leaflet's projection has it
    const X = new Float64Array(n), Y = new Float64Array(n), located = new Uint8Array(n);
    for (let i = 0, lon = 0, lat = 0; i < n; i++) {
      if (A.lon[i] === null) { X[i] = Y[i] = NaN; continue; }
      lon += A.lon[i]; lat += A.lat[i];
      const s = Math.sin(lat / 1e5 * Math.PI / 180);
      X[i] = lon / 1e5 / 360 + 0.5;
      Y[i] = 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
      located[i] = 1;
    }
    const sourceAt = new Uint32Array(n + 1);
    if (data.sources) for (let i = 0; i < n; i++) sourceAt[i + 1] = sourceAt[i] + data.sources.count[i];
    // 0 building with floor area, 1 building without, 2 land, 3 not shown to be held
    const sign = new Uint8Array(n);
    for (let i = 0; i < n; i++) sign[i] = !A.held[i] ? 3 : isLand(i) ? 2 : A.gia[i] === null ? 1 : 0;
    // on a map of clusters: those of each asset, and which are their hubs; the first member is the hub
    const CLUSTERS = data.clusters || [], clusterOf = new Int32Array(n).fill(-1), isHub = new Uint8Array(n);
    CLUSTERS.forEach((cluster, c) => {
      for (const i of cluster.members) clusterOf[i] = c;
      isHub[cluster.members[0]] = 1;
    });
    const latLng = (x, y) => map.options.crs.pointToLatLng(L.point(x, y).multiplyBy(256), 0);

    const PLAN = data.plan ? totalplacePlan(map, data, {
      el, pounds, X, Y, located, A, latLng, areaText: (value) => areaText(value), bodyName: (b) => (b < 0 ? inWords("estate_js.a_body_not_known") : BODIES[b][0]),
    }) : null;

    // ---- state ---------------------------------------------------------------------------------------------------

    const on = {
      kinds: new Set(CLASSES.keys()), bodies: null, shapes: new Set(["building", "land", "hollow"]),
      use: -1, area: -1, words: [], tight: "",
    };
    let shown = [], ordered = [], page = 0, tablePage = 0, opened = -1, ringed = -1, filterCount = 0;
    let haystack = null;

    const simple = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

    function searchText() {
      if (!haystack) {
        haystack = new Array(n);
        for (let i = 0; i < n; i++) {
          const code = postcodeOf(i) || "";
          haystack[i] = simple(`${A.name[i]} ${addressOf(i) || ""} ${code} ${code.replace(/ /g, "")} ${bodyOf(i)}`);
        }
      }
      return haystack;
    }

    function passes(i) {
      if (!on.kinds.has(classOf(i))) return false;
      if (on.bodies && !on.bodies.has(A.body[i])) return false;
      if (!on.shapes.has(!A.held[i] ? "hollow" : isLand(i) ? "land" : "building")) return false;
      if (on.use >= 0 && A.use.i[i] !== on.use) return false;
      if (on.area >= 0 && A.area.i[i] !== on.area) return false;
      if (on.words.length) {
        const text = searchText()[i];
        if (!on.words.every((word) => text.includes(word)) && !(on.tight && text.includes(on.tight))) return false;
      }
      return true;
    }

    // ---- the base: areas and their names -------------------------------------------------------------------------

    function pane(name, z, pointer) {
      const made = map.createPane(name);
      made.style.zIndex = z;
      if (!pointer) made.style.pointerEvents = "none";
      return made;
    }
    pane("areas", 210); pane("wards", 220); pane("outline", 230); pane("hulls", 240); pane("symbols", 400); pane("names", 450);
    pane("clusters", 460, true); pane("ring", 470);

    function ringsOf(rings) {
      return rings.map((ring) => {
        const points = [];
        for (let i = 0, x = 0, y = 0; i < ring.length; i += 2) {
          x += ring[i]; y += ring[i + 1];
          points.push([y / 1e5, x / 1e5]);
        }
        return points;
      });
    }
    const svgIn = {};
    const shapeOf = (rings, paneName, className) => L.polygon(ringsOf(rings), {
      pane: paneName, renderer: svgIn[paneName] || (svgIn[paneName] = L.svg({ pane: paneName, padding: 0.4 })),
      interactive: false, className, weight: 1, fillRule: "evenodd", smoothFactor: 0.6,
    });
    const wards = L.layerGroup();
    for (const area of data.map.areas) {
      if (area.type === "ward") { if (area.in) wards.addLayer(shapeOf(area.rings, "wards", "ward")); }
      else shapeOf(area.rings, "areas", area.in ? "area" : "area beyond").addTo(map);
    }
    let frame = null;
    if (data.map.place.length) {
      const outline = shapeOf(data.map.place, "outline", "outline").addTo(map);
      frame = outline.getBounds();
    } else {
      for (let i = 0; i < n; i++) if (located[i]) frame = (frame || L.latLngBounds([])).extend(latLng(X[i], Y[i]));
    }
    L.control.scale({ imperial: true, metric: true, position: "bottomright", maxWidth: 120 }).addTo(map);

    const stage = document.querySelector(".stage");
    function settle() { // the stage fills the window beneath the headings
      const above = stage.getBoundingClientRect().top + scrollY;
      stage.style.setProperty("--above", document.querySelector(".known") ? "0px" : `${Math.round(above)}px`); // after a figure: all of it
    }
    settle();
    addEventListener("resize", settle);
    map.invalidateSize({ animate: false, pan: false });

    function fit() {
      const side = map.getSize();
      const legendBox = document.querySelector(".legend");
      const over = getComputedStyle(legendBox).position === "absolute" && side.x > 700;
      if (frame) map.fitBounds(frame, { animate: false, paddingTopLeft: [over ? legendBox.offsetWidth + 8 : 14, 14], paddingBottomRight: [14, 26] });
      fitted = map.getZoom();
      fittedAt = map.getCenter();
    }
    let fitted = 9, fittedAt = null;
    // nobody has moved it since it was framed
    const isWhole = () => frame && fittedAt && map.getZoom() === fitted && map.latLngToContainerPoint(fittedAt).distanceTo(map.getSize().divideBy(2)) < 4;
    map.on("resize", () => { if (!document.documentElement.classList.contains("printing") && isWhole()) fit(); }); // a telephone that is turned

    // ---- symbols -------------------------------------------------------------------------------------------------

    // 10,000 m² is 9 px at the zoom that frames the place and grows with the zoom; area in proportion throughout
    function perMetre(zoom) {
      return 0.09 * Math.min(2.2, Math.max(0.7, Math.pow(2, (zoom - fitted) * 0.36)));
    }
    const isKnown = (i) => !CLASSES[classOf(i)][4];
    const radius = (i, k) => Math.max(options.knownFrom && isKnown(i) ? options.knownFrom : 0, plainRadius(i, k));
    const plainRadius = (i, k) => {
      switch (sign[i]) {
        case 0: return Math.max(2.5, k * Math.sqrt(A.gia[i]));
        case 1: return Math.max(3.4, Math.min(5.5, k * 38)); // of one size, and never larger than a small building
        case 2: return Math.max(2.8, Math.min(4.5, k * 30));
        default: return Math.max(3, Math.min(5, k * 34));
      }
    };

    function write(ctx, mark, ink, x, y, r) {
      if (r < 6) return;
      ctx.fillStyle = ink;
      ctx.font = `700 ${Math.min(15, Math.round(r * 1.15))}px ${FONT}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "middle";
      ctx.fillText(mark, x, y + 0.5);
    }

    function drawSymbol(ctx, i, x, y, k) {
      const [, mark, colour, ink, unknown, shape] = CLASSES[classOf(i)];
      const r = radius(i, k);
      if (PLAN) { // the shape is the class's
        const points = totalplaceShape(shape, x, y, r);
        ctx.beginPath();
        if (points) { points.forEach(([px, py], at) => (at ? ctx.lineTo(px, py) : ctx.moveTo(px, py))); ctx.closePath(); } else ctx.arc(x, y, r, 0, 2 * Math.PI);
        ctx.fillStyle = colour; ctx.fill();
        ctx.lineWidth = 1; ctx.strokeStyle = unknown ? OUTLINE : "#fff"; ctx.stroke();
        write(ctx, mark, ink, x, shape === "triangle" ? y - r * 0.2 : y, r);
        return;
      }
      const edge = unknown ? OUTLINE : colour; // what is not known is pale: its outline is what is seen
      ctx.beginPath();
      if (sign[i] === 0) {
        ctx.arc(x, y, r, 0, 2 * Math.PI);
        ctx.fillStyle = colour;
        ctx.fill();
        ctx.lineWidth = r > 5 || unknown ? 1.25 : 0.75;
        ctx.strokeStyle = unknown ? OUTLINE : "#fff";
        ctx.stroke();
        write(ctx, mark, ink, x, y, r);
      } else if (sign[i] === 1) {
        ctx.moveTo(x, y - r); ctx.lineTo(x + r, y); ctx.lineTo(x, y + r); ctx.lineTo(x - r, y); ctx.closePath();
        // where pale means that the class is not known, the colour of a known one fills the diamond
        const solid = options.isOrdered && !unknown;
        ctx.fillStyle = solid ? colour : options.unknownFill;
        ctx.fill();
        ctx.lineWidth = solid ? 0.75 : r < 4.5 ? 1.4 : 1.75;
        ctx.strokeStyle = solid ? "#fff" : edge;
        ctx.stroke();
        if (solid) write(ctx, mark, ink, x, y, r * 0.85);
      } else if (sign[i] === 2) {
        ctx.rect(x - r, y - r, 2 * r, 2 * r);
        ctx.fillStyle = colour;
        ctx.fill();
        ctx.lineWidth = unknown ? 1.25 : 0.75;
        ctx.strokeStyle = unknown ? OUTLINE : "#fff";
        ctx.stroke();
      } else {
        ctx.arc(x, y, r, 0, 2 * Math.PI);
        ctx.fillStyle = "#fff";
        ctx.fill();
        ctx.lineWidth = r < 4 ? 1.5 : 2;
        ctx.strokeStyle = edge;
        ctx.stroke();
        if (options.isOrdered && !unknown) write(ctx, mark, BLACK, x, y, r);
      }
    }

    // ---- drawing together what is close, when zoomed out ---------------------------------------------------------

    let together = { key: "", groups: [], single: [], scale: 1 };

    function grouped(zoom) {
      const key = `${filterCount}/${zoom}`;
      if (together.key === key) return together;
      clearGroups();
      const drawn = shown.filter((i) => located[i]);
      const groups = [], single = [];
      if (CLUSTERS.length) {
        if (zoom >= options.hullsFrom) single.push(...drawn);
        else groups.push(...clusterGroups());
      } else if (drawn.length <= options.clusterAbove || zoom >= options.unclusteredFrom) single.push(...drawn);
      else {
        const size = 256 * Math.pow(2, zoom), cells = new Map();
        for (const i of drawn) {
          const cx = Math.floor(X[i] * size / CELL), cy = Math.floor(Y[i] * size / CELL), at = cx * 1e7 + cy;
          let cell = cells.get(at);
          if (!cell) cells.set(at, cell = { cx, cy, x: 0, y: 0, members: [], taken: false });
          cell.x += X[i]; cell.y += Y[i];
          cell.members.push(i);
        }
        // small cells; the fullest takes in all that lie within reach of its centre, so that badges stand apart and
        // do not fall into the pattern of the cells
        const order = [...cells.values()].sort((a, b) => b.members.length - a.members.length || a.cx - b.cx || a.cy - b.cy);
        for (const cell of order) {
          if (cell.taken) continue;
          const mx = cell.x / cell.members.length, my = cell.y / cell.members.length;
          let x = 0, y = 0;
          const members = [];
          for (let dx = -4; dx <= 4; dx++) for (let dy = -4; dy <= 4; dy++) {
            const near = cells.get((cell.cx + dx) * 1e7 + cell.cy + dy);
            if (!near || near.taken) continue;
            const count = near.members.length;
            if (near !== cell && Math.hypot(near.x / count - mx, near.y / count - my) * size > REACH) continue;
            near.taken = true;
            x += near.x; y += near.y;
            for (const i of near.members) members.push(i);
          }
          if (members.length < 4) { single.push(...members); continue; }
          const kinds = new Array(CLASSES.length).fill(0);
          for (const i of members) kinds[classOf(i)]++;
          groups.push({ x: x / members.length, y: y / members.length, members, kinds, marker: null });
        }
      }
      // of an order, what is not known beneath; land beneath, large before small, so that nothing small is hidden; then what has no size, then hollow ones
      const rank = [1, 2, 0, 3];
      single.sort((a, b) => (PLAN && classOf(b) - classOf(a)) || (options.isOrdered ? isKnown(a) - isKnown(b) : 0) || rank[sign[a]] - rank[sign[b]] || (A.gia[b] || 0) - (A.gia[a] || 0) || a - b);
      const most = groups.reduce((top, group) => Math.max(top, group.members.length), 1);
      together = { key, groups, single, scale: Math.min(2.2, Math.min(36, map.getSize().x / 14) / Math.sqrt(most)) };
      return together;
    }

    // area in proportion to the count, the largest 36 px; the smallest are enlarged so that they can be read and touched
    const LEAST = [13, 13, 13, 16, 21, 25, 28];
    // zoomed out each cluster is one circle at its hub, of its buildings that are not filtered away
    function clusterGroups() {
      const passing = new Set(shown), groups = [];
      CLUSTERS.forEach((cluster, c) => {
        const members = cluster.members.filter((i) => passing.has(i)), hub = cluster.members[0];
        if (!members.length) return;
        const kinds = new Array(CLASSES.length).fill(0);
        for (const i of members) kinds[classOf(i)]++;
        groups.push({ x: X[hub], y: Y[hub], members, kinds, marker: null, cluster: c });
      });
      return groups;
    }
    const nameOf = (c) => A.name[CLUSTERS[c].members[0]];

    const groupRadius = (count) => Math.max(LEAST[String(count).length], together.scale * Math.sqrt(count));

    function clearGroups() {
      for (const group of together.groups) if (group.marker) group.marker.remove();
    }

    function badge(group) {
      const count = group.members.length, r = Math.round(groupRadius(count)), side = 2 * r;
      const box = el("div", "badge");
      const picture = svg("svg", { width: side, height: side, viewBox: `${-r} ${-r} ${side} ${side}`, "aria-hidden": "true" });
      picture.append(svg("circle", { r: r - 0.5, fill: "#fff" }));
      const ring = r - 3, round = 2 * Math.PI * ring;
      let from = 0;
      group.kinds.forEach((number, kind) => {
        if (!number) return;
        const share = number / count;
        picture.append(svg("circle", {
          r: ring, fill: "none", stroke: CLASSES[kind][2], "stroke-width": 5,
          "stroke-dasharray": `${Math.max(0.01, share * round - (share < 1 ? 1 : 0))} ${round}`,
          "stroke-dashoffset": -from * round, transform: "rotate(-90)",
        }));
        from += share;
      });
      const text = svg("text", { "text-anchor": "middle", y: 4, "font-size": r < 24 ? 11 : 13 });
      text.textContent = whole.format(count);
      picture.append(text);
      box.append(picture);
      const parts = group.kinds.map((number, kind) => [number, CLASSES[kind][0]]).filter(([number]) => number)
        .map(([number, kind]) => `${kind} ${whole.format(number)}`);
      const marker = L.marker(latLng(group.x, group.y), {
        pane: "clusters", keyboard: true, riseOnHover: true,
        icon: L.divIcon({ html: box, className: "group", iconSize: [side, side] }),
      });
      marker.on("click", () => openGroup(group));
      marker.on("add", () => {
        const element = marker.getElement();
        element.setAttribute("role", "button");
        element.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          event.stopPropagation();
          openGroup(group);
        });
        const what = group.cluster === undefined ? inWords("estate_js.assets", { number: count })
          : inWords("estate_js.cluster_of", { rank: group.cluster + 1, hub: nameOf(group.cluster), buildings: count });
        element.setAttribute("aria-label", inWords("estate_js.group", { what, kinds: parts.join(", ") }));
      });
      marker.bindTooltip(() => {
        const tip = el("div", "tip");
        if (group.cluster === undefined) tip.append(el("b", "", inWords("estate_js.assets", { number: count })));
        else tip.append(el("b", "", `${whole.format(group.cluster + 1)}. ${nameOf(group.cluster)}`), ...CLUSTERS[group.cluster].words.map((words) => el("span", "", words)));
        for (const part of parts) tip.append(el("span", "", part));
        return tip;
      }, { direction: "top", offset: [0, -r] });
      return marker;
    }

    function openGroup(group) {
      if (group.cluster !== undefined) {
        showCluster(group.cluster);
        map.getContainer().focus({ preventScroll: true });
        return;
      }
      const bounds = L.latLngBounds(group.members.map((i) => latLng(X[i], Y[i])));
      const zoom = Math.min(options.unclusteredFrom + 1, Math.max(map.getZoom() + 1.5, map.getBoundsZoom(bounds) - 0.5));
      map.setView(bounds.getCenter(), zoom, { animate: !calm });
      map.getContainer().focus({ preventScroll: true });
    }

    // ---- the canvas ----------------------------------------------------------------------------------------------

    const canvas = el("canvas", "symbols leaflet-zoom-animated");
    canvas.setAttribute("aria-hidden", "true");
    map.getPane("symbols").append(canvas);
    const ctx = canvas.getContext("2d");
    let pen = ctx, onPaper = null; // on paper the same strokes make an SVG: sharp, and transparent where a canvas is not
    let origin = L.point(0, 0), drawnZoom = 0, drawnCorner = null, inView = [];

    function vectorPen(target) {
      let d = "";
      const n1 = (value) => Math.round(value * 100) / 100;
      const add = (tag, attributes, text) => {
        const made = svg(tag, attributes);
        if (text !== undefined) made.textContent = text;
        target.append(made);
      };
      return {
        beginPath() { d = ""; },
        moveTo(x, y) { d += `M${n1(x)} ${n1(y)}`; },
        lineTo(x, y) { d += `L${n1(x)} ${n1(y)}`; },
        closePath() { d += "Z"; },
        rect(x, y, w, h) { d += `M${n1(x)} ${n1(y)}h${n1(w)}v${n1(h)}h${n1(-w)}Z`; },
        arc(x, y, r) {
          const R = n1(r), side = n1(2 * r);
          d += `M${n1(x - r)} ${n1(y)}a${R} ${R} 0 1 0 ${side} 0a${R} ${R} 0 1 0 ${-side} 0Z`;
        },
        fill() { add("path", { d, fill: this.fillStyle }); },
        stroke() { add("path", { d, fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth }); },
        write(text, x, y, more) {
          const [, weight, size, family] = /^(\d+) (\d+)px (.*)$/.exec(this.font);
          add("text", {
            x: n1(x), y: n1(y + size * 0.35), "font-size": size, "font-weight": weight, "font-family": family,
            "text-anchor": this.textAlign === "center" ? "middle" : "start", ...more,
          }, text);
        },
        fillText(text, x, y) { this.write(text, x, y, { fill: this.fillStyle }); },
        strokeText(text, x, y) {
          this.write(text, x, y, { fill: "none", stroke: "#fff", "stroke-width": this.lineWidth, "stroke-linejoin": "round" });
        },
      };
    }

    const controls = [byId("whole"), document.querySelector(".leaflet-control-zoom")];

    function draw() {
      const zoom = map.getZoom(), size = map.getSize(), pad = size.multiplyBy(0.2).round();
      const corner = map.containerPointToLayerPoint([0, 0]).subtract(pad).round();
      const width = size.x + 2 * pad.x, height = size.y + 2 * pad.y, dpr = Math.min(2, devicePixelRatio || 1);
      canvas.width = Math.round(width * dpr); canvas.height = Math.round(height * dpr);
      canvas.style.width = `${width}px`; canvas.style.height = `${height}px`;
      L.DomUtil.setTransform(canvas, corner, 1);
      ctx.setTransform(dpr, 0, 0, dpr, 0, 0);
      if (onPaper) {
        onPaper.replaceChildren();
        onPaper.setAttribute("width", width);
        onPaper.setAttribute("height", height);
        L.DomUtil.setTransform(onPaper, corner, 1);
      }
      pen = onPaper ? vectorPen(onPaper) : ctx;
      origin = map.getPixelOrigin().add(corner);
      drawnZoom = zoom; drawnCorner = map.layerPointToLatLng(corner);
      const world = 256 * Math.pow(2, zoom), k = perMetre(zoom), { single, groups } = grouped(zoom);
      const taken = controls.map((element) => { // nothing to select lies beneath a control
        const x = pad.x + element.offsetLeft, y = pad.y + element.offsetTop;
        return [x, y, x + element.offsetWidth, y + element.offsetHeight];
      }), crowded = [];

      for (const group of groups) {
        const x = group.x * world - origin.x, y = group.y * world - origin.y, r = groupRadius(group.members.length);
        // not beyond the edge: what cannot be seen must not take the keyboard's focus
        if (group.cluster !== undefined && !free(taken, [x - r, y - r, x + r, y + r])) {
          if (group.marker) group.marker.remove();
          crowded.push([x, y]);
          continue;
        }
        const near = x > pad.x - r / 2 && y > pad.y - r / 2 && x < width - pad.x + r / 2 && y < height - pad.y + r / 2;
        if (near && !group.marker) group.marker = badge(group);
        if (near && !map.hasLayer(group.marker)) group.marker.addTo(map);
        if (!near && group.marker) group.marker.remove();
        if (near) taken.push([x - r, y - r, x + r, y + r]);
      }
      for (const [x, y] of crowded) { // clusters without room for a circle
        pen.beginPath();
        pen.arc(x, y, 4, 0, 2 * Math.PI);
        pen.fillStyle = "#7a5c00"; pen.fill();
        pen.lineWidth = 1; pen.strokeStyle = "#fff"; pen.stroke();
      }
      drawHulls(zoom);
      if (PLAN) PLAN.draw(pen, zoom, world, origin, (i) => radius(i, k), new Set(single), ringed, width, height);
      const spots = [];
      inView = [];
      for (const i of single) {
        const x = X[i] * world - origin.x, y = Y[i] * world - origin.y, r = radius(i, k) + 2;
        if (x < -r || y < -r || x > width + r || y > height + r) continue;
        inView.push(i);
        if (spots.length < 4000) spots.push([x, y, r]);
        drawSymbol(pen, i, x, y, k);
        if (isHub[i]) {
          pen.beginPath();
          pen.arc(x, y, radius(i, k) + 3.5, 0, 2 * Math.PI);
          pen.lineWidth = 2; pen.strokeStyle = BLACK; pen.stroke();
        }
      }
      if (zoom >= options.wardsFrom) wards.addTo(map); else wards.remove();
      placeNames(zoom, world, width, height, taken, spots);
      nameSymbols(world, k, [pad.x, pad.y, width - pad.x, height - pad.y], taken);
      drawRing();
      sizeSamples(k);
    }

    // ---- clusters: hulls and spokes when zoomed in, and the ranked list -------------------------------------------

    let hulls = null, spokes = null, chosenHull = null, openCluster = -1, hullKey = "";

    function drawHulls(zoom) {
      if (!CLUSTERS.length) return;
      const key = zoom >= options.hullsFrom ? String(filterCount) : "";
      if (key === hullKey) return;
      hullKey = key;
      for (const layer of [hulls, spokes]) if (layer) layer.remove();
      if (!key) return;
      const passing = new Set(shown), rings = [], lines = [];
      for (const { members, hull } of CLUSTERS) {
        const there = members.filter((i) => passing.has(i));
        if (!there.length) continue;
        rings.push(ringsOf([hull]));
        for (const i of there) if (i !== members[0]) lines.push([latLng(X[members[0]], Y[members[0]]), latLng(X[i], Y[i])]);
      }
      const plain = { pane: "hulls", renderer: svgIn.hulls || (svgIn.hulls = L.svg({ pane: "hulls", padding: 0.4 })), interactive: false };
      hulls = L.polygon(rings, { ...plain, className: "hull", weight: 1.5, fillRule: "nonzero", smoothFactor: 0.5 }).addTo(map);
      spokes = L.polyline(lines, { ...plain, className: "spoke", weight: 1.25 }).addTo(map);
    }

    function showCluster(c) {
      const { members, hull } = CLUSTERS[c], rings = ringsOf([hull]), bounds = L.latLngBounds(rings[0]);
      openCluster = c;
      map.closePopup();
      if (chosenHull) chosenHull.remove();
      const side = map.getSize(), room = Math.min(side.x, side.y) < 420 ? 24 : 80, legendBox = document.querySelector(".legend");
      const over = getComputedStyle(legendBox).position === "absolute" && side.x > 700 ? legendBox.offsetWidth : 0;
      map.fitBounds(bounds, { maxZoom: 17, paddingTopLeft: [room + over, room], paddingBottomRight: [room, room], animate: false });
      if (map.getZoom() < options.hullsFrom) map.setView(bounds.getCenter(), options.hullsFrom, { animate: false });
      chosenHull = L.polygon(rings, {
        pane: "hulls", renderer: svgIn.hulls || (svgIn.hulls = L.svg({ pane: "hulls", padding: 0.4 })), interactive: false, className: "hull chosen", weight: 3,
      }).addTo(map);
      const at = clustersListed().indexOf(c);
      if (at >= 0) { clusterPage = Math.floor(at / CLUSTER_PAGE); showClusters(); }
      ring(members[0]);
    }

    const CLUSTER_PAGE = 8, clusterList = byId("clusters");
    let clusterPage = 0;

    function clustersListed() {
      const there = new Set(shown.map((i) => clusterOf[i]));
      return CLUSTERS.map((_, c) => c).filter((c) => there.has(c));
    }

    function clusterItem(c) {
      const item = el("li"), button = el("button", "item cluster-item"), box = el("span", "words"), name = el("span", "name", nameOf(c)), { members, words } = CLUSTERS[c];
      button.type = "button";
      button.dataset.cluster = c;
      button.setAttribute("aria-expanded", String(c === openCluster));
      name.dir = "auto";
      box.append(name, el("span", "meta", [words[0], areaOf(members[0])].filter(Boolean).join(" · ")), el("span", "class-words", words[1]));
      button.append(el("span", "rank", whole.format(c + 1)), box);
      item.append(button);
      if (c === openCluster) {
        const list = el("ul", "here opened");
        for (const i of members) {
          const one = el("li"), link = el("button", "link", A.name[i]);
          link.type = "button";
          link.append(el("span", "hint", `${isHub[i] ? `${inWords("estate_js.hub")} · ` : ""}${bodyOf(i)} · ${[useOf(i), summary(i)].filter(Boolean).join(" · ")}`));
          link.addEventListener("click", () => { goTo(i); backTo = null; showPopup([i], { focus: true }); backTo = link; });
          one.append(link);
          list.append(one);
        }
        item.append(list);
      }
      return item;
    }

    function showClusters() {
      if (!clusterList) return;
      const rows = clustersListed(), pages = pagesOf(rows.length, CLUSTER_PAGE), focused = document.activeElement && document.activeElement.dataset.cluster;
      clusterPage = Math.min(clusterPage, pages - 1);
      clusterList.replaceChildren(...rows.slice(clusterPage * CLUSTER_PAGE, (clusterPage + 1) * CLUSTER_PAGE).map(clusterItem));
      if (focused) { const again = clusterList.querySelector(`[data-cluster="${focused}"]`); if (again) again.focus({ preventScroll: true }); }
      byId("cluster-page").textContent = inWords("estate_js.page", { page: clusterPage + 1, pages });
      byId("cluster-status").textContent = rows.length === CLUSTERS.length ? inWords("estate_js.clusters", { number: rows.length })
        : inWords("estate_js.clusters_of", { number: rows.length, all: CLUSTERS.length });
      for (const button of document.querySelectorAll("[data-cluster-step]")) {
        const to = clusterPage + Number(button.dataset.clusterStep);
        button.disabled = to < 0 || to >= pages;
      }
    }
    if (clusterList) {
      clusterList.addEventListener("click", (event) => {
        const button = event.target.closest("button.cluster-item");
        if (!button) return;
        const c = Number(button.dataset.cluster);
        if (c !== openCluster) { showCluster(c); return; }
        openCluster = -1;
        if (chosenHull) chosenHull.remove();
        ring(-1);
        showClusters();
      });
      for (const button of document.querySelectorAll("[data-cluster-step]")) {
        button.addEventListener("click", () => { clusterPage += Number(button.dataset.clusterStep); showClusters(); });
      }
    }

    map.on("zoomanim", (event) => {
      if (!drawnCorner) return;
      const scale = map.getZoomScale(event.zoom, drawnZoom);
      L.DomUtil.setTransform(canvas, map._latLngToNewLayerPoint(drawnCorner, event.zoom, event.center), scale);
    });

    // ---- names on the map ----------------------------------------------------------------------------------------

    const free = (taken, box) => taken.every((o) => box[0] > o[2] || box[2] < o[0] || box[1] > o[3] || box[3] < o[1]);
    const nameLayer = L.layerGroup().addTo(map);
    const SHIFTS = [[0, 0], [0, -26], [0, 26], [36, 0], [-36, 0], [0, -48], [0, 48], [40, -30], [-40, -30], [40, 30], [-40, 30], [0, -72], [0, 72], [70, 0], [-70, 0]];

    // a name stands in its own area: in the middle, and along most of its length
    const outlinesOf = new Map();
    function standsIn(area, zoom, x, y, half) {
      if (!outlinesOf.has(area)) outlinesOf.set(area, ringsOf(area.rings).map((ring) => ring.map(([lat, lon]) => map.project([lat, lon], 0))));
      const scale = Math.pow(2, zoom), inside = (px, py) => {
        let within = false;
        for (const ring of outlinesOf.get(area)) {
          for (let a = 0, b = ring.length - 1; a < ring.length; b = a++) {
            if ((ring[a].y > py) !== (ring[b].y > py)
              && px < (ring[b].x - ring[a].x) * (py - ring[a].y) / (ring[b].y - ring[a].y) + ring[a].x) within = !within;
          }
        }
        return within;
      };
      const py = (y + origin.y) / scale;
      if (!inside((x + origin.x) / scale, py)) return false;
      const hits = [-0.8, -0.4, 0.4, 0.8].filter((part) => inside((x + part * half + origin.x) / scale, py)).length;
      return hits >= 3;
    }

    function placeNames(zoom, world, width, height, taken, spots) {
      nameLayer.clearLayers();
      for (const area of data.map.areas) {
        const ward = area.type === "ward";
        if (!area.label.length || !area.in || (ward && zoom < options.wardsFrom + 0.5)) continue;
        const at = L.latLng(area.label[1] / 1e5, area.label[0] / 1e5), point = map.project(at, zoom).subtract(origin);
        if (point.x < 0 || point.y < 0 || point.x > width || point.y > height) continue;
        const px = ward || map.getSize().x <= 500 ? 12 : 14;
        ctx.font = `${ward ? 400 : 600} ${px}px ${FONT}`;
        const half = ctx.measureText(area.name).width / 2 + 3;
        // where it hides the fewest symbols, and rather near the middle of its area
        let best = null, least = Infinity;
        for (const [right, down] of ward ? SHIFTS.slice(0, 5) : SHIFTS) {
          const x = point.x + right, y = point.y + down, box = [x - half, y - px * 0.7, x + half, y + px * 0.7];
          if (!free(taken, box) || !standsIn(area, zoom, x, y, half)) continue;
          let cost = Math.hypot(right, down) / 10;
          for (const at of spots) if (at[0] + at[2] > box[0] && at[0] - at[2] < box[2] && at[1] + at[2] > box[1] && at[1] - at[2] < box[3]) cost += 1;
          if (cost < least) { least = cost; best = [right, down, box]; }
        }
        if (best) {
          const [right, shift, box] = best;
          taken.push(box);
          const label = el("span", ward ? "area-name ward-name" : "area-name", area.name);
          if (!ward) label.style.fontSize = `${px}px`;
          label.setAttribute("aria-hidden", "true");
          nameLayer.addLayer(L.marker(at, {
            pane: "names", interactive: false, keyboard: false,
            icon: L.divIcon({ html: label, className: "area-label", iconSize: [0, 0], iconAnchor: [-right, -shift] }),
          }));
        }
      }
    }

    // the largest buildings are named, and everything once few enough are in view
    function nameSymbols(world, k, view, taken) {
      if (PLAN) for (const i of inView) if (isKnown(i)) { // a name hides nothing that the plan speaks of
        const x = X[i] * world - origin.x, y = Y[i] * world - origin.y, r = radius(i, k);
        taken.push([x - r, y - r, x + r, y + r]);
      }
      const nameable = PLAN ? inView.filter(isKnown).reverse() : inView, few = nameable.length <= 120;
      const wanted = nameable.filter((i) => sign[i] === 0 && radius(i, k) >= (few ? 3 : 17)).slice(0, few ? 120 : 12);
      if (!few && !wanted.length) return;
      if (few && map.getZoom() >= 13) wanted.push(...nameable.filter((i) => sign[i] !== 0));
      ctx.font = pen.font = `400 12px ${FONT}`;
      pen.textAlign = "left";
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      const box = document.querySelector(".legend"), over = box.getBoundingClientRect(), from = map.getContainer().getBoundingClientRect();
      if (getComputedStyle(box).position === "absolute") { // nothing is written beneath the legend
        taken.push([over.left - from.left + view[0], over.top - from.top + view[1], over.right - from.left + view[0], over.bottom - from.top + view[1]]);
      }
      let named = 0;
      for (const i of wanted) {
        if (!few && named >= 6) break;
        if (few && map.getZoom() < 13 && radius(i, k) < 14) continue;
        const x = X[i] * world - origin.x, y = Y[i] * world - origin.y, r = radius(i, k);
        const text = A.name[i].length > 34 ? `${A.name[i].slice(0, 32).trimEnd()}…` : A.name[i];
        const w = ctx.measureText(text).width;
        for (const [left, top] of [[x + r + 4, y], [x - r - 4 - w, y], [x - w / 2, y + r + 9], [x - w / 2, y - r - 9]]) {
          const box = [left - 2, top - 8, left + w + 2, top + 8];
          if (box[0] < view[0] || box[2] > view[2] || box[1] < view[1] || box[3] > view[3] || !free(taken, box)) continue;
          taken.push(box);
          pen.strokeStyle = "rgba(255,255,255,.92)";
          pen.lineWidth = 3.5;
          pen.strokeText(text, left, top);
          pen.fillStyle = "#0b0c0c";
          pen.fillText(text, left, top);
          named++;
          break;
        }
      }
    }

    // ---- details: on hover, on click, on keyboard focus ----------------------------------------------------------

    const areaText = (value) => (value === null ? UNKNOWN : inWords("wording.area", { number: value }));

    // as wording.share in Python: what is not quite nothing or not quite all is not rounded to it
    function share(value) {
      const percent = 100 * Number(value), near = Math.round(percent);
      if (near === 0 && percent > 0) return inWords("wording.share_under", { number: 1 });
      if (near === 100 && percent < 100) return inWords("wording.share_over", { number: 99 });
      return inWords("wording.share", { number: near });
    }

    // a day, or the first and the last, in words; a financial year as it is
    const inDays = (text) => text.replace(/\d{4}-\d\d-\d\d/g, (day) => days.format(new Date(`${day}T00:00:00Z`)));
    function period(value) {
      const [first, last] = String(value).split("/");
      return last === undefined ? inDays(first) : inWords("wording.range", { low: inDays(first), high: inDays(last) });
    }

    function briefly(i) {
      const tip = el("div", "tip");
      tip.append(el("b", "", A.name[i]), el("span", "", bodyOf(i)), el("span", "", summary(i)));
      if (options.colourLabel) tip.append(el("span", "", classWords(i)));
      return tip;
    }

    function summary(i) {
      const what = isLand(i) ? inWords("estate_js.land") : A.gia[i] === null ? inWords("estate_js.area_not_known") : areaText(A.gia[i]);
      return A.held[i] ? what : inWords("estate_js.basis_in_no_total", { basis: `${basisOf(i)[0].toUpperCase()}${basisOf(i).slice(1)}` });
    }

    const detailColumns = [...document.querySelectorAll("#detail-columns li")].map((item) => {
      const { name, label, format, listed } = item.dataset;
      const value = PLAN && PLAN.has(name) ? PLAN.read(name) : name === "function" ? useOf : name === "gia_m2" ? (i) => A.gia[i] : read(A.details[name]);
      return { name, label, value, isOfPlan: Boolean(PLAN && PLAN.has(name)), isListed: listed !== undefined, write: { text: String, file: String, share, period, year: (v) => `${v}–${String((Number(v) + 1) % 100).padStart(2, "0")}`,
        area: areaText, money: (v) => pounds.format(Number(v)).replace("-", "\u2212"), date: (v) => days.format(new Date(`${v}T00:00:00Z`)) }[format] };
    });

    // the class, and what is said beside it in the list
    function classWords(i) {
      const more = detailColumns.filter((item) => item.isListed).map((item) => [item, item.value(i)])
        .filter(([, found]) => found !== null && found !== undefined && found !== "").map(([item, found]) => item.write(found));
      const name = CLASSES[classOf(i)][0];
      return more.length ? [name, ...more].join(" · ") : `${options.colourLabel}: ${name}`;
    }

    // `inPopup`: of a plan what the plan says of it; what is known of the building itself stands in the list
    function details(i, inPopup) {
      const list = el("dl", "details"), ofPlan = PLAN && inPopup;
      const row = (label, value) => {
        const box = el("div");
        box.append(el("dt", "", label), el("dd", "", value));
        list.append(box);
      };
      row(inWords("estate_js.body"), `${bodyOf(i)} (${KINDS[kindOf(i)]})`);
      if (addressOf(i) && !ofPlan) row(inWords("estate_js.address"), addressOf(i));
      if (!ofPlan) row(inWords("estate_js.postcode"), postcodeOf(i) || UNKNOWN);
      if (areaOf(i) && !ofPlan) row(inWords("estate_js.district"), areaOf(i));
      if (!A.held[i]) row(inWords("estate_js.held"), inWords("estate_js.not_shown", { basis: basisOf(i) }));
      if (options.colourLabel) row(options.colourLabel, CLASSES[classOf(i)][0]);
      const moves = PLAN && PLAN.movesRow(i, (other, button) => { goTo(other); backTo = null; showPopup([other], { focus: true }); backTo = button; });
      for (const { name, label, value, write, isOfPlan } of detailColumns) {
        if (ofPlan && !isOfPlan) continue;
        const found = value(i);
        if (found !== null && found !== undefined && found !== "") row(label, write(found));
        else if (name === "gia_m2" && !isLand(i)) row(label, UNKNOWN);
      }
      if (moves) list.append(moves);
      if (!data.sources || ofPlan) return list;
      const lines = [];
      for (let at = sourceAt[i]; at < sourceAt[i + 1]; at++) {
        const part = data.sources.part.i[at] < 0 ? "" : data.sources.part.w[data.sources.part.i[at]];
        const line = data.sources.row[at] < 0 ? "" : `, ${inWords("estate_js.line", { line: String(data.sources.row[at]) })}`;
        lines.push(`${data.sources.file.w[data.sources.file.i[at]]}${part && part !== "table" ? `, ${part}` : ""}${line}`);
      }
      const sources = el("div"), values = el("dd");
      for (const line of lines.slice(0, 12)) values.append(el("span", "source", line));
      if (lines.length > 12) values.append(el("span", "source", inWords("estate_js.more_lines", { number: lines.length - 12 })));
      if (!lines.length) values.textContent = UNKNOWN;
      sources.append(el("dt", "", inWords("estate_js.sources", { number: lines.length })), values);
      list.append(sources);
      return list;
    }

    const popup = L.popup({ maxWidth: 320, minWidth: 200, autoPanPadding: [12, 12], className: "asset-popup" });
    let backTo = null;

    function showPopup(hits, { focus = false, back = null } = {}) {
      const box = el("div", "popup");
      box.tabIndex = -1;
      // a button that replaces itself is no longer in the popup when Leaflet looks where the click was
      box.addEventListener("click", (event) => event.stopPropagation());
      if (hits.length === 1) {
        const i = hits[0];
        if (back) {
          const button = el("button", "link", inWords("estate_js.back_to", { number: back.length }));
          button.type = "button";
          button.addEventListener("click", () => showPopup(back, { focus: true }));
          box.append(button);
        }
        box.append(el("h2", "", A.name[i]), details(i, true));
        ring(i);
      } else {
        box.append(el("h2", "", inWords("estate_js.assets_here", { number: hits.length })));
        const list = el("ul", "here");
        for (const i of hits.slice(0, 200)) {
          const item = el("li"), button = el("button", "link", A.name[i]);
          button.type = "button";
          button.append(el("span", "hint", `${bodyOf(i)}, ${summary(i)}`));
          button.addEventListener("click", () => showPopup([i], { focus: true, back: hits }));
          item.append(button);
          list.append(item);
        }
        if (hits.length > 200) list.append(el("li", "", inWords("estate_js.and_more")));
        box.append(list);
      }
      popup.options.maxWidth = Math.min(320, map.getSize().x - 60);
      popup.options.minWidth = Math.min(PLAN ? 300 : 200, map.getSize().x - 60);
      // on a narrow map beneath the buttons, which would lie over its heading
      const buttons = map.getSize().x < 500 ? 42 : 0;
      popup.options.autoPanPaddingTopLeft = [12, 12 + buttons];
      popup.options.maxHeight = Math.max(140, map.getSize().y - 110 - buttons);
      popup.setLatLng(latLng(X[hits[0]], Y[hits[0]])).setContent(box).openOn(map);
      if (focus) box.focus({ preventScroll: true });
    }
    map.on("popupclose", () => {
      ring(-1);
      if (backTo && backTo.isConnected) backTo.focus({ preventScroll: true });
      backTo = null;
    });
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key === "Escape") map.closePopup();
    });

    function hitsAt(point, reach) {
      const world = 256 * Math.pow(2, map.getZoom()), k = perMetre(map.getZoom()), from = map.getPixelOrigin();
      const hits = [];
      for (const i of inView) {
        const d = Math.hypot(X[i] * world - from.x - point.x, Y[i] * world - from.y - point.y), r = radius(i, k);
        if (d <= Math.max(r + 1, Math.min(reach, r + 6))) hits.push([d / Math.max(r, 4), i]);
      }
      return hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, i]) => i);
    }

    const hover = L.tooltip({ direction: "top", offset: [0, -8], className: "asset-tip", opacity: 1 });
    let waiting = false;
    map.on("mousemove", (event) => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const [first, ...rest] = hitsAt(event.layerPoint, 6);
        map.getContainer().classList.toggle("over", first !== undefined);
        if (first === undefined || popup.isOpen()) { hover.remove(); return; }
        const tip = briefly(first);
        if (rest.length) tip.append(el("span", "hint", inWords("estate_js.more_here", { number: rest.length })));
        hover.setLatLng(latLng(X[first], Y[first])).setContent(tip).addTo(map);
      });
    });
    map.on("mouseout movestart zoomstart", () => hover.remove());
    map.on("click", (event) => {
      const hits = hitsAt(event.layerPoint, TOUCH);
      hover.remove();
      if (hits.length) showPopup(hits);
    });

    let ringMark = null;
    function ring(i) {
      const other = i !== ringed;
      ringed = i;
      if (PLAN && other) draw(); else drawRing(); // its arrows come and go with it
    }
    function drawRing() {
      if (ringMark) ringMark.remove();
      ringMark = null;
      if (ringed < 0 || !located[ringed]) return;
      const r = radius(ringed, perMetre(map.getZoom())) + 5;
      ringMark = L.marker(latLng(X[ringed], Y[ringed]), {
        pane: "ring", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "ring", iconSize: [2 * r, 2 * r], html: "" }),
      }).addTo(map);
    }

    function goTo(i) {
      if (!located[i]) return;
      const zoom = Math.max(map.getZoom(), options.unclusteredFrom + 1.5), around = PLAN && PLAN.around(i);
      if (around) { // with both ends of its moves
        map.fitBounds(around, { maxZoom: Math.max(zoom, 17.5), padding: [90, 90], animate: false }); // close enough for the arrow to be seen
      } else map.setView(latLng(X[i], Y[i]), zoom, { animate: false });
      ring(i);
    }

    // ---- the list ------------------------------------------------------------------------------------------------

    const results = byId("results"), inViewOnly = byId("in-view");
    const collator = new Intl.Collator("en-GB", { numeric: true });
    const orders = {
      size: null, // as the data come: largest first
      name: (a, b) => collator.compare(A.name[a], A.name[b]) || a - b,
      class: PLAN ? (a, b) => classOf(a) - classOf(b) || PLAN.worth(b) - PLAN.worth(a) || (A.gia[b] || 0) - (A.gia[a] || 0) || a - b : (a, b) => classOf(a) - classOf(b) || A.held[b] - A.held[a] || a - b,
      body: (a, b) => kindOf(a) - kindOf(b) || collator.compare(bodyOf(a), bodyOf(b)) || a - b,
    };

    function picture(i) {
      const [, mark, fill, ink, unknown, shape] = CLASSES[classOf(i)], colour = unknown ? OUTLINE : fill;
      const made = svg("svg", { class: "swatch", width: 20, height: 20, viewBox: "0 0 20 20", "aria-hidden": "true" });
      const points = PLAN && totalplaceShape(shape, 10, 10, 8);
      if (points) made.append(svg("polygon", { points: points.join(" "), fill }));
      else if (sign[i] === 0 || PLAN) made.append(svg("circle", { cx: 10, cy: 10, r: unknown ? 8.5 : 9, fill, stroke: unknown ? OUTLINE : "none" }));
      const solid = PLAN || sign[i] === 1 && options.isOrdered && !unknown;
      if (sign[i] === 1 && !PLAN) made.append(svg("path", { d: "M10 1 19 10 10 19 1 10Z", fill: solid ? fill : options.unknownFill, stroke: colour, "stroke-width": 1.75 }));
      if (sign[i] === 2) made.append(svg("rect", { x: 2, y: 2, width: 16, height: 16, fill, stroke: unknown ? OUTLINE : "none" }));
      if (sign[i] === 3) made.append(svg("circle", { cx: 10, cy: 10, r: 8, fill: "#fff", stroke: colour, "stroke-width": 2 }));
      const text = svg("text", {
        x: 10, y: shape === "triangle" ? 12 : 13.8, "text-anchor": "middle", "font-size": 11, "font-weight": 700, fill: sign[i] % 2 && !solid ? BLACK : ink,
      });
      text.textContent = mark;
      made.append(text);
      return made;
    }

    function listItem(i) {
      const item = el("li"), button = el("button", "item"), box = el("span", "words");
      button.type = "button";
      button.dataset.asset = i;
      button.setAttribute("aria-expanded", String(i === opened));
      const name = el("span", "name", A.name[i]);
      name.dir = "auto";
      box.append(name, el("span", "meta", [bodyOf(i), useOf(i), postcodeOf(i)].filter(Boolean).join(" · ")));
      if (options.colourLabel) box.append(el("span", "class-words", classWords(i)));
      if (!located[i]) box.append(el("span", "nowhere", inWords("estate_js.not_on_the_map")));
      const planned = PLAN ? PLAN.amount(i) : "";
      button.append(picture(i), box, el("span", "amount", planned || (PLAN && !PLAN.stays(i)) ? planned : A.held[i] ? (isLand(i) ? inWords("estate_js.land") : areaText(A.gia[i])) : inWords("estate_js.in_no_total")));
      item.append(button);
      if (i === opened) item.append(openedBox(i));
      return item;
    }

    function openedBox(i) {
      const box = el("div", "opened");
      box.append(details(i));
      if (located[i]) {
        const button = el("button", "show", inWords("estate_js.show"));
        button.type = "button";
        button.addEventListener("click", () => {
          goTo(i);
          byId("map-box").scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
          backTo = null;
          showPopup([i], { focus: true });
          backTo = button;
        });
        box.append(button);
      }
      return box;
    }

    function listed() {
      if (!inViewOnly.checked) return ordered;
      const bounds = map.getBounds(), a = map.project(bounds.getNorthWest(), 0), b = map.project(bounds.getSouthEast(), 0);
      return ordered.filter((i) => X[i] * 256 >= a.x && X[i] * 256 <= b.x && Y[i] * 256 >= a.y && Y[i] * 256 <= b.y);
    }

    const pagesOf = (length, size) => Math.max(1, Math.ceil(length / size));

    function showList() {
      const rows = listed(), pages = pagesOf(rows.length, PAGE);
      page = Math.min(page, pages - 1);
      results.replaceChildren(...rows.slice(page * PAGE, (page + 1) * PAGE).map(listItem));
      results.start = page * PAGE + 1;
      byId("list-page").textContent = inWords("estate_js.page", { page: page + 1, pages });
      for (const button of document.querySelectorAll("[data-step]")) {
        button.disabled = page + Number(button.dataset.step) < 0 || page + Number(button.dataset.step) >= pages;
      }
      let onMap = 0, held = 0, area = 0;
      for (const i of rows) {
        onMap += located[i];
        held += A.held[i];
        if (A.held[i] && A.shape[i] === 0) area += A.gia[i] || 0;
      }
      byId("status").textContent = rows.length
        ? inWords("estate_js.status", { listed: rows.length, all: n, shown: onMap, held, area: areaText(area) })
        : inWords("estate_js.nothing_found");
    }

    function showTable() {
      const body = document.querySelector("#asset-table tbody"), pages = pagesOf(ordered.length, TABLE_PAGE);
      tablePage = Math.min(tablePage, pages - 1);
      body.replaceChildren(...ordered.slice(tablePage * TABLE_PAGE, (tablePage + 1) * TABLE_PAGE).map((i) => {
        const row = el("tr"), head = el("th", "words", A.name[i]);
        head.scope = "row";
        head.dir = "auto";
        row.append(head);
        if (PLAN) {
          const at = (name) => PLAN.read(`mart.estate_plan.${name}`)(i), fy = at("year_fy"), worth = PLAN.stays(i) ? 0 : PLAN.worth(i);
          for (const text of [bodyOf(i), useOf(i), areaOf(i) || UNKNOWN, CLASSES[classOf(i)][0], at("reason") || at("missing_data"), at("is_robust") || "\u2013"]) row.append(el("td", "words", text));
          for (const text of [fy === null ? "\u2013" : `${fy}\u2013${String((Number(fy) + 1) % 100).padStart(2, "0")}`, PLAN.stays(i) || at("hosted_m2") !== null ? "\u2013" : whole.format(worth).replace("-", "\u2212"),
            A.gia[i] === null ? UNKNOWN : whole.format(A.gia[i])]) row.append(el("td", "", text));
          return row;
        }
        const kind = A.held[i] ? [inWords("estate_js.building"), inWords("estate_js.land"), inWords("estate_js.site")][A.shape[i]] : inWords("estate_js.not_held");
        for (const text of [bodyOf(i), useOf(i), addressOf(i) || UNKNOWN, postcodeOf(i) || UNKNOWN, areaOf(i) || UNKNOWN, kind]) {
          row.append(el("td", "words", text));
        }
        row.append(el("td", "", A.gia[i] === null ? (isLand(i) ? "–" : UNKNOWN) : whole.format(A.gia[i])));
        row.append(el("td", "words", located[i] ? inWords("estate_js.yes") : inWords("estate_js.location_not_known")));
        return row;
      }));
      byId("table-page").textContent = inWords("estate_js.page", { page: tablePage + 1, pages });
      byId("table-status").textContent = inWords("estate_js.of", { some: ordered.length, all: n });
      for (const button of document.querySelectorAll("[data-table-step]")) {
        const to = tablePage + Number(button.dataset.tableStep);
        button.disabled = to < 0 || to >= pages;
      }
    }

    function reorder() {
      const by = orders[byId("order").value];
      ordered = by ? shown.slice().sort(by) : shown;
    }

    function refresh() {
      shown = [];
      for (let i = 0; i < n; i++) if (passes(i)) shown.push(i);
      filterCount++;
      page = tablePage = 0;
      opened = -1;
      map.closePopup();
      reorder();
      draw();
      clusterPage = 0;
      showClusters();
      showList();
      showTable();
      const active = (on.bodies ? 1 : 0) + (on.use >= 0) + (on.area >= 0) + (on.shapes.size < 3);
      byId("filters-on").textContent = active ? inWords("estate_js.filters_on", { number: active }) : "";
    }

    // ---- controls ------------------------------------------------------------------------------------------------

    results.addEventListener("click", (event) => {
      const button = event.target.closest("button.item");
      if (!button) return;
      const i = Number(button.dataset.asset), open = opened === i;
      for (const other of results.querySelectorAll(".item[aria-expanded=true]")) {
        other.setAttribute("aria-expanded", "false");
        other.nextElementSibling.remove();
      }
      opened = open ? -1 : i;
      if (open) { ring(-1); return; }
      button.setAttribute("aria-expanded", "true");
      button.after(openedBox(i));
      map.closePopup();
      goTo(i);
    });
    results.addEventListener("focusin", (event) => {
      const button = event.target.closest("button.item");
      if (!button) return;
      const i = Number(button.dataset.asset);
      ring(i);
      if (located[i] && map.getBounds().contains(latLng(X[i], Y[i]))) {
        hover.setLatLng(latLng(X[i], Y[i])).setContent(briefly(i)).addTo(map);
      } else hover.remove();
    });
    results.addEventListener("focusout", () => hover.remove());
    results.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const items = [...results.querySelectorAll(".item")], at = items.indexOf(document.activeElement);
      const next = items[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (at >= 0 && next) { event.preventDefault(); next.focus(); }
    });
    for (const button of document.querySelectorAll("[data-step]")) {
      button.addEventListener("click", () => {
        page += Number(button.dataset.step);
        opened = -1;
        showList();
        if (results.firstChild) results.firstChild.scrollIntoView({ block: "nearest" });
      });
    }
    for (const button of document.querySelectorAll("[data-table-step]")) {
      button.addEventListener("click", () => { tablePage += Number(button.dataset.tableStep); showTable(); });
    }
    byId("order").addEventListener("change", () => { page = tablePage = 0; reorder(); showList(); showTable(); });
    inViewOnly.addEventListener("change", () => { page = 0; showList(); });

    let typing = 0;
    byId("search").addEventListener("input", (event) => {
      clearTimeout(typing);
      typing = setTimeout(() => {
        const words = simple(event.target.value).split(/\s+/).filter(Boolean), tight = words.join("");
        on.words = words;
        on.tight = /^[a-z]{1,2}\d[a-z\d]*$/.test(tight) ? tight : ""; // a postcode typed with or without its space
        refresh();
        const found = shown.filter((i) => located[i]);
        if (words.length && found.length && found.length <= 400) {
          const bounds = L.latLngBounds(found.map((i) => latLng(X[i], Y[i])));
          map.fitBounds(bounds, { maxZoom: options.unclusteredFrom + 2, padding: [60, 60], animate: false });
        }
      }, 140);
    });
    for (const box of document.querySelectorAll("input[name=kind]")) {
      box.addEventListener("change", () => {
        if (box.checked) on.kinds.add(Number(box.value)); else on.kinds.delete(Number(box.value));
        refresh();
      });
    }
    for (const box of document.querySelectorAll("input[name=shape]")) {
      box.addEventListener("change", () => {
        if (box.checked) on.shapes.add(box.value); else on.shapes.delete(box.value);
        refresh();
      });
    }

    const perBody = new Uint32Array(BODIES.length), perUse = new Uint32Array(A.use.w.length), perArea = new Uint32Array(A.area.w.length);
    for (let i = 0; i < n; i++) {
      if (A.body[i] >= 0) perBody[A.body[i]]++;
      if (A.use.i[i] >= 0) perUse[A.use.i[i]]++;
      if (A.area.i[i] >= 0) perArea[A.area.i[i]]++;
    }
    const bodyList = byId("body-list");
    BODIES.forEach(([name, , shade], position) => {
      if (!perBody[position]) return;
      const label = el("label"), box = el("input");
      box.type = "checkbox";
      box.checked = true;
      box.name = "body";
      box.value = position;
      const words = el("span", "", name);
      words.dir = "auto";
      label.append(box, words, el("span", "amount", whole.format(perBody[position])));
      if (shade >= 0) label.style.borderLeftColor = CLASSES[shade][2];
      bodyList.append(label);
    });
    const bodyBoxes = [...bodyList.querySelectorAll("input")];
    function readBodies() {
      const ticked = bodyBoxes.filter((box) => box.checked);
      on.bodies = ticked.length === bodyBoxes.length ? null : new Set(ticked.map((box) => Number(box.value)));
      refresh();
    }
    bodyList.addEventListener("change", readBodies);
    byId("all-bodies").addEventListener("click", () => { for (const box of bodyBoxes) box.checked = true; readBodies(); });
    byId("no-bodies").addEventListener("click", () => { for (const box of bodyBoxes) box.checked = false; readBodies(); });

    function fill(select, words, counts, name) {
      const rows = words.map((word, position) => [name(word), position]).sort((a, b) => collator.compare(a[0], b[0]));
      for (const [text, position] of rows) {
        const option = el("option", "", `${text} (${whole.format(counts[position])})`);
        option.value = position;
        select.append(option);
      }
    }
    fill(byId("use"), A.use.w, perUse, (word) => word);
    fill(byId("district"), A.area.w, perArea, (code) => data.areaNames[code] || code);
    const chosen = (select) => (select.value === "" ? -1 : Number(select.value));
    byId("use").addEventListener("change", (event) => { on.use = chosen(event.target); refresh(); });
    byId("district").addEventListener("change", (event) => { on.area = chosen(event.target); refresh(); });

    byId("reset").addEventListener("click", () => {
      for (const box of [...bodyBoxes, ...document.querySelectorAll("input[name=kind], input[name=shape]")]) box.checked = true;
      on.kinds = new Set(CLASSES.keys());
      on.shapes = new Set(["building", "land", "hollow"]);
      on.bodies = null;
      on.use = on.area = -1;
      on.words = [];
      on.tight = "";
      byId("use").value = byId("district").value = byId("search").value = "";
      refresh();
      fit();
    });
    byId("whole").addEventListener("click", fit);
    if (PLAN) byId("plan-option").addEventListener("change", (event) => {
      PLAN.choose(Number(event.target.value));
      PLAN.say();
      refresh();
    });

    // ---- legend samples, print, start ----------------------------------------------------------------------------

    function sizeSamples(k) {
      for (const sample of document.querySelectorAll(".size-sample")) {
        const side = 2 * Math.max(2.5, k * Math.sqrt(Number(sample.dataset.m2)));
        sample.style.width = sample.style.height = `${side.toFixed(1)}px`;
      }
    }

    let before = null, folded = [];
    addEventListener("beforeprint", () => {
      before = { centre: map.getCenter(), zoom: map.getZoom() };
      const bounds = isWhole() ? frame : map.getBounds().pad(-0.05);
      document.documentElement.classList.add("printing");
      folded = [...document.querySelectorAll(".about details:not([open])")];
      for (const box of folded) box.open = true;
      onPaper = svg("svg", { class: "paper", "aria-hidden": "true" });
      canvas.after(onPaper);
      map.invalidateSize({ animate: false, pan: false });
      map.fitBounds(bounds, { animate: false });
      draw();
    });
    addEventListener("afterprint", () => {
      document.documentElement.classList.remove("printing");
      for (const box of folded) box.open = false;
      if (onPaper) onPaper.remove();
      onPaper = null;
      map.invalidateSize({ animate: false, pan: false });
      if (before) map.setView(before.centre, before.zoom, { animate: false });
      draw();
    });

    // Leaflet's own words
    for (const [end, said] of [["in", inWords("estate_js.zoom_in")], ["out", inWords("estate_js.zoom_out")]]) {
      const button = map.getContainer().querySelector(`.leaflet-control-zoom-${end}`);
      button.title = said;
      button.setAttribute("aria-label", said);
    }
    map.on("popupopen", () => {
      const close = map.getContainer().querySelector(".leaflet-popup-close-button");
      if (close) close.setAttribute("aria-label", inWords("estate_js.close"));
    });
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", inWords("estate_js.map"));
    map.getContainer().setAttribute("aria-describedby", "map-note");
    fit();
    map.on("moveend", () => { draw(); if (inViewOnly.checked) { page = 0; showList(); } });
    map.on("resize", draw);
    refresh();
    byId("map-wait").hidden = true;
    requestAnimationFrame(() => requestAnimationFrame(() => {
      document.documentElement.dataset.ready = "true";
      document.documentElement.dataset.readyMs = String(Math.round(performance.now()));
    }));
  }
}
