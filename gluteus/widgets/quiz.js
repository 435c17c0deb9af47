// A chapter's quiz: questions answered by mouse or keyboard, checked on the page, handed in as a notebook.
// What is written into the notebook is what gluteus.quiz.notebook writes, character for character.

const TAGS = new Set(["p", "ul", "ol", "li", "em", "strong"]);
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  right: "M3 8.5l3.2 3.2L13 4.8",
  wrong: "M4 4l8 8M12 4l-8 8",
  missed: "M2.5 8h8M7.5 4.5L11 8l-3.5 3.5",
};
const WORDS = { right: "Right.", wrong: "Not right.", missed: "Not ticked, but right." };
const VERDICTS = { right: "Right", partly: "Partly right", wrong: "Not right", unanswered: "Not answered" };

let quizzes = 0;

// ---- Answers as Python reads them

// What Python or a notebook's line splitter could read as something else, lone surrogates included.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ESCAPED = /[\\"\u0000-\u001f\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]/gu;
const SHORT_ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character) {
  const code = character.charCodeAt(0);
  const hex = code.toString(16);
  return (
    SHORT_ESCAPES[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`)
  );
}

// As Python's repr of a float, without ".0".
function numberLiteral(number) {
  const [digits, power] = number.toExponential().split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 16) return String(number);
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits}e${exponent < 0 ? "-" : "+"}${size}`;
}

export function literal(answer) {
  if (answer === null || answer === undefined) return "None";
  if (Array.isArray(answer)) return `[${answer.map(literal).join(", ")}]`;
  if (typeof answer === "number") return numberLiteral(answer);
  return `"${answer.replace(ESCAPED, escapeCharacter)}"`;
}

export function fill(released, answers) {
  return Object.entries(answers).reduce((text, [id, answer]) => {
    if (answer === null) return text;
    const [before, after, ...more] = text.split(JSON.stringify(`${id} = None\n`));
    if (after === undefined || more.length > 0)
      throw new Error(`The notebook has no one answer cell for ${id}.`);
    return before + JSON.stringify(`${id} = ${literal(answer)}`) + after;
  }, released);
}

// ---- Marks, as gluteus.quiz.marking gives them

function closeTo(value, target, tolerance) {
  return Math.abs(value - target) <= tolerance + 1e-9 * Math.max(1, Math.abs(target), tolerance);
}

export function marks(rule, answer) {
  if (answer === null || answer === undefined) return 0;
  if (rule.kind === "choice") return answer === rule.key ? rule.points : 0;
  if (rule.kind === "number") return closeTo(answer, rule.key, rule.tolerance) ? rule.points : 0;
  const right = answer.filter((tick) => rule.key.includes(tick)).length;
  return (rule.points * Math.max(0, right - (answer.length - right))) / rule.key.length;
}

// ---- Numbers as people type them

// Gives null for nothing, NaN for what is no number. Knows decimal commas, a minus sign from a text, and the unit.
export function readNumber(typed, unit) {
  let text = typed.normalize("NFKC").replaceAll("\u2212", "-").trim();
  if (text === "") return null;
  const suffix = unit.normalize("NFKC").toLowerCase();
  if (suffix && text.toLowerCase().endsWith(suffix)) text = text.slice(0, -suffix.length);
  text = text.replaceAll(/\s/g, "");
  if (!/^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(text)) return Number.NaN;
  const number = Number(text.replace(",", "."));
  return Number.isFinite(number) ? number + 0 : Number.NaN;
}

// ---- The document

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// A question's text is a tree of a few known tags; it is never read as HTML.
function grow(nodes) {
  return nodes.map((node) => {
    if (typeof node === "string") return node;
    const [tag, ...children] = node;
    return make(TAGS.has(tag) ? tag : "span", {}, ...grow(children));
  });
}

function icon(kind) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[kind]);
  drawing.append(path);
  return drawing;
}

const points = (number) => `${Number(number.toFixed(2))} ${number === 1 ? "point" : "points"}`;
const questionCount = (number) => `${number} ${number === 1 ? "question" : "questions"}`;
const isAnswered = (answer) => answer !== undefined && answer !== null;

function remark(kind, ...content) {
  const lead = kind in ICONS ? [icon(kind), make("strong", {}, WORDS[kind]), " "] : [];
  return make(
    "p",
    { class: "gluteus-quiz-remark", "data-kind": kind },
    ...lead,
    make("span", {}, ...content),
  );
}

// ---- Answer sheets: one for each kind of question; each tells what is answered and shows what is known

function optionSheet(question, prefix, onAnswer) {
  const several = question.kind === "choices";
  const rows = question.options.map((option) => {
    const input = make("input", {
      type: several ? "checkbox" : "radio",
      name: `${prefix}-options`,
      id: `${prefix}-${option.id}`,
      value: option.id,
      onchange: () => {
        const ticks = rows.filter((row) => row.input.checked).map((row) => row.input.value);
        onAnswer(several ? (ticks.length > 0 ? ticks : null) : ticks[0]);
      },
    });
    const label = make(
      "label",
      { for: input.id },
      make("span", { class: "gluteus-quiz-letter" }, option.id),
      make("span", {}, ...grow(option.text)),
    );
    const note = make("div", { id: `${prefix}-${option.id}-feedback`, class: "gluteus-quiz-note" });
    const element = make(
      "div",
      { class: "gluteus-quiz-option" },
      make("div", { class: "gluteus-quiz-pick" }, input, label),
      note,
    );
    return { option, input, note, element };
  });

  return {
    element: make("div", { class: "gluteus-quiz-options" }, ...rows.map((row) => row.element)),
    focus: () => (rows.find((row) => row.input.checked) ?? rows[0]).input.focus(),
    show(answer) {
      const ticks = isAnswered(answer) ? [answer].flat() : [];
      for (const row of rows) row.input.checked = ticks.includes(row.option.id);
    },
    teach(answer, teaching) {
      const ticks = [answer].flat();
      const key = [teaching.rule.key].flat();
      for (const { option, input, note, element } of rows) {
        const ticked = ticks.includes(option.id);
        const correct = key.includes(option.id);
        const kind = ticked ? (correct ? "right" : "wrong") : correct ? "missed" : "other";
        const feedback = remark(kind, ...grow(teaching.options[option.id]));
        if (kind === "missed" && !several) feedback.querySelector("strong").textContent = "The right answer.";
        element.dataset.kind = kind;
        note.replaceChildren(feedback);
        input.setAttribute("aria-describedby", note.id);
      }
    },
    forget() {
      for (const { input, note, element } of rows) {
        delete element.dataset.kind;
        note.replaceChildren();
        input.removeAttribute("aria-describedby");
      }
    },
  };
}

function numberSheet(question, prefix, onAnswer) {
  const { unit } = question;
  const reading = make("p", {
    class: "gluteus-quiz-reading",
    id: `${prefix}-reading`,
    "aria-live": "polite",
  });
  const note = make("div", { id: `${prefix}-feedback`, class: "gluteus-quiz-note" });
  const input = make("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    id: `${prefix}-number`,
    "aria-describedby": `${prefix}-unit ${reading.id} ${note.id}`,
    oninput: () => {
      read(false);
      const number = readNumber(input.value, unit);
      onAnswer(Number.isNaN(number) ? null : number);
    },
    onchange: () => read(true),
  });

  // A fault is named when the field is left, not while somebody is still typing.
  function read(left) {
    const number = readNumber(input.value, unit);
    const fault = Number.isNaN(number) && (left || input.getAttribute("aria-invalid") === "true");
    if (fault) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    reading.dataset.fault = fault;
    if (fault) reading.textContent = "Not a number. Example: 12.5";
    else if (number === null || Number.isNaN(number) || String(number) === input.value.trim())
      reading.textContent = "";
    else reading.textContent = `Read as ${number}${unit ? ` ${unit}` : ""}.`;
  }

  return {
    element: make(
      "div",
      { class: "gluteus-quiz-number" },
      make("label", { for: input.id }, "Your answer"),
      make("span", { class: "gluteus-quiz-field" }, input, make("span", { id: `${prefix}-unit` }, unit)),
      reading,
      note,
    ),
    focus: () => input.focus(),
    show(answer) {
      const shown = readNumber(input.value, unit);
      const same = isAnswered(answer) ? shown === answer : shown === null || Number.isNaN(shown);
      if (!same) {
        input.value = isAnswered(answer) ? String(answer) : "";
        read(false);
      }
    },
    clear() {
      input.value = "";
      read(false);
    },
    teach(answer, teaching) {
      const right = marks(teaching.rule, answer) > 0;
      const near = teaching.near_misses.find((miss) => closeTo(answer, miss.value, miss.tolerance));
      const said = right ? teaching.right : (near?.text ?? teaching.wrong);
      const { key, tolerance } = teaching.rule;
      const solution = `The answer is ${key}${unit ? ` ${unit}` : ""}`;
      const margin = tolerance > 0 ? ` (${tolerance} more or less counts as right)` : "";
      note.replaceChildren(
        remark(right ? "right" : "wrong", ...grow(said)),
        remark("other", `${solution}${margin}.`),
      );
    },
    forget: () => note.replaceChildren(),
  };
}

// ---- One question

function card(question, prefix, total, actions) {
  const graded = question.use === "graded";
  const ways = {
    choice: "Choose one.",
    choices: "Choose all that apply. A wrong tick cancels a right one.",
    number: "Give a number; a decimal comma or point will do.",
  };
  const sheet = (question.kind === "number" ? numberSheet : optionSheet)(question, prefix, (answer) =>
    actions.answer(question, answer),
  );
  const legend = make(
    "legend",
    { id: `${prefix}-name` },
    make("span", {}, `Question ${question.number} of ${total}`),
    make("span", { class: "gluteus-quiz-use" }, graded ? `Graded, ${points(question.points)}` : "Practice"),
  );
  const prompt = make(
    "div",
    { class: "gluteus-quiz-prompt", id: `${prefix}-prompt` },
    ...grow(question.prompt),
  );
  const verdict = make("p", { class: "gluteus-quiz-verdict" });
  const lesson = make("div", { class: "gluteus-quiz-lesson" });
  const button = make(
    "button",
    { type: "button", onclick: () => press(), "aria-describedby": legend.id },
    "Check",
  );
  const element = make(
    "fieldset",
    { id: prefix, class: "gluteus-quiz-card", "aria-labelledby": `${legend.id} ${prompt.id}` },
    legend,
    prompt,
    make("p", { class: "gluteus-quiz-way" }, ways[question.kind]),
    sheet.element,
    verdict,
    lesson,
    ...(question.teaching ? [make("p", { class: "gluteus-quiz-buttons" }, button)] : []),
  );
  let checked = false;

  function press() {
    if (checked) {
      self.reset();
      actions.answer(question, null);
      sheet.focus();
    } else {
      actions.say(self.check());
    }
  }

  function source({ text, url }) {
    return make("li", {}, url ? make("a", { href: url, rel: "noreferrer" }, text) : text);
  }

  // On the chapter's page the passage is a link; elsewhere, as in JupyterLab, its name has to do.
  function passage({ anchor, title }) {
    const name = title || anchor;
    const place = document.getElementById(anchor) ? make("a", { href: `#${anchor}` }, name) : `“${name}”`;
    return make("p", {}, make("strong", {}, "Read again: "), place);
  }

  function judge() {
    const answer = actions.answers()[question.id];
    if (!isAnswered(answer)) return { state: "unanswered", earned: 0 };
    if (!question.teaching) return { state: "withheld", earned: 0 };
    const earned = marks(question.teaching.rule, answer);
    return { state: earned === question.points ? "right" : earned > 0 ? "partly" : "wrong", earned };
  }

  const self = {
    question,
    element,
    judge,
    focus() {
      sheet.focus();
      element.scrollIntoView({ block: "nearest" });
    },
    show: (answer) => sheet.show(answer),
    isChecked: () => checked,
    check() {
      const { state, earned } = judge();
      const score = graded ? `: ${Number(earned.toFixed(2))} of ${points(question.points)}` : "";
      const said = {
        unanswered: "Not answered yet.",
        withheld: "Answered. Your instructor marks this question.",
      };
      verdict.textContent = said[state] ?? `${VERDICTS[state]}${score}.`;
      element.dataset.state = state;
      if (state !== "unanswered" && state !== "withheld") {
        const { explanation, sources } = question.teaching;
        sheet.teach(actions.answers()[question.id], question.teaching);
        verdict.prepend(icon(state === "wrong" ? "wrong" : "right"));
        lesson.replaceChildren(
          make("div", {}, ...grow(explanation)),
          passage(question.passage),
          make("p", {}, make("strong", {}, sources.length > 1 ? "Sources:" : "Source:")),
          make("ul", { class: "gluteus-quiz-sources" }, ...sources.map(source)),
        );
        button.textContent = "Try again";
        checked = true;
      }
      return `Question ${question.number}: ${verdict.textContent}`;
    },
    uncheck() {
      checked = false;
      delete element.dataset.state;
      verdict.replaceChildren();
      lesson.replaceChildren();
      sheet.forget();
      button.textContent = "Check";
    },
    reset() {
      self.uncheck();
      sheet.clear?.();
    },
  };
  return self;
}

// ---- The whole quiz

function render({ model, el }) {
  const paper = model.get("paper");
  const closed = model.get("mode") === "closed";
  quizzes += 1;
  const prefix = `gluteus-quiz-${paper.id}-${quizzes}`;
  const status = make("p", { class: "gluteus-quiz-status", role: "status" });
  const say = (text) => {
    status.textContent = text;
  };

  function answer(question, value) {
    const { [question.id]: _, ...others } = model.get("answers");
    model.set("answers", isAnswered(value) ? { ...others, [question.id]: value } : others);
    model.save_changes();
  }

  const cards = paper.questions.map((question) =>
    card(question, `${prefix}-${question.id}`, paper.questions.length, {
      answer,
      answers: () => model.get("answers"),
      say,
    }),
  );
  const graded = cards.filter(({ question }) => question.use === "graded");
  const unanswered = (among) =>
    among.filter(({ question }) => !isAnswered(model.get("answers")[question.id]));

  // ---- What is still open

  const progress = make("p", { class: "gluteus-quiz-progress" });
  const gaps = make("ul", { class: "gluteus-quiz-gaps" });
  const open = make(
    "nav",
    { class: "gluteus-quiz-open", "aria-label": "Unanswered questions" },
    make("p", {}, "Not answered yet:"),
    gaps,
  );
  const gapLinks = cards.map((item) =>
    make(
      "li",
      {},
      make(
        "a",
        {
          href: `#${item.element.id}`,
          onclick: (event) => {
            event.preventDefault();
            item.focus();
          },
        },
        `Question ${item.question.number}`,
      ),
    ),
  );
  gaps.append(...gapLinks);

  // ---- Checking

  function checkAll() {
    for (const item of cards) item.check();
    const judged = cards.map((item) => item.judge().state);
    const count = (state) => judged.filter((value) => value === state).length;
    const parts = ["right", "partly", "wrong", "unanswered"]
      .filter((state) => count(state) > 0)
      .map((state) => `${count(state)} ${VERDICTS[state].toLowerCase()}`);
    const earned = graded.reduce((sum, item) => sum + item.judge().earned, 0);
    const possible = graded.reduce((sum, item) => sum + item.question.points, 0);
    const said = [parts.length > 0 ? `${parts.join(", ")}.` : ""];
    if (!closed && graded.length > 0) said.push(`${Number(earned.toFixed(2))} of ${points(possible)}.`);
    if (count("withheld") > 0) said.push(`${questionCount(count("withheld"))} for your instructor to mark.`);
    say(said.join(" ").trim());
  }

  // ---- Starting over: asks first, because it cannot be undone

  const startOver = make("button", { type: "button", onclick: () => ask(true) }, "Start over");
  const sure = make(
    "span",
    { class: "gluteus-quiz-sure", role: "group", "aria-label": "Clear all answers?", hidden: true },
    "Clear all answers? ",
    make("button", { type: "button", onclick: clearAll }, "Clear"),
    make("button", { type: "button", onclick: () => ask(false) }, "Keep"),
  );

  function ask(open) {
    sure.hidden = !open;
    startOver.hidden = open;
    (open ? sure.querySelector("button") : startOver).focus();
  }

  function clearAll() {
    for (const item of cards) item.reset();
    model.set("answers", {});
    model.save_changes();
    ask(false);
    say("All answers are cleared.");
    cards[0].focus();
  }

  // ---- The notebook

  const name = `${paper.id}.ipynb`;
  const missing = make("p", { class: "gluteus-quiz-missing" });

  function download() {
    const answers = model.get("answers");
    const gradedAnswers = graded
      .filter(({ question }) => isAnswered(answers[question.id]))
      .map(({ question }) => [question.id, answers[question.id]]);
    const text = fill(model.get("released"), Object.fromEntries(gradedAnswers));
    const address = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
    make("a", { href: address, download: name }).click();
    // The browser reads the address after the click.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    const gap = unanswered(graded).length;
    say(`${name} is made${gap > 0 ? `, with ${questionCount(gap)} left unanswered` : ""}.`);
  }

  const handIn = make(
    "div",
    { class: "gluteus-quiz-hand-in" },
    make(
      "p",
      {},
      "Taking the course for credit? The notebook holds your answers to the graded questions. ",
      "Hand it in as your instructor asks.",
    ),
    missing,
    make("p", {}, make("button", { type: "button", onclick: download }, "Download answers as notebook")),
  );

  // ---- Putting it together

  const kinds = [
    graded.length > 0 ? `${graded.length} graded` : "",
    graded.length < cards.length ? `${cards.length - graded.length} for practice` : "",
  ].filter(Boolean);
  const promise = closed
    ? "Practice questions give feedback here; your instructor marks the graded ones."
    : "Every question gives feedback here.";
  const root = make(
    "section",
    { class: "gluteus-quiz", "aria-label": `Quiz: ${paper.title}` },
    make(
      "p",
      { class: "gluteus-quiz-about" },
      `${questionCount(cards.length)}: ${kinds.join(", ")}. ${promise} `,
      "Your answers stay in this window and are gone when you close or reload it.",
    ),
    ...cards.map((item) => item.element),
    make(
      "div",
      { class: "gluteus-quiz-end" },
      progress,
      open,
      make(
        "p",
        { class: "gluteus-quiz-buttons" },
        make("button", { type: "button", class: "gluteus-quiz-main", onclick: checkAll }, "Check answers"),
        startOver,
        sure,
      ),
      status,
      ...(graded.length > 0 ? [handIn] : []),
    ),
  );

  let shown = {};
  function update() {
    const answers = model.get("answers");
    for (const item of cards) {
      const { id } = item.question;
      if (JSON.stringify(shown[id]) !== JSON.stringify(answers[id])) item.uncheck();
      item.show(answers[id]);
    }
    shown = answers;
    const gap = unanswered(cards);
    progress.textContent = `${cards.length - gap.length} of ${questionCount(cards.length)} answered.`;
    open.hidden = gap.length === 0;
    for (const [index, item] of cards.entries()) gapLinks[index].hidden = !gap.includes(item);
    const gradedGap = unanswered(graded).length;
    const verb = gradedGap === 1 ? "graded question has" : "graded questions have";
    missing.textContent = gradedGap > 0 ? `${gradedGap} ${verb} no answer yet.` : "";
  }

  // JupyterLab would take a typed letter for one of its own commands.
  el.addEventListener("keydown", (event) => event.stopPropagation());
  model.on("change:answers", update);
  update();
  el.append(root);
  return () => {
    model.off("change:answers", update);
    root.remove();
  };
}

export default { render };
