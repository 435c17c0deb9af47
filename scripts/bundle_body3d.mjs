// Bundles gluteus/widgets/body3d with three.js into one classic script: writes it, or with --print gives it out.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "gluteus", "widgets", "body3d.bundle.js");
const three = join(root, "node_modules", "three");
const { version } = JSON.parse(readFileSync(join(three, "package.json"), "utf8"));
const licence = readFileSync(join(three, "LICENSE"), "utf8").trim();

const { outputFiles } = buildSync({
  absWorkingDir: root,
  entryPoints: ["gluteus/widgets/body3d/main.js"],
  bundle: true,
  format: "iife",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  loader: { ".css": "text" },
  banner: {
    js: `/*! Made by scripts/bundle_body3d.mjs from gluteus/widgets/body3d; do not edit.\n\nWith three.js ${version}\n${licence}\n*/`,
  },
  write: false,
});
const [{ text }] = outputFiles;
if (process.argv.includes("--print")) process.stdout.write(text);
else writeFileSync(target, text);
