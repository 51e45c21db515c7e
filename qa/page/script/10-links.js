// Runs once, when the source panel (a gr.HTML) is loaded; Gradio supplies `element`,
// `trigger` and `watch`. Messages hold plain links, so mouse, touch and keyboard all
// arrive here as clicks.

// What a link or a button does: `#share/abc` calls VERBS.share(link, "abc"). Links have it in
// `href`, buttons (which Gradio's sanitiser would drop from messages) in `data-href`. The other
// scripts add to it.
const VERBS = Object.create(null);

VERBS.ask = (link, question) => trigger("ask_again", { question: decodeURIComponent(question) });
VERBS.without = (link) => trigger("ask_without", { asked: link.getAttribute("href") });

document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"], button[data-href^="#"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const address = link.getAttribute("href") || link.dataset.href;
  const [, verb, rest] = /^#([a-z-]+)(?:\/(.*))?$/s.exec(address) || [];
  if (!(verb in VERBS)) return;
  event.preventDefault();
  VERBS[verb](link, rest || "", event);
});
