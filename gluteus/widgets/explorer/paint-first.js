/**
 * Puts work off until the browser has painted what was changed before it; work asked for several times is done once.
 *
 * A page that is not seen is not painted: there the work is done at once.
 */
export function paintFirst() {
  let frame = 0;
  let task = 0;
  function stop() {
    cancelAnimationFrame(frame);
    clearTimeout(task);
    frame = 0;
    task = 0;
  }
  function afterPaint(work) {
    if (document.hidden) {
      work();
      return;
    }
    stop();
    frame = requestAnimationFrame(() => {
      task = setTimeout(work);
    });
  }
  return { afterPaint, stop };
}
