// Searches under Node for benchmarks/peers.py: a query as JSON on each line in, the places that answer it out.
import { createRequire } from "node:module";
import { readFileSync, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import vm from "node:vm";

const [kind, given, modules] = process.argv.slice(2);
const kinds = { minisearch, sphinx };

function minisearch() {
  const require = createRequire(join(modules, "package.json"));
  const module = require("minisearch");
  const MiniSearch = module.default ?? module;
  const index = new MiniSearch({ fields: ["title", "names", "text"], storeFields: ["id"] });
  const rows = JSON.parse(readFileSync(given, "utf8"));
  index.addAll(rows.map(([id, title, names, text]) => ({ id, title, names, text })));
  const options = { boost: { title: 10, names: 5 } };
  return (query) => index.search(query, options).slice(0, 10).map((hit) => hit.id);
}

function sphinx() {
  const nothing = { getElementById: () => ({ firstChild: null, lastChild: null }) };
  const page = { console, window: {}, document: nothing, localStorage: { setItem() {} }, SPHINX_HIGHLIGHT_ENABLED: false };
  const helpers = { _ready() {}, _: (text) => text, DOCUMENTATION_OPTIONS: { FILE_SUFFIX: ".html", LINK_SUFFIX: ".html" } };
  const context = vm.createContext({ ...page, ...helpers });
  const load = (name) => {
    const path = [join(given, "_static", name), join(given, name)].find(existsSync);
    vm.runInContext(readFileSync(path, "utf8"), context);
  };
  load("language_data.js");
  const tools = readFileSync(join(given, "_static", "searchtools.js"), "utf8");
  vm.runInContext(`${tools}; globalThis.Search = Search;`, context);
  load("searchindex.js");
  return (query) => {
    context.asked = query;
    const found = vm.runInContext("Search._performSearch(...Search._parseQuery(asked))", context);
    return [...found].reverse().slice(0, 10).map(([document, , anchor]) => `${document}.html${anchor ?? ""}`);
  };
}

const find = kinds[kind]();
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(find(JSON.parse(line)))}\n`);
}
