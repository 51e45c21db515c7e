// Answers are read from their beginning: a new question is kept at the top of the chat while its
// answer grows, until the visitor scrolls.
const WHOLE = ".answer:has(.references), .refusal, .problem";
const SETTLING = 400; // milliseconds that a whole answer may still need to be laid out
let questionsSeen = 0;
let pinned = false;
let viewAsked = 0; // at most once a frame: in a long talk it is dear to ask where things stand

function keepQuestionInView() {
  viewAsked = 0;
  const questions = document.querySelectorAll("#chat .question");
  if (questions.length > questionsSeen) pinned = true;
  questionsSeen = questions.length;
  const question = questions[questionsSeen - 1];
  const scroller = question && question.closest(".bubble-wrap");
  if (!pinned || !scroller) return;
  scroller.scrollTop +=
    question.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 24;
  const answers = document.querySelectorAll(`#chat :is(${WHOLE})`);
  const last = answers[answers.length - 1];
  const answered = last && question.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING;
  const settled = () => (pinned &&= questionsSeen !== questions.length);
  if (answered) setTimeout(settled, SETTLING);
}

new MutationObserver((changes) => {
  if (changes.some(({ target }) => target.closest?.("#chat"))) {
    viewAsked ||= requestAnimationFrame(keepQuestionInView);
  }
}).observe(document.body, { childList: true, subtree: true });
for (const gesture of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  const release = (event) => {
    if (event.target.closest?.("#chat")) pinned = false;
  };
  document.addEventListener(gesture, release, { passive: true });
}
