/* The texts of scripts: from the block "words" of the page, in the language of the page, parts filled in.

   Belongs here: choosing the form that a number calls for, writing numbers. Does not belong here: any text (maps/wording/en.toml has
   them). What comes back is text and never HTML. */
"use strict";

const inWords = (() => {
  const texts = JSON.parse(document.getElementById("words").textContent), language = document.documentElement.lang;
  const rules = new Intl.PluralRules(language), whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  return (key, parts = {}) => {
    const text = texts[key];
    const form = typeof text === "string" ? text : text[rules.select(Math.abs(parts[text.by]))] || text.other;
    return form.replace(/\{(\w+)\}/g, (_, name) => (typeof parts[name] === "number" ? whole.format(parts[name]) : parts[name]));
  };
})();
