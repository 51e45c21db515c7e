// 上一处 and 下一处: the places of a document that the answer cites which it was opened from.

// The links of that answer into the shown document, one a place, in the order of its text.
function mentionLinks(source) {
  const [, document_, place] = source.dataset.address.split("/");
  const message = mentionMessage(source.dataset.address);
  if (!message || !place) return [];
  const start = `#source/${document_}/`;
  const places = new Map();
  for (const link of message.querySelectorAll('a.cite[href^="#source/"]')) {
    const address = link.getAttribute("href");
    const span = mentionSpan(address);
    if (address.startsWith(start) && !places.has(span)) places.set(span, address);
  }
  return [...places].sort(([a], [b]) => parseInt(a, 10) - parseInt(b, 10));
}

const mentionSpan = (address) => address.split("/")[2].replace(/[~@].*/s, "");

// After a reload the link is gone that was followed, not always its answer.
function mentionMessage(address) {
  if (openedFrom?.isConnected) return openedFrom.closest(".answer");
  const links = document.querySelectorAll('#chat a.cite[href^="#source/"]');
  return [...links].reverse().find((link) => link.getAttribute("href") === address)?.closest(".answer");
}

function showMentions(source) {
  const group = source.querySelector(".mentions");
  const links = group ? mentionLinks(source) : [];
  const now = links.findIndex(([span]) => span === mentionSpan(source.dataset.address));
  if (links.length < 2) return;
  group.hidden = false;
  group.querySelector(".mention-count").textContent = `${now < 0 ? "–" : now + 1}/${links.length}`;
  group.querySelector(".mention-count").title = WORDS.mention_count
    .replace("{n}", now < 0 ? "–" : now + 1)
    .replace("{total}", links.length);
}

VERBS.mention = (button, step) => {
  const source = shownSource();
  const links = mentionLinks(source);
  const now = links.findIndex(([span]) => span === mentionSpan(source.dataset.address));
  const next = now < 0 ? (step > 0 ? 0 : links.length - 1) : now + Number(step);
  openSource(links[(next + links.length) % links.length][1], true);
};
