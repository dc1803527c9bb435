// The public report's drawer holds the parts of a commitment's own page that are marked as cards.
"use strict";
function element(name, words, className) {
  const made = document.createElement(name);
  made.textContent = words;
  if (className) made.className = className;
  return made;
}
duban_drawer(".report a.c", async (link, drawer, close) => {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return false;
  const cards = [...new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("[data-card]")];
  if (!cards.length) return false;
  // Its links are written for its own page.
  for (const a of cards.flatMap((card) => [...card.querySelectorAll("a[href]")])) a.href = new URL(a.getAttribute("href"), link.href).href;
  const shut = element("button", "×", "plain shut");
  shut.setAttribute("aria-label", document.documentElement.lang === "en" ? "Close" : "关闭");
  shut.addEventListener("click", close);
  const page = element("a", document.documentElement.lang === "en" ? "Open the page" : "打开全页", "button plain");
  page.href = link.href;
  drawer.replaceChildren(shut, ...cards, page);
  return true;
});
