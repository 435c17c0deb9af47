import { mergeProgress, nothingKept, readProgress, VERSION } from "./progress.js";

const KEY = "gluteus:progress:v1";
const CHANGED = "gluteus:progress"; // in this window; other windows hear of it from the browser

// What a browser that keeps nothing holds until the window is closed.
let memory = null;
let isBlocked = false;

/** What stands in the browser's storage; null for nothing. */
function storedText() {
  if (isBlocked) return memory;
  try {
    return localStorage.getItem(KEY);
  } catch {
    isBlocked = true;
    return memory;
  }
}

function store(text) {
  memory = text;
  if (!isBlocked) {
    try {
      if (text === null) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, text);
    } catch {
      isBlocked = true;
    }
  }
  window.dispatchEvent(new Event(CHANGED));
}

/**
 * The progress that this browser keeps, for a page that knows some quizzes.
 *
 * Every change reads what is stored anew: another window may have written since. What cannot be read at all is left as it
 * is, and this window keeps its progress to itself.
 */
export function openProgress(known, strings) {
  let unread = null;

  function read() {
    const text = storedText();
    if (text === null) return { errors: [], progress: nothingKept() };
    const found = readProgress(text, known, strings);
    if (found.ok) return found;
    if (isBlocked) return { errors: found.errors, progress: nothingKept() };
    unread = found.errors[0];
    isBlocked = true;
    memory = null;
    return { errors: [], progress: nothingKept() };
  }

  const write = (progress) => store(JSON.stringify(progress));

  return {
    /** Whether what is answered is there the next time. */
    isKept() {
      storedText();
      return !isBlocked;
    },
    /** Why what is stored cannot be read, if it cannot. */
    unread: () => unread,
    all: () => read().progress,
    get(quiz) {
      const { quizzes } = read().progress;
      return Object.hasOwn(quizzes, quiz) ? quizzes[quiz] : null;
    },
    /** What of a quiz is stored and no longer fits it, a line each. */
    faults: (quiz) => read().errors.filter((error) => error.startsWith(`${quiz}: `)),
    /** Gives a quiz the state that `change` makes of the stored one (or null); nothing new for undefined. */
    update(quiz, change) {
      const { progress } = read();
      const stored = Object.hasOwn(progress.quizzes, quiz) ? progress.quizzes[quiz] : null;
      const entry = change(stored);
      if (!entry || entry === stored) return;
      const updated = new Date().toISOString();
      write({ version: VERSION, quizzes: { ...progress.quizzes, [quiz]: { ...entry, updated } } });
    },
    exportText: () => `${JSON.stringify(read().progress, null, 2)}\n`,
    check: (text) => readProgress(text, known, strings),
    replace: write,
    merge: (progress) => write(mergeProgress(read().progress, progress)),
    reset() {
      // What could not be read goes too: the reader asked for it.
      if (unread !== null) {
        unread = null;
        isBlocked = false;
      }
      store(null);
    },
    /** Calls back after every change, here or in another window; gives a function that ends it. */
    subscribe(callback) {
      const elsewhere = ({ key }) => {
        if (key === KEY || key === null) callback();
      };
      window.addEventListener(CHANGED, callback);
      window.addEventListener("storage", elsewhere);
      return () => {
        window.removeEventListener(CHANGED, callback);
        window.removeEventListener("storage", elsewhere);
      };
    },
  };
}
