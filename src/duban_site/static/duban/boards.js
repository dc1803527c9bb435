// The living report's drawer holds the commitment's card; j and k go from sentence to sentence.
"use strict";
const drawn = duban_drawer("a[data-card]", async (link, drawer) => {
  const answer = await fetch(link.dataset.card, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  drawer.innerHTML = await answer.text();
  return true;
});
if (drawn) {
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#drawer, a[data-card]")) document.getElementById("drawer").classList.remove("open");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "j" && event.key !== "k") return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const links = [...document.querySelectorAll(".report a[data-card]")];
    const at = links.indexOf(drawn.opened() || document.activeElement) + (event.key === "j" ? 1 : -1);
    const next = links[Math.min(Math.max(at, 0), links.length - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: "center" }); drawn.open(next); }
  });
}
// A day is shown as soon as it is chosen.
document.addEventListener("change", (event) => {
  if (event.target.id === "as_of") event.target.form.requestSubmit();
});
