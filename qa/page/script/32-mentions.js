// 上一处 and 下一处: the server finds the places of a document that concern a question; what was
// asked, and what the answer cites, stands in the chat.

VERBS.mention = (button, place) => openSource(`#source/${place}`, true);

function concerning(address) {
  const message = mentionMessage(address);
  if (!message) return {};
  const document_ = address.slice(0, address.lastIndexOf("/") + 1);
  const links = [...message.querySelectorAll('a.cite[href^="#source/"]')].map((link) =>
    link.getAttribute("href"),
  );
  const before = [...document.querySelectorAll("#chat .message .question")].filter(
    (each) => each.compareDocumentPosition(message) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  // A follow-up names little; how it was understood says the rest.
  const asked = [before.at(-1)?.innerText, message.querySelector(".understood")?.innerText];
  return {
    question: asked.filter(Boolean).join(" ").slice(0, 500),
    cited: [...new Set(links)].filter((link) => link.startsWith(document_)).slice(0, 40),
  };
}

// After a reload the link is gone that was followed, not always its answer.
function mentionMessage(address) {
  const link = openedFrom?.isConnected
    ? openedFrom
    : [...document.querySelectorAll('#chat a[href^="#source/"]')]
        .reverse()
        .find((each) => each.getAttribute("href") === address);
  return link?.closest(".answer, .refusal");
}
