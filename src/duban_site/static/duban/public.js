// The report's drawer: a click shows the commitment beside its sentence, taken from its own page.
// Without this script, with a modified click, or where the page cannot be had, the link opens it.
"use strict";
const drawer = document.getElementById("drawer");
let opened = null;
function element(name, words, className) {
  const made = document.createElement(name);
  made.textContent = words;
  if (className) made.className = className;
  return made;
}
async function open(link) {
  let cards = [];
  try {
    const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
    if (answer.ok) cards = [...new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-card]")];
  } catch {
    cards = [];
  }
  if (!cards.length) { location.href = link.href; return; }
  // Its links are written for its own page.
  for (const a of cards.flatMap((card) => [...card.querySelectorAll("a[href]")])) a.href = new URL(a.getAttribute("href"), link.href).href;
  const shut = element("button", "×", "plain shut");
  shut.setAttribute("aria-label", document.documentElement.lang === "en" ? "Close" : "关闭");
  shut.addEventListener("click", close);
  const page = element("a", document.documentElement.lang === "en" ? "Open the page" : "打开全页", "button plain");
  page.href = link.href;
  drawer.replaceChildren(shut, ...cards, page);
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
    const link = event.target.closest(".report a.c");
    const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && plain && event.button === 0 && link !== opened) { event.preventDefault(); open(link); }
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
}
