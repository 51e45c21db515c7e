// The card of a citation: its quote, document and validity, shown while the mouse or the focus
// is on [1], and by a first touch. All of it stands in the message already.

const CARD_DELAY = 150; // milliseconds before the mouse shows it
const CARD_REST = 250; // milliseconds that it waits for the mouse to come over
const citationCard = document.createElement("div");
let cardLink = null; // the citation whose card is shown
let cardTimer = 0;
let pointer = ""; // what was used last: mouse, touch, pen or keyboard
let cardQuiet = false; // the focus is given back to a citation: no card for that

citationCard.id = "citation-card";
citationCard.setAttribute("role", "group");
citationCard.setAttribute("aria-label", WORDS.card_label);
citationCard.hidden = true;
(element.closest(".contain") || document.body).append(citationCard);

function hideCardOnce() {
  cardQuiet = true;
  setTimeout(() => (cardQuiet = false), 0);
}

// The entry of the references that names the document of `link`.
function cardReference(link) {
  const span = link.getAttribute("href").replace(/[~!@].*/s, "");
  const document_ = span.slice(0, span.lastIndexOf("/") + 1);
  const links = [...link.closest(".answer").querySelectorAll(".references a.cite")];
  const of = (start) => links.find((each) => each.getAttribute("href").startsWith(start));
  const found = of(span) || of(document_);
  return { entry: found?.closest("li"), place: found?.closest(".place") };
}

// The quote as the message has it: beside its reference, or as the sentences that cite it.
function cardQuote(link, place) {
  const quote = document.createElement("p");
  quote.className = "card-quote";
  const kept = place?.querySelector(".quote");
  const number = link.textContent;
  const parts = kept
    ? [kept]
    : [...link.closest(".answer").querySelectorAll(".sentence")].filter((sentence) =>
        [...sentence.querySelectorAll("a.cite")].some((each) => each.textContent === number),
      );
  for (const part of parts) {
    const copy = part.cloneNode(true);
    copy.querySelector(".cites")?.remove();
    quote.append(...copy.childNodes);
  }
  return quote;
}

function fillCard(link) {
  const { entry, place } = cardReference(link);
  const title = document.createElement("p");
  title.className = "card-title";
  for (const part of entry ? entry.querySelectorAll(".reference-title, .badge") : [])
    title.append(part.cloneNode(true));
  const section = document.createElement("p");
  section.className = "card-facts";
  section.textContent = place?.querySelector(".section")?.textContent.trim() || "";
  const facts = document.createElement("p");
  facts.className = "card-facts";
  for (const text of entry?.querySelector(".facts")?.textContent.split(/(?<= · )/) || []) {
    const fact = document.createElement("span");
    fact.className = "card-fact";
    fact.textContent = text;
    facts.append(fact);
  }
  const open = document.createElement("a");
  open.className = "card-open";
  open.href = link.getAttribute("href");
  open.textContent = WORDS.card_open;
  const quote = cardQuote(link, place);
  quote.id = "citation-card-quote";
  citationCard.replaceChildren(quote, title, section, facts, open);
}

// Beside its citation and inside the window, whatever scrolls around it.
function placeCard() {
  if (!cardLink) return;
  const at = cardLink.isConnected && cardLink.getBoundingClientRect();
  const around = at && cardLink.closest(".bubble-wrap")?.getBoundingClientRect();
  if (!at || !at.width || (around && (at.bottom < around.top || at.top > around.bottom))) {
    hideCard();
    return;
  }
  // On a low window it is as high as the larger room beside its citation.
  const room = Math.max(at.top, window.innerHeight - at.bottom) - 14;
  citationCard.style.maxHeight = `${Math.max(120, Math.min(440, room))}px`;
  const { offsetWidth: width, offsetHeight: height } = citationCard;
  const across = document.documentElement.clientWidth;
  const below = at.bottom + 6 + height <= window.innerHeight - 8 || at.top - 6 - height < 8;
  const top = below ? Math.min(at.bottom + 6, window.innerHeight - 8 - height) : at.top - 6 - height;
  citationCard.style.top = `${Math.max(8, top)}px`;
  citationCard.style.left = `${Math.max(8, Math.min(at.left - 12, across - width - 8))}px`;
}

function showCard(link) {
  clearTimeout(cardTimer);
  if (cardLink === link) return;
  if (!link.isConnected || !link.closest(".answer")) return;
  hideCard();
  cardLink = link;
  fillCard(link);
  citationCard.hidden = false;
  citationCard.scrollTop = 0;
  link.setAttribute("aria-describedby", "citation-card-quote");
  placeCard();
}

function hideCard() {
  clearTimeout(cardTimer);
  cardLink?.removeAttribute("aria-describedby");
  cardLink = null;
  citationCard.hidden = true;
}

function cardSoon(action, delay) {
  clearTimeout(cardTimer);
  cardTimer = setTimeout(action, delay);
}

const citationAt = (target) => target?.closest?.("#chat a.cite");

document.addEventListener("pointerdown", (event) => {
  pointer = event.pointerType;
  const inside = citationCard.contains(event.target) || citationAt(event.target);
  if (cardLink && !inside) hideCard();
}, true);
document.addEventListener("keydown", (event) => {
  pointer = "keyboard";
  if (event.key !== "Escape" || !cardLink) return;
  event.preventDefault();
  event.stopPropagation(); // what lies below stays open
  hideCard();
}, true);

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  const link = citationAt(event.target);
  if (link) cardSoon(() => showCard(link), cardLink === link ? 0 : CARD_DELAY);
  else if (citationCard.contains(event.target)) clearTimeout(cardTimer);
  else if (cardLink !== document.activeElement) cardSoon(hideCard, CARD_REST);
});
document.addEventListener("focusin", (event) => {
  const link = citationAt(event.target);
  if (link && !cardQuiet && link.matches(":focus-visible")) showCard(link);
  else if (cardLink && !link && !citationCard.contains(event.target)) hideCard();
});
document.addEventListener("scroll", (event) => {
  if (event.target !== citationCard) placeCard();
}, { capture: true, passive: true });
window.addEventListener("resize", placeCard);

// A first touch shows the card; a second one on the same citation, or the card's link, opens.
document.addEventListener("click", (event) => {
  const link = citationAt(event.target);
  if (link && (pointer === "touch" || pointer === "pen") && cardLink !== link) {
    event.preventDefault();
    event.stopPropagation();
    showCard(link);
  } else if (link || (cardLink && event.target.closest?.(".card-open"))) {
    if (!link) openedFrom = cardLink;
    hideCard(); // also the one that was to come
  }
}, true);

// "[1]" alone says little in a screen reader's list of links. A title would also show a second,
// smaller card over this one.
function nameCitations() {
  for (const link of document.querySelectorAll("#chat a.cite[title]")) {
    link.setAttribute("aria-label", `${link.textContent} ${link.title}`);
    link.removeAttribute("title");
  }
  if (cardLink && !cardLink.isConnected) hideCard();
}
new MutationObserver(nameCitations).observe(document.body, { childList: true, subtree: true });
