// On a phone a page longer than six screens shows the first entries of its long lists, and how many more there
// are; a button, a link to one of them, or a field that must be filled in shows the rest. Without this script, on
// a wide window and on paper all of it is shown.
"use strict";
const SCREENS = 6;
const tooLong = () => document.documentElement.scrollHeight > SCREENS * window.innerHeight;
const english = document.documentElement.lang === "en";
// The children of one kind that repeat: rows of a table, items of a list, entries of a form, sections of a text.
const repeated = (parent) => {
  const kinds = new Map();
  for (const child of parent.children) {
    if (!child.offsetHeight || ["SCRIPT", "BUTTON", "TD", "TH"].includes(child.tagName)) continue;
    const kind = `${child.tagName} ${child.classList[0] || ""}`;
    kinds.set(kind, [...(kinds.get(kind) || []), child]);
  }
  return [...kinds.values()].reduce((most, children) => (children.length > most.length ? children : most), []);
};
function unfold(button) {
  for (const child of button.folded) child.hidden = false;
  button.remove();
}
function fold(children, few) {
  const rest = children.slice(few);
  const parent = rest[0].parentElement;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain unfold";
  button.textContent = english ? `Show ${rest.length} more` : `再看其余 ${rest.length} 项`;
  button.folded = rest;
  button.addEventListener("click", () => { unfold(button); rest[0].tabIndex = -1; rest[0].focus(); });
  for (const child of rest) child.hidden = true;
  if (parent.tagName === "TBODY") parent.closest("table").after(button);
  else if (["UL", "OL"].includes(parent.tagName)) parent.after(button);
  else children[few - 1].after(button);
}
function showTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (const button of document.querySelectorAll(".unfold")) if (button.folded.some((child) => child.contains(target))) unfold(button);
  const closed = target.closest("details");
  if (closed) closed.open = true;
  target.scrollIntoView();
}
if (window.matchMedia("(max-width: 40rem)").matches && tooLong()) {
  for (const section of [...document.querySelectorAll("main details.fold[open]")].reverse()) if (tooLong()) section.open = false;
  for (const few of [8, 4, 2, 1]) {
    const parents = [...document.querySelectorAll("main, main *")].filter((parent) => repeated(parent).length > few);
    parents.sort((one, other) => other.offsetHeight - one.offsetHeight);
    for (const parent of parents) {
      if (!tooLong()) break;
      const children = repeated(parent);
      if (children.length > few && parent.offsetHeight > window.innerHeight) fold(children, few);
    }
  }
  showTarget();
  window.addEventListener("hashchange", showTarget);
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".unfold").forEach(unfold);
    for (const section of document.querySelectorAll("main details.fold")) section.open = true;
  });
  document.addEventListener("invalid", (event) => {
    for (const button of document.querySelectorAll(".unfold")) if (button.folded.some((child) => child.contains(event.target))) unfold(button);
  }, true);
}
