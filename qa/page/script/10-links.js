// Runs once, when the source panel (a gr.HTML) is loaded; Gradio supplies `element`,
// `trigger` and `watch`. Messages hold plain links, so mouse, touch and keyboard all
// arrive here as clicks.

// What a link does: `#share/abc` calls VERBS.share(link, "abc"). The other scripts add to it.
const VERBS = Object.create(null);

VERBS.ask = (link, question) => trigger("ask_again", { question: decodeURIComponent(question) });
VERBS.without = (link) => trigger("ask_without", { asked: link.getAttribute("href") });

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const [, verb, rest] = /^#([a-z-]+)(?:\/(.*))?$/s.exec(link.getAttribute("href")) || [];
  if (!(verb in VERBS)) return;
  event.preventDefault();
  VERBS[verb](link, rest || "", event);
});
