// Small conveniences; every page works without them.
"use strict";
// Ask before what cannot be undone.
document.addEventListener("submit", (event) => {
  const question = event.submitter && event.submitter.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
// Tick all boxes of a form.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-all]")) return;
  const boxes = event.target.closest("form").querySelectorAll(`input[name="${event.target.dataset.all}"]`);
  for (const box of boxes) box.checked = event.target.checked;
});
// Take a suggestion into its field.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill]");
  if (!button) return;
  const field = document.getElementById(button.dataset.fill);
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
// A section of the navigation closes by Escape, and when one goes on elsewhere.
const closeSections = (but) => {
  for (const section of document.querySelectorAll(".top nav details[open]")) if (!section.contains(but)) section.open = false;
};
document.addEventListener("click", (event) => closeSections(event.target));
document.addEventListener("focusin", (event) => closeSections(event.target));
document.addEventListener("keydown", (event) => {
  const section = event.key === "Escape" && document.querySelector(".top nav details[open]");
  if (!section) return;
  section.open = false;
  section.querySelector("summary").focus();
});
// Warn before leaving a form with unsaved writing.
let dirty = false;
document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) dirty = true; });
document.addEventListener("submit", () => { dirty = false; });
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
// What is typed in a guarded form stays in this tab until the service says that it was saved: a
// session that ended, a form that was overtaken or a lost connection takes nothing away.
const saved = document.querySelector(".messages .success");
const storeKey = (form) => `duban:${window.location.pathname}:${form.getAttribute("action") || ""}`;
const stored = (key) => { try { return JSON.parse(window.sessionStorage.getItem(key)); } catch { return null; } };
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type));
if (saved) for (const key of Object.keys(window.sessionStorage)) if (key.startsWith("duban:") && stored(key)?.sent) window.sessionStorage.removeItem(key);
const remember = (form, sent) => {
  const values = fieldsOf(form).map((field) => [field.name, ["checkbox", "radio"].includes(field.type) ? field.checked : field.value]);
  window.sessionStorage.setItem(storeKey(form), JSON.stringify({ sent, values }));
};
for (const form of document.querySelectorAll("form[data-guard]")) {
  const before = stored(storeKey(form));
  if (!before) continue;
  const fields = fieldsOf(form);
  let changed = false;
  before.values.forEach(([name, value], at) => {
    const field = fields[at]?.name === name ? fields[at] : fields.find((one) => one.name === name);
    if (!field) return;
    const property = typeof value === "boolean" ? "checked" : "value";
    if (field[property] === value) return;
    field[property] = value;
    changed = true;
  });
  if (!changed) continue;
  dirty = true;
  const note = document.createElement("p");
  note.className = "note";
  note.setAttribute("role", "status");
  note.textContent = document.documentElement.lang === "en" ? "What you had typed and not saved is back in the form. Check it, then save." : "您没有保存的内容已放回表单。核对后请保存。";
  form.prepend(note);
}
document.addEventListener("input", (event) => { const form = event.target.closest("form[data-guard]"); if (form) remember(form, false); });
document.addEventListener("submit", (event) => { if (event.target.matches("form[data-guard]")) remember(event.target, true); });
// An answer in place that finds nobody signed in says so; the page stays as it is.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401 || document.querySelector(".signed-out")) return;
  const english = document.documentElement.lang === "en";
  const note = document.createElement("p");
  const link = document.createElement("a");
  note.className = "signed-out";
  note.setAttribute("role", "alert");
  note.textContent = english ? "You are signed out. What you typed stays on this page. " : "登录已失效，您写的内容还在这一页。";
  link.href = `/login/?next=${encodeURIComponent(window.location.pathname)}`;
  link.textContent = english ? "Sign in and come back" : "重新登录后回到这里";
  link.addEventListener("click", () => { dirty = false; });
  note.append(link);
  document.body.append(note);
});
// Fill the first suggestion of each row into its empty field; nothing is saved until the form is.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-fill-all]")) return;
  const seen = new Set();
  for (const button of document.querySelectorAll("[data-fill]")) {
    const field = document.getElementById(button.dataset.fill);
    // A body that does not exist would only be refused when the page is saved.
    if (!("known" in button.dataset) || seen.has(field.id)) continue;
    if (!field.value) { field.value = button.dataset.value; dirty = true; }
    seen.add(field.id);
  }
});
// Show only the fields that the chosen kind of schedule reads; without this script all are shown.
for (const form of document.querySelectorAll("form[data-switch]")) {
  const chosen = form.elements[form.dataset.switch];
  const show = () => {
    for (const part of form.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(chosen.value);
  };
  chosen.addEventListener("change", show);
  show();
}
// A row or a block copied from a spreadsheet fills the fields from the one it is pasted into.
document.addEventListener("paste", (event) => {
  const table = event.target.closest("table.months");
  const lines = (event.clipboardData.getData("text") || "").replace(/[\r\n]+$/, "").split(/\r?\n/).map((line) => line.split("\t"));
  if (!table || (lines.length === 1 && lines[0].length === 1)) return;
  event.preventDefault();
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
  const first = rows.findIndex((row) => row.includes(event.target));
  const column = rows[first].indexOf(event.target);
  lines.forEach((line, y) => line.forEach((text, x) => {
    const field = rows[first + y] && rows[first + y][column + x];
    if (field) { field.value = text.trim(); field.dispatchEvent(new Event("input", { bubbles: true })); }
  }));
});
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
// The key / goes to the search field.
document.addEventListener("keydown", (event) => {
  const field = event.key === "/" && !typing(event.target) && document.querySelector("[data-find]");
  if (!field) return;
  event.preventDefault();
  field.focus();
});
// Cards by keyboard: j and k go to the next and the one before, other keys press the card's button for it.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const cards = [...document.querySelectorAll("[data-card]")];
  if (!cards.length) return;
  const at = cards.indexOf(document.activeElement.closest("[data-card]"));
  const step = { j: 1, k: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const next = cards[Math.min(cards.length - 1, Math.max(0, at + step))];
    next.focus();
    next.scrollIntoView({ block: "center" });
    return;
  }
  // Without a card in focus a key is for the first one that has a button for it.
  const key = `[data-key="${CSS.escape(event.key)}"]`;
  const here = at >= 0 ? at : cards.findIndex((card) => card.querySelector(key));
  const button = here >= 0 && cards[here].querySelector(key);
  if (!button) return;
  event.preventDefault();
  // The card is drawn anew by its answer, so the next one takes the focus first.
  const next = cards[here + 1];
  button.click();
  if (next) { next.focus(); next.scrollIntoView({ block: "center" }); }
});
