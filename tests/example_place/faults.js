/* What a reader of a page would stumble over, found in the browser. Most functions return sentences, one a fault.

   Belongs here: what can be told of any page of ours. Does not belong here: what one page says or does (tests/maps). */
"use strict";

globalThis.faults = (() => {
  const REACHED = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex]:not([tabindex="-1"])';
  const told = (e) => e.outerHTML.replace(/\s+/g, " ").slice(0, 140);
  const seen = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const all = (selector) => [...document.querySelectorAll(selector)];
  const some = (list) => (list.length > 5 ? [...list.slice(0, 5), `and ${list.length - 5} more like these`] : list);
  const forEyesOnly = (e) => e.closest("[aria-hidden=true]");

  function structure() {
    const found = [];
    const firsts = all("h1").filter(seen);
    if (firsts.length !== 1) found.push(`${firsts.length} headings of the first level`);
    let before = 0;
    for (const heading of all("h1, h2, h3, h4, h5, h6").filter(seen)) {
      const level = Number(heading.tagName[1]);
      if (level > before + 1) found.push(`a heading of level ${level} follows one of level ${before}: ${told(heading)}`);
      before = level;
      if (!heading.textContent.trim()) found.push(`a heading without words: ${told(heading)}`);
    }
    const ids = all("[id]").map((e) => e.id);
    for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) found.push(`the id ${id} is there twice`);
    for (const link of all('a[href^="#"]:not([role=button])')) {
      const to = document.getElementById(decodeURIComponent((link.getAttribute("href") ?? link.href.baseVal).slice(1)));
      if (!to) found.push(`a link to nothing: ${told(link)}`);
    }
    for (const table of all("table").filter(seen)) {
      if (!table.caption && !table.getAttribute("aria-label") && !table.getAttribute("aria-labelledby") && !table.getAttribute("aria-describedby")) found.push(`a table without a name: ${told(table)}`);
      for (const cell of table.querySelectorAll("th:not([scope])")) found.push(`a heading of a table without its scope: ${told(cell)}`);
    }
    for (const e of all("[tabindex]")) if (e.tabIndex > 0) found.push(`an order of tabs of its own: ${told(e)}`);
    if (!document.documentElement.lang) found.push("no language");
    if (!document.title.trim()) found.push("no title");
    if (/null|undefined|NaN|\bNone\b(?! of)|\[object/.test(document.body.innerText)) found.push(`a word of a machine: ${document.body.innerText.match(/.{0,40}(null|undefined|NaN|\bNone\b(?! of)|\[object).{0,40}/)[0]}`);
    return some(found);
  }

  // what a mouse is invited to click must be within something that a keyboard reaches
  function mouseOnly() {
    const found = [];
    for (const e of all("body *")) {
      if (getComputedStyle(e).cursor !== "pointer" || e.closest(REACHED) || e.closest("label")) continue;
      if (e.parentElement && getComputedStyle(e.parentElement).cursor === "pointer") continue;
      if (seen(e)) found.push(`only a mouse reaches ${told(e)}`);
    }
    return some(found);
  }

  const face = (e) => [e, ...[...e.querySelectorAll("*")].slice(0, 3)].map((each) => {
    const style = getComputedStyle(each);
    return [style.outlineStyle === "none" ? "" : `${style.outlineWidth} ${style.outlineColor}`, style.boxShadow, style.stroke, style.strokeWidth, style.left].join("|");
  }).join("/");

  const stops = () => all(REACHED).filter((e) => seen(e) && !e.disabled).length;

  // of many alike, one; Tab was pressed before, so that focus is shown
  function focus() {
    const found = [], known = new Set();
    for (const e of all(REACHED)) {
      if (!seen(e) || e.disabled) continue;
      const sort = `${e.tagName}.${e.getAttribute("class")}/${e.type || ""}/${e.parentElement.tagName}.${e.parentElement.getAttribute("class")}`;
      if (known.has(sort)) continue;
      known.add(sort);
      document.activeElement.blur();
      const bare = face(e);
      e.focus();
      if (document.activeElement !== e) { found.push(`the keyboard does not reach ${told(e)}`); continue; }
      if (face(e) === bare) found.push(`focus is not seen on ${told(e)}`);
      const box = e.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + Math.min(box.height / 2, 20);
      if (box.bottom < 0 || box.top > innerHeight) { found.push(`focus is out of sight on ${told(e)}`); continue; }
      if (box.width < 2 || box.height < 2 || x < 0 || x >= innerWidth || y < 0 || y >= innerHeight || e.namespaceURI.endsWith("svg")) continue;
      const top = document.elementFromPoint(x, y);
      if (top && !e.contains(top) && !top.contains(e) && !(e.labels && [...e.labels].some((label) => label.contains(top)))) found.push(`focus on ${told(e)} lies under ${told(top)}`);
    }
    document.activeElement.blur();
    return some(found);
  }

  // what sticks out to the right of the page, or is cut off where nothing can be slid
  function width() {
    const found = [], wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > wide) {
      found.push(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${wide}`);
      const out = all("body *").filter((e) => seen(e) && e.getBoundingClientRect().right > wide + 1 && !e.closest(".vh, .leaflet-container, svg *"));
      found.push(...out.filter((e) => !out.some((other) => other !== e && e.contains(other))).slice(0, 3).map((e) => `sticks out: ${told(e)}`));
    }
    return found;
  }

  function cut() {
    const found = [];
    for (const e of all("body *:not(.vh):not(svg *)")) {
      if (e.closest(".leaflet-container, .vh") || !e.textContent.trim() || !seen(e)) continue;
      const style = getComputedStyle(e);
      if (style.webkitLineClamp !== "none" && e.closest("[aria-expanded]")) continue; // opened, all of it is read
      if (["hidden", "clip"].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1) found.push(`words are cut off in ${told(e)}`);
      else if (["hidden", "clip"].includes(style.overflowY) && e.scrollHeight > e.clientHeight + 2 && e.clientHeight > 1) found.push(`lines are cut off in ${told(e)}`);
    }
    return some(found);
  }

  // a scrolled box must be reached by keyboard; axe knows some, not all of them
  function scrolled() {
    const found = [];
    for (const e of all("body *:not(svg *)")) {
      const style = getComputedStyle(e);
      if (!["auto", "scroll"].includes(style.overflowX) || e.scrollWidth <= e.clientWidth + 1 || !seen(e)) continue;
      if (e.tabIndex < 0) found.push(`slid sideways by mouse only: ${told(e)}`);
      else if (!e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) found.push(`slid sideways without a name: ${told(e)}`);
    }
    return some(found);
  }

  function moving() {
    const found = [];
    for (const e of [document.documentElement, ...all("body, body *")]) {
      const style = getComputedStyle(e);
      if (style.scrollBehavior === "smooth" || (style.transitionProperty !== "none" && parseFloat(style.transitionDuration) > 0) || style.animationName !== "none") found.push(`moves although less motion is wanted: ${told(e)}`);
    }
    return some(found);
  }

  // on paper nothing can be pressed, opened or slid
  function paper() {
    const found = [];
    for (const e of all("button, input, select, textarea, .skip, .pager, .leaflet-control-zoom")) {
      const style = getComputedStyle(e), asWords = style.appearance === "none" && style.borderTopStyle === "none" && style.backgroundColor === "rgba(0, 0, 0, 0)";
      if (seen(e) && !forEyesOnly(e) && !asWords) found.push(`a control on paper: ${told(e)}`);
    }
    for (const e of all("body *:not(svg *)")) {
      if (e.closest(".leaflet-container, .vh") || !seen(e)) continue;
      if (getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1) found.push(`paper cuts off ${e.scrollWidth - e.clientWidth} px of ${told(e)}`);
    }
    for (const e of all("details:not([open], .told, :is(h3, h4) + details) > summary")) {
      if (seen(e) && ![...e.parentElement.children].some((other) => other !== e && seen(other))) found.push(`a heading on paper of what is folded away: ${told(e)}`);
    }
    return some(found);
  }

  const unfold = () => { for (const e of all("details")) { e.dataset.was = e.open; e.open = true; } };
  const refold = () => { for (const e of all("details")) e.open = e.dataset.was === "true"; };

  // of many alike a few stay: axe takes a second for a thousand
  function thin() {
    for (const parent of all("body *")) {
      const alike = new Map();
      for (const child of parent.children) {
        const sort = `${child.tagName}.${child.getAttribute("class")}.${child.getAttribute("role")}`;
        alike.set(sort, [...(alike.get(sort) || []), child]);
      }
      for (const children of alike.values()) if (children.length > 12 && children[0].tagName !== "TH" && children[0].tagName !== "TD") for (const child of children.slice(6, -3)) child.remove();
    }
  }

  // WCAG 1.4.12: readers may space text out
  function spaced() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }");
    document.adoptedStyleSheets = [sheet];
    const found = [...width(), ...cut()];
    document.adoptedStyleSheets = [];
    return found;
  }

  const links = () => all("a[href]").map((e) => e.getAttribute("href") ?? e.href.baseVal).filter((href) => !href.startsWith("#"));

  async function axed(rules) {
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = await axe.run(document, { runOnly: rules ? { type: "rule", values: rules } : { type: "tag", values }, resultTypes: ["violations"], preload: false });
    return found.violations.map((item) => `${item.id} (${item.impact}), ${item.nodes.length} times: ${item.nodes.slice(0, 3).map((node) => node.html.slice(0, 140) + " " + node.failureSummary.replace(/\s+/g, " ").slice(0, 160)).join(" · ")}`);
  }

  return { structure, mouseOnly, stops, focus, width, cut, scrolled, moving, paper, unfold, refold, thin, spaced, links, axed };
})();
