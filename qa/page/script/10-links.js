// Runs once, when the source panel (a gr.HTML) is loaded; Gradio supplies `element`,
// `trigger` and `watch`. Messages hold plain links, so mouse, touch and keyboard all
// arrive here as clicks.

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

function follow(link) {
  const address = link.getAttribute("href");
  if (address === "#back") {
    const target = openedFrom && openedFrom.isConnected ? openedFrom : null;
    const field = document.querySelector("#question textarea");
    (target || field).focus();
    (target || field).scrollIntoView({ block: "center" });
  } else if (address.startsWith("#without/")) {
    trigger("ask_without", { asked: address });
  } else if (address.startsWith("#ask/")) {
    trigger("ask_again", { question: decodeURIComponent(address.slice("#ask/".length)) });
  } else {
    if (!element.contains(link)) openedFrom = link;
    const shown = element.querySelector(".source");
    if (shown && shown.dataset.address === address) showQuote();
    else trigger("open_source", { address });
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href="#back"], a[href^="#source/"], a[href^="#ask/"], a[href^="#without/"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  follow(link);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !element.contains(document.activeElement)) return;
  const back = element.querySelector('a[href="#back"]');
  if (back) follow(back);
});

watch("value", showQuote);

// Answers are read from their beginning: a new question is kept at the top of the chat
// while its answer grows, until the visitor scrolls.
let questionsSeen = 0;
let pinned = false;

function keepQuestionInView() {
  const questions = document.querySelectorAll("#chat .question");
  if (questions.length > questionsSeen) pinned = true;
  questionsSeen = questions.length;
  const question = questions[questionsSeen - 1];
  const scroller = question && question.closest(".bubble-wrap");
  if (!pinned || !scroller) return;
  scroller.scrollTop +=
    question.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 24;
}

new MutationObserver(keepQuestionInView).observe(document.body, { childList: true, subtree: true });
for (const gesture of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  const release = (event) => {
    if (event.target.closest?.("#chat")) pinned = false;
  };
  document.addEventListener(gesture, release, { passive: true });
}
