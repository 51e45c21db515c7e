// The list of earlier talks, and a few elements that the dialogs are made of. All text goes in as
// text: nothing that was asked or answered is read as HTML here.

function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function button(text, pressed, name = "") {
  const made = make("button", { type: "button", textContent: text, onclick: pressed });
  if (name) made.setAttribute("aria-label", name);
  return made;
}

// A window over the page: the browser keeps the keyboard in it and closes it on Escape.
function openDialog(id, title, ...children) {
  document.getElementById(id)?.remove();
  const heading = make("h2", { id: `${id}-title`, textContent: title });
  const dialog = make("dialog", { id, className: "talk-dialog" });
  const close = button(WORDS.close, () => dialog.close());
  close.className = "close";
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(make("div", { className: "talk-dialog-head" }, heading, close), ...children);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
  dialog.addEventListener("close", () => dialog.remove());
  (element.closest(".contain") || document.body).append(dialog);
  dialog.showModal();
  return dialog;
}

const asText = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.trim();

function talkTitle(talk) {
  for (const key of talk.keys) {
    const title = asText(readTurn(key)?.question || "");
    if (title) return title;
  }
  return "……";
}

function talkDay(talk) {
  const time = new Date(parseInt(talk.last.split("-")[0], 16));
  const day = { year: "numeric", month: "2-digit", day: "2-digit" };
  return isNaN(time) ? "" : time.toLocaleDateString(document.documentElement.lang, day);
}

function talkRow(talk, dialog) {
  const title = talkTitle(talk);
  const open = button("", () => {
    dialog().close();
    openTalk(talk.talk);
  });
  const count = WORDS.history_count.replace("{count}", talk.keys.length);
  const facts = [talkDay(talk), count];
  if (talk.talk === currentTalk) facts.push(WORDS.history_current);
  open.className = "talk-open";
  open.append(
    make("bdi", { className: "talk-title", textContent: title }),
    make("span", { className: "talk-facts", textContent: facts.filter(Boolean).join(" · ") }),
  );
  const remove = button("×", () => removeTalk(talk, row, dialog), WORDS.history_delete.replace("{title}", title));
  remove.className = "talk-delete";
  remove.title = WORDS.history_yes;
  const row = make("li", {}, open, remove);
  return row;
}

function removeTalk(talk, row, dialog) {
  const texts = talk.keys.map((key) => [key, turnShelf.getItem(key)]);
  talk.keys.forEach((key) => turnShelf.removeItem(key));
  const wasCurrent = talk.talk === currentTalk;
  if (wasCurrent) openTalk(newTalk());
  const undo = button(WORDS.history_undo, () => {
    try {
      for (const [key, text] of texts) if (text) turnShelf.setItem(key, text);
    } catch { /* other turns have taken the room */ }
    if (wasCurrent) openTalk(talk.talk);
    const again = talkRow(talk, dialog);
    row.replaceWith(again);
    again.querySelector("button").focus();
  });
  row.replaceChildren(make("span", { className: "talk-gone" }, WORDS.history_deleted, " ", undo));
  undo.focus();
}

function removeAll(found, dialog) {
  const sure = WORDS.history_sure.replace("{count}", found.length);
  const ask = make("div", { className: "talk-sure" }, make("p", { textContent: sure }));
  ask.setAttribute("role", "alert");
  const yes = button(WORDS.history_yes, () => {
    turnKeys().forEach((key) => turnShelf.removeItem(key));
    dialog().close();
    openTalk(newTalk());
    say(WORDS.history_deleted);
  });
  yes.className = "dangerous";
  const no = button(WORDS.history_no, () => {
    ask.replaceWith(all);
    all.focus();
  });
  const all = dialog().querySelector(".delete-all");
  ask.append(yes, no);
  all.replaceWith(ask);
  no.focus();
}

window.talk.showHistory = () => {
  const found = talks();
  const dialog = () => document.getElementById("talk-history-dialog");
  const note = make("p", { className: "talk-note", textContent: WORDS.history_note });
  if (!found.length) {
    openDialog("talk-history-dialog", WORDS.history_title, make("p", { textContent: WORDS.history_empty }), note);
    return;
  }
  const list = make("ul", { className: "talk-list" }, ...found.map((talk) => talkRow(talk, dialog)));
  const all = button(WORDS.history_delete_all, () => removeAll(found, dialog));
  all.className = "delete-all";
  openDialog("talk-history-dialog", WORDS.history_title, list, note, all);
};
