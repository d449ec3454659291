/* Who gets farther away, in the browser: another plan or service puts its figures in the place of those that stand.

   Belongs here: the switch. Does not belong here: any figure or sentence (worked out in Python), or text from data put in as HTML. */
"use strict";

(async () => {
  const byId = (id) => document.getElementById(id), option = byId("option"), service = byId("service");
  const failed = (text) => { byId("state").textContent = text; option.disabled = service.disabled = true; document.documentElement.dataset.ready = "failed"; };
  if (typeof DecompressionStream === "undefined") {
    failed("This browser is too old to show another plan or service than the first. Open the page in Edge, Chrome, Firefox or Safari of 2023 or later.");
    return;
  }
  let data;
  try {
    const raw = atob(byId("access-data").textContent.trim()), bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    data = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  } catch {
    failed("The data of the map are damaged: ask for the page again.");
    return;
  }

  const picture = document.querySelector(".access-map svg");
  const svg = (tag, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const cell = (tag, text, words) => {
    const made = document.createElement(tag), inner = tag === "th" ? document.createElement("bdi") : made;
    inner.textContent = text;
    if (inner !== made) { made.append(inner); made.scope = "row"; }
    if (words) made.className = "words";
    return made;
  };

  function rows(id, lines) {
    document.querySelector(`#${id} tbody`).replaceChildren(...lines.map(([name, ...cells]) => {
      const row = document.createElement("tr");
      row.append(cell("th", name), ...cells.map((text, at) => cell("td", text, at === cells.length - 1)));
      return row;
    }));
  }

  function show() {
    const view = data.views[option.value][service.value], unknown = data.colours.length - 1;
    byId("state").replaceChildren(...view.state.map((line) => { const made = document.createElement("p"); made.textContent = line; return made; }));
    rows("district-rows", view.districts);
    rows("small-rows", view.small);
    byId("more").textContent = view.more;
    document.querySelectorAll(".keys .class-count").forEach((count, at, all) => { count.textContent = view.counts[all.length - 1 - at]; });
    if (!picture) return;
    for (const link of picture.querySelectorAll("a[data-district]")) {
      const at = link.dataset.district, path = link.querySelector("path");
      link.setAttribute("aria-label", view.said[at][0]);
      link.querySelector("title").textContent = view.said[at][0];
      path.setAttribute("fill", data.colours[view.class[at]]);
      path.classList.toggle("none", view.class[at] === unknown);
    }
    for (const label of picture.querySelectorAll("text[data-district]")) label.textContent = view.said[label.dataset.district][1];
    byId("spots").replaceChildren(...view.spots.map(([cx, cy, r, said]) => {
      const spot = svg("circle", { cx, cy, r });
      spot.append(svg("title", {}, said));
      return spot;
    }));
  }
  // a page that the browser restores may have kept another choice
  option.addEventListener("change", show);
  service.addEventListener("change", show);
  if (option.value !== "0" || service.value !== "0") show();
  document.documentElement.dataset.ready = "true";
})();
