// Builds each face's styles and scripts into the Python package that serves them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import tailwindcss from "@tailwindcss/vite";
import { build } from "vite";

const here = import.meta.dirname;
const watch = process.argv.includes("--watch") ? {} : null;

const faces = [
  { name: "console", also: ["api", "diary", "floor", "book", "widget"], out: "../src/regulars/faces/static", icons: "icons.txt" },
  { name: "till", out: "../src/regulars/simulator/static", icons: "src/till/icons.txt" },
];

for (const face of faces) {
  await build({
    root: here,
    base: "./",
    publicDir: false,
    logLevel: "warn",
    plugins: [tailwindcss(), sprite(face.icons), images(face.name), catalogue()],
    build: {
      outDir: resolve(here, face.out),
      emptyOutDir: true,
      assetsDir: "",
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1600,
      watch,
      rolldownOptions: {
        input: scripts([face.name, ...(face.also ?? [])]),
        output: {
          entryFileNames: "[name]-[hash].js",
          chunkFileNames: "[name]-[hash].js",
          assetFileNames: "[name]-[hash][extname]",
        },
      },
    },
  });
}

/** The script that each page begins with, by name. */
function scripts(names) {
  return Object.fromEntries(names.map((name) => [name, `src/${name}/${name}.js`]));
}

/** One file with the icons that the pages use; a name that Lucide does not have stops the build. */
function sprite(list) {
  return {
    name: "icons",
    buildStart() {
      this.addWatchFile(resolve(here, list));
    },
    generateBundle() {
      const names = readFileSync(resolve(here, list), "utf8").split(/\s+/).filter(Boolean);
      const symbols = names.map((name) => {
        const file = resolve(here, "node_modules/lucide-static/icons", `${name}.svg`);
        const drawing = readFileSync(file, "utf8").match(/<svg[^>]*>(.*)<\/svg>/s)[1];
        return `<symbol id="${name}" viewBox="0 0 24 24">${drawing.replace(/\s*\n\s*/g, "")}</symbol>`;
      });
      const source = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
      this.emitFile({ type: "asset", name: "icons.svg", source });
    },
  };
}

/** Pictures that pages ask for by name. */
function images(face) {
  return {
    name: "images",
    generateBundle() {
      const file = resolve(here, "src/images", `${face}.svg`);
      this.emitFile({ type: "asset", name: "favicon.svg", source: readFileSync(file) });
    },
  };
}

/** `assets.json`: plain name → name with the content's hash. */
function catalogue() {
  return {
    name: "catalogue",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const names = {};
        for (const [file, part] of Object.entries(bundle)) {
          if (part.type === "chunk" && part.isEntry) names[`${part.name}.js`] = file;
          for (const name of part.names ?? []) names[name] = file;
        }
        const source = `${JSON.stringify(names, null, 2)}\n`;
        this.emitFile({ type: "asset", fileName: "assets.json", source });
      },
    },
  };
}
