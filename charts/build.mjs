// Bundle the charts and the map: node build.mjs [FOLDER [SOURCES]]. Prints what each weighs.
// SOURCES, a hash of what the bundle is made of, stands in its first line: see tools/bundle.py.

import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { geography } from "./geography.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const FOLDER = process.argv[2] ?? join(HERE, "../src/detente/views/web/static/bundle");
const SOURCES = process.argv[3] ?? "unnamed";
const PERMITTED = /^(ISC|MIT|BSD-2-Clause|BSD-3-Clause|Apache-2.0)$/;

/** Modules that are made here: `detente:kinds`, every file of src/kinds, and `detente:geography`. */
const made = {
  name: "made",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^detente:/ }, ({ path }) => ({ path, namespace: "made" }));
    onLoad({ filter: /kinds/, namespace: "made" }, async () => ({
      contents: await kinds(),
      resolveDir: join(HERE, "src"),
    }));
    onLoad({ filter: /geography/, namespace: "made" }, async () => ({
      contents: await world(),
      loader: "json",
    }));
  },
};

async function kinds() {
  const files = (await readdir(join(HERE, "src/kinds")))
    .filter((name) => name.endsWith(".js"))
    .sort();
  const names = files.map((name) => name.slice(0, -".js".length));
  const imports = names.map((name, index) => `import * as kind${index} from "./kinds/${name}.js";`);
  const table = names.map((name, index) => `${JSON.stringify(name)}: kind${index}`);
  return `${imports.join("\n")}\nexport const kinds = { ${table.join(", ")} };`;
}

async function world() {
  return JSON.stringify(geography(JSON.parse(await readFile(join(HERE, "borders.json"), "utf8"))));
}

/** The packages of which something went into a bundle. */
function packagesOf({ outputs }) {
  const inside = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;
  return Object.values(outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => path.match(inside)?.[1] ?? []);
}

/** The licence texts of packages, which whoever passes the bundle on must pass on too. */
async function licences(packages) {
  const texts = [...new Set(packages)].sort().map(async (name) => {
    const folder = join(HERE, "node_modules", name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    if (!PERMITTED.test(license))
      throw new Error(`${name} is under ${license}, which the bundle may not hold`);
    return `${name} ${version} (${license})\n\n${(await readFile(join(folder, "LICENSE"), "utf8")).trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}

const { metafile } = await build({
  absWorkingDir: HERE,
  entryPoints: { charts: "src/main.js", map: "src/geography.js" },
  outdir: FOLDER,
  bundle: true,
  minify: true,
  metafile: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: `// sources ${SOURCES}\n// licences: LICENSES.txt` },
  plugins: [made],
  logLevel: "warning",
});

await mkdir(FOLDER, { recursive: true });
await writeFile(
  join(FOLDER, "LICENSES.txt"),
  await licences([...packagesOf(metafile), "world-atlas"]),
);
for (const name of ["charts.js", "map.js"]) {
  const bytes = await readFile(join(FOLDER, name));
  console.log(
    `${name}: ${(bytes.length / 1024).toFixed(1)} KB, ${(gzipSync(bytes, { level: 9 }).length / 1024).toFixed(1)} KB gzip`,
  );
}
