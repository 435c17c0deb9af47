import { fromHash, HASH, toHash, UNMARKED, USUAL } from "./address.js";

const WRITE_AFTER = 250; // milliseconds without a change

/**
 * The explorer's link in the address of its page: written after a change, and read again.
 *
 * `owned()` says whether the address is this explorer's to write.
 */
export function linkInAddress({ atlas, read, owned }) {
  // Writing the address takes a browser longer than the rest together, and it takes only so many in a minute.
  let writing = 0;
  function write() {
    if (owned()) history.replaceState(history.state, "", toHash(read()));
  }
  const stop = () => clearTimeout(writing);

  return {
    stop,
    writeSoon() {
      stop();
      writing = setTimeout(write, WRITE_AFTER);
    },
    /** The state in the address, whether it names a view, and what cannot be read; null where there is none. */
    restored() {
      if (!owned() || !location.hash.startsWith(HASH)) return null;
      const { state, unknown } = fromHash(location.hash, atlas);
      const whole = { ...USUAL, ...(state.mode === "pain" ? UNMARKED : {}), ...state };
      return { state: whole, namesView: Boolean(state.view), unknown };
    },
    /** The address of the page with the present state in it. */
    address() {
      const url = new URL(location.href);
      url.hash = toHash(read());
      return url.href;
    },
  };
}
