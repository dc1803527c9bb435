// The drawer of the living report: a click shows the commitment beside its sentence. Without this
// script, with a modified click, or where the card cannot be had, the link opens the full page.
"use strict";
const drawer = document.getElementById("drawer");
let opened = null;
async function open(link) {
  let answer;
  try {
    answer = await fetch(link.dataset.card, { headers: { Accept: "text/html" } });
  } catch {
    answer = null;
  }
  if (!answer || !answer.ok || answer.redirected) { location.href = link.href; return; }
  drawer.innerHTML = await answer.text();
  drawer.classList.add("open");
  drawer.scrollTop = 0;
  if (opened) opened.classList.remove("on");
  opened = link;
  link.classList.add("on");
}
function close() {
  drawer.classList.remove("open");
  if (!opened) return;
  opened.classList.remove("on");
  opened.focus();
  opened = null;
}
if (drawer) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-card]");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && plain && event.button === 0) { event.preventDefault(); open(link); }
    else if (!event.target.closest("#drawer")) drawer.classList.remove("open");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "j" && event.key !== "k") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const links = [...document.querySelectorAll(".report a[data-card]")];
    const at = links.indexOf(opened || document.activeElement) + (event.key === "j" ? 1 : -1);
    const next = links[Math.min(Math.max(at, 0), links.length - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: "center" }); open(next); }
  });
}
// A day is shown as soon as it is chosen.
document.addEventListener("change", (event) => {
  if (event.target.id === "as_of") event.target.form.requestSubmit();
});
