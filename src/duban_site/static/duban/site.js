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
// Warn before leaving a form with unsaved writing.
let dirty = false;
document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) dirty = true; });
document.addEventListener("submit", () => { dirty = false; });
window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
// Fill the first suggestion of each row into its empty field; nothing is saved until the form is.
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-fill-all]")) return;
  const seen = new Set();
  for (const button of document.querySelectorAll("[data-fill]")) {
    const field = document.getElementById(button.dataset.fill);
    if (!seen.has(field.id) && !field.value) { field.value = button.dataset.value; dirty = true; }
    seen.add(field.id);
  }
});
