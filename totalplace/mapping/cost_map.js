/* The map of cost and incidents in the browser: which outcome colours it, which dots stand on it, finding an area or premises by name or postcode.

   Belongs here: switching and finding. Does not belong here: any figure or sentence (worked out in Python), or text from data put in as HTML. */
"use strict";

(() => {
  const byId = (id) => document.getElementById(id), picture = document.querySelector(".area-map svg"), detail = byId("detail");
  if (!picture) { document.documentElement.dataset.ready = "true"; return; }
  const areas = [...picture.querySelectorAll("a[data-said-cost]")], dots = [...picture.querySelectorAll(".dots path[data-dot]")];
  const said = (shape) => shape.querySelector("title").textContent;

  function colour() {
    const chosen = document.querySelector('input[name="outcome"]:checked').value;
    for (const link of areas) {
      link.setAttribute("aria-label", link.dataset[chosen === "cost" ? "saidCost" : "saidIncidents"]);
      link.querySelector("title").textContent = link.getAttribute("aria-label");
      link.querySelector("path").setAttribute("fill", link.dataset[chosen === "cost" ? "fillCost" : "fillIncidents"]);
      const hatch = link.querySelector(".hidden-hatch");
      if (hatch) {
        const lines = link.dataset[chosen === "cost" ? "hiddenCost" : "hiddenIncidents"];
        hatch.setAttribute("display", lines ? "inline" : "none");
        hatch.setAttribute("fill", lines || "none");
      }
    }
    for (const key of document.querySelectorAll("[data-key]")) key.hidden = key.dataset.key !== chosen;
  }
  function show() {
    for (const box of document.querySelectorAll('input[name="sales"]')) {
      const group = picture.querySelector(`.dots g.${box.value}`);
      if (group) group.toggleAttribute("hidden", !box.checked);
    }
  }
  const tell = (shape) => { detail.textContent = said(shape); };
  for (const link of areas) { link.addEventListener("focus", () => tell(link)); link.addEventListener("pointerenter", () => tell(link)); }
  for (const dot of dots) { dot.addEventListener("pointerenter", () => tell(dot)); dot.addEventListener("click", () => tell(dot)); }

  const closer = byId("closer");
  const look = () => { if (closer) picture.setAttribute("viewBox", closer.value); };
  if (closer) closer.addEventListener("change", look);

  // what is found stands above all other dots
  function mark(dot) {
    for (const old of picture.querySelectorAll(".dots .mark")) old.remove();
    if (!dot) return;
    for (const name of ["ring", "inner", "point"]) {
      const made = document.createElementNS("http://www.w3.org/2000/svg", "path");
      made.setAttribute("d", dot.getAttribute("d"));
      made.setAttribute("class", `mark ${name}`);
      picture.querySelector(".dots").append(made);
    }
  }

  const search = byId("search"), list = byId("found"), state = byId("found-state");
  const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  const known = [...areas.map((shape) => ({ shape, name: shape.dataset.name })), ...dots.map((shape) => ({ shape, name: said(shape) }))].map((each) => ({ ...each, key: plain(each.name) }));
  function find() {
    const wanted = plain(search.value);
    mark(null);
    const hits = wanted.length < 2 ? [] : known.filter((each) => each.key.includes(wanted));
    state.textContent = wanted.length < 2 ? "" : !hits.length ? inWords("cost_js.nothing") : hits.length > 10 ? inWords("cost_js.found_more", { number: hits.length, listed: 10 }) : inWords("cost_js.found", { number: hits.length });
    list.replaceChildren(...hits.slice(0, 10).map(({ shape, name }) => {
      const item = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", () => {
        mark(null);
        tell(shape);
        if (shape.tagName.toLowerCase() === "a") { shape.focus(); return; }
        const group = shape.closest("g[hidden]");
        if (group) { const box = document.querySelector(`input[name="sales"][value="${group.classList[0]}"]`); box.checked = true; show(); }
        mark(shape);
        picture.scrollIntoView({ block: "nearest" });
      });
      item.append(button);
      return item;
    }));
  }
  for (const input of document.querySelectorAll('input[name="outcome"]')) input.addEventListener("change", colour);
  for (const input of document.querySelectorAll('input[name="sales"]')) input.addEventListener("change", show);
  search.addEventListener("input", find);
  // a page that the browser restores may have kept another choice
  colour();
  show();
  look();
  document.documentElement.dataset.ready = "true";
})();
