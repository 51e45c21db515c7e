// The source panel: opened by a citation, scrolled to the quote, and the way back.

let openedFrom = null; // the link that was followed last, to come back to

function showQuote() {
  const source = element.querySelector(".source");
  if (!source) return;
  const scroller = element.closest("#source-panel") || element;
  const mark = source.querySelector("mark");
  scroller.scrollTop = 0;
  if (mark) {
    const distance = mark.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop = Math.max(0, distance - scroller.clientHeight / 3);
  }
  if (window.matchMedia("(max-width: 899px)").matches) scroller.scrollIntoView({ block: "start" });
  source.focus({ preventScroll: true });
}

VERBS.source = (link) => {
  const address = link.getAttribute("href");
  if (!element.contains(link)) openedFrom = link;
  const shown = element.querySelector(".source");
  if (shown && shown.dataset.address === address) showQuote();
  else trigger("open_source", { address });
};

VERBS.back = () => {
  const target = openedFrom && openedFrom.isConnected ? openedFrom : null;
  const field = document.querySelector("#question textarea");
  (target || field).focus();
  (target || field).scrollIntoView({ block: "center" });
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !element.contains(document.activeElement)) return;
  const back = element.querySelector('a[href="#back"]');
  if (back) VERBS.back(back);
});

watch("value", showQuote);
