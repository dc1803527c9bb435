// The drawer beside the report: a click on a link shows what it leads to, beside its sentence. Without
// this script, with a modified click, or where it cannot be had, the link opens its own page.
"use strict";
// `links` selects the links; `fill(link, drawer, close)` puts its contents in, and says whether it could.
function duban_drawer(links, fill) {
  const drawer = document.getElementById("drawer");
  let opened = null;
  if (!drawer) return null;
  async function open(link) {
    let filled = false;
    try { filled = await fill(link, drawer, close); } catch { filled = false; }
    if (!filled) { location.href = link.href; return; }
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
  document.addEventListener("click", (event) => {
    const link = event.target.closest(links);
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && plain && event.button === 0 && !(link === opened && drawer.classList.contains("open"))) { event.preventDefault(); open(link); }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  return { open, opened: () => opened };
}
