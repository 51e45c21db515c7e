// A talk as a file, and on paper.

function exchangesOfTalk() {
  const turns = new Set(keysOfTalk(currentTalk).map(turnOf));
  for (const [turn, place] of places) if (place.talk === currentTalk && place.kept) turns.add(turn);
  return [...turns].sort().map((turn) => recordOf(turn)?.exchange).filter(Boolean);
}

async function exportTalk(format) {
  try {
    const answer = await fetch(`export?format=${format}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(exchangesOfTalk()),
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") || "");
    const url = URL.createObjectURL(await answer.blob());
    const link = make("a", { href: url, download: name ? decodeURIComponent(name[1]) : `policy-qa.${format}` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch {
    say(WORDS.export_failed);
  }
}

window.talk.showExport = () => {
  if (!exchangesOfTalk().length) return say(WORDS.talk_empty);
  const write = (format) => button(WORDS[`export_${format}`], () => {
    dialog.close();
    exportTalk(format);
  });
  const note = make("p", { className: "talk-note", textContent: WORDS.export_note });
  const formats = make("div", { className: "talk-formats" }, write("docx"), write("md"));
  const dialog = openDialog("talk-export-dialog", WORDS.export_title, formats, note);
};

window.talk.print = () => {
  if (!document.querySelector("#chat .question")) return say(WORDS.talk_empty);
  window.print();
};

// Gradio rewrites what stands in @media print, so the paper's look hangs on a class; and paper is
// white, whatever the screen is.
let wasDark = [];
function toPaper(printing) {
  const root = document.documentElement;
  if (printing === root.classList.contains("printing")) return;
  root.classList.toggle("printing", printing);
  if (printing) wasDark = [...document.querySelectorAll(".dark")];
  for (const each of wasDark) each.classList.toggle("dark", !printing);
}
window.addEventListener("beforeprint", () => toPaper(true));
window.addEventListener("afterprint", () => toPaper(false));
window.matchMedia("print").addEventListener("change", (event) => toPaper(event.matches));
