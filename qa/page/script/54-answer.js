// What is done with an answer: copied, passed on by a link, judged; and links that were passed on.

VERBS["copy-answer"] = async (link, turn) => {
  const text = recordOf(turn)?.text;
  if (!text) say(WORDS.nothing_to_copy);
  else if (await copyText(text)) say(WORDS.answer_copied);
  else copyByHand(text);
};

VERBS.share = async (link, rest) => {
  const [, kind, value] = /^(answer|ask)\/(.*)$/s.exec(rest) || [];
  if (!kind) return;
  const url = `${location.origin}${location.pathname}?${kind}=${value}`;
  if (!(await copyText(url))) copyByHand(url);
  else say(kind === "answer" ? WORDS.link_copied : WORDS.ask_link_copied);
};

VERBS.judge = (link, rest) => {
  const [answer] = rest.split("/");
  judgedLast = `j-${answer}`;
  trigger("judge", { judged: rest });
};

// Where the browser gives no way to copy, the text is shown and selected.
function copyByHand(text) {
  const field = make("textarea", { value: text, readOnly: true, rows: 6 });
  field.setAttribute("aria-label", WORDS.copy_by_hand);
  openDialog("by-hand", WORDS.copy_by_hand, field);
  field.focus();
  field.select();
}

// A judgement draws its row anew: the keyboard stays where it was, and screen readers hear what was kept.
let judgedLast = "";
new MutationObserver(() => {
  if (!judgedLast || document.activeElement !== document.body) return;
  const row = document.getElementsByClassName(judgedLast)[0];
  const next = row?.querySelector(".judged a") || row?.querySelector("a");
  if (!next) return;
  judgedLast = "";
  next.focus({ preventScroll: true });
}).observe(document.querySelector("#chat") || document.body, { childList: true, subtree: true });

function openLink() {
  const given = new URLSearchParams(location.search);
  const [answer, ask] = [given.get("answer"), given.get("ask")];
  if (answer === null && ask === null) return;
  setTalk(newTalk());
  if (answer !== null) trigger("open_answer", { id: answer });
  else if (ask.startsWith("{")) trigger("ask_without", { asked: "#without/" + encodeURIComponent(ask) });
  else trigger("ask_again", { question: ask });
  // Read once: a reload brings back the talk, and does not ask again.
  given.delete("answer");
  given.delete("ask");
  const rest = given.size ? `?${given}` : "";
  history.replaceState(history.state, "", location.pathname + rest + location.hash);
}
openLink();
