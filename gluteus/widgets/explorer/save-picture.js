const SVG_SPACE = "http://www.w3.org/2000/svg";
const WIDTH = 1600;
const MARGIN = 56;
const GAP = 36;
const ROW = 34; // from one line of text to the next
const LETTERS = 114; // in a line; a little less than fits with a wide font: a browser has one of its own
const LETTERS_OF_TITLE = 60;
const HELD = ["fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "opacity"];
const HELD_TOO = ["stroke-linecap", "stroke-linejoin", "stroke-dasharray"];

function piece(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG_SPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** A copy of a drawing that needs no style sheet: how it looks stands in it, what is not seen is left out. */
function selfContained(drawn, attributes = {}) {
  const copy = piece(drawn.tagName, attributes);
  const geometry = [
    "d",
    "x",
    "y",
    "width",
    "height",
    "r",
    "cx",
    "cy",
    "rx",
    "href",
    "id",
    "viewBox",
    "transform",
  ];
  for (const name of [...geometry, "preserveAspectRatio", "patternUnits", "patternTransform", "clip-path"])
    if (drawn.hasAttribute(name)) copy.setAttribute(name, drawn.getAttribute(name));
  const style = getComputedStyle(drawn);
  for (const name of [...HELD, ...HELD_TOO]) copy.setAttribute(name, style.getPropertyValue(name));
  if (style.transform !== "none" && !drawn.hasAttribute("transform"))
    copy.setAttribute("transform", style.transform);
  for (const child of drawn.children) {
    const { display, visibility } = getComputedStyle(child);
    const unseen = child.tagName === "path" && !child.getAttribute("d");
    if (display !== "none" && visibility !== "hidden" && !unseen) copy.append(selfContained(child));
  }
  return copy;
}

/** Breaks a text into lines of at most so many letters. */
export function broken(text, letters) {
  const rows = [""];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const row = rows.at(-1);
    if (row && row.length + 1 + word.length > letters) rows.push(word);
    else rows[rows.length - 1] = row ? `${row} ${word}` : word;
  }
  return rows;
}

/**
 * Draws one picture out of the explorer as it stands: title, the four views with their ends, the key, and what must be
 * said with it.  `root` is the explorer's element; its colours are those of the light theme while the copy is made.
 */
function drawing(root, { title, lines, ground }) {
  const sheet = piece("svg", {
    xmlns: SVG_SPACE,
    width: WIDTH,
    "font-family": "sans-serif",
    fill: ground.text,
  });
  let y = MARGIN;
  const write = (text, attributes = {}) => {
    const node = piece("text", { y, "font-size": 24, ...attributes });
    node.textContent = text;
    sheet.append(node);
  };
  for (const row of broken(title, LETTERS_OF_TITLE)) {
    y += 14;
    write(row, { x: MARGIN, "font-size": 40, "font-weight": 700 });
    y += 38;
  }
  y += ROW;

  const views = [...root.querySelectorAll(".gx-view")].map((figure) => {
    const layers = [...figure.querySelectorAll("svg")];
    const [, , width, height] = layers[0].getAttribute("viewBox").split(" ").map(Number);
    return { figure, layers, width, height };
  });
  const scale =
    (WIDTH - 2 * MARGIN - GAP * (views.length - 1)) / views.reduce((sum, { width }) => sum + width, 0);
  const height = views[0].height * scale;
  let x = MARGIN;
  for (const { figure, layers, width } of views) {
    const [start, end] = [...figure.querySelectorAll(".gx-ends > span")].map((node) =>
      node.textContent.trim(),
    );
    write(start, { x, "font-size": 20 });
    write(end, { x: x + width * scale, "font-size": 20, "text-anchor": "end" });
    const place = { x, y: y + 12, width: width * scale, height, overflow: "hidden" };
    for (const layer of layers) sheet.append(selfContained(layer, place));
    sheet.append(piece("rect", { x, y: y + 12, width: width * scale, height, fill: "url(#fade)" }));
    const caption = piece("text", { x: x + (width * scale) / 2, y: y + height + 44, "font-size": 24 });
    caption.setAttribute("text-anchor", "middle");
    caption.setAttribute("font-weight", "700");
    caption.textContent = figure.querySelector("figcaption").textContent;
    sheet.append(caption);
    x += width * scale + GAP;
  }
  y += height + 44 + 2 * ROW;

  for (const item of root.querySelectorAll(".gx-legend > li")) {
    if (getComputedStyle(item).display === "none" || item.classList.contains("gx-control")) continue;
    const swatch = item.querySelector("svg");
    sheet.append(selfContained(swatch, { x: MARGIN, y: y - 20, width: 42, height: 28 }));
    write(item.textContent.trim(), { x: MARGIN + 58 });
    y += ROW + 6;
  }
  y += 12;
  for (const text of lines)
    for (const row of broken(text, LETTERS)) {
      write(row, { x: MARGIN });
      y += ROW;
    }
  const total = Math.ceil(y + MARGIN / 2);
  const stops = [0, 0.09, 0.91, 1].map((offset, at) =>
    piece("stop", { offset, "stop-color": ground.background, "stop-opacity": at % 3 === 0 ? 1 : 0 }),
  );
  sheet.prepend(
    piece("defs", {}, piece("linearGradient", { id: "fade", x2: 0, y2: 1 }, ...stops)),
    piece("rect", { width: WIDTH, height: total, fill: ground.background }),
  );
  sheet.setAttribute("height", total);
  sheet.setAttribute("viewBox", `0 0 ${WIDTH} ${total}`);
  return { text: new XMLSerializer().serializeToString(sheet), width: WIDTH, height: total };
}

/** Does something while an element has the colours of the light theme, and takes them off again whatever happens. */
function inLight(node, work) {
  node.classList.add("gluteus-light");
  try {
    return work();
  } finally {
    node.classList.remove("gluteus-light");
  }
}

/** Makes a PNG of the explorer as it stands, in light colours, and hands it to the reader as a file. */
export async function savePicture(root, { title, lines, name }) {
  const made = inLight(root, () => {
    const colours = getComputedStyle(root);
    const ground = {
      text: colours.getPropertyValue("--gluteus-text").trim(),
      background: colours.getPropertyValue("--gluteus-background").trim(),
    };
    return drawing(root, { title, lines, ground });
  });

  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(made.text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = made.width;
  canvas.height = made.height;
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads the address after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
