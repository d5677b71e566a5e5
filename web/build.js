// Puts page, styles, script and engine into one file, `dist/index.html`, which works from a disk or any static host.
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";

const engine = await readFile("engine/relief_wasm_bg.wasm");
const { outputFiles } = await build({
    entryPoints: ["src/main.js"],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2022",
    loader: { ".sla": "text" },
    define: { "import.meta.url": '""' },
});
// A script ends at the first `</script`, whatever it stands in.
const script = outputFiles[0].text.replaceAll("</script", "<\\/script");
const style = await readFile("src/style.css", "utf8");
const page = (await readFile("src/index.html", "utf8"))
    .replace("/* style */", () => style)
    .replace("/* engine */", () => engine.toString("base64"))
    .replace("/* script */", () => script);
await mkdir("dist", { recursive: true });
await writeFile("dist/index.html", page);
const packed = gzipSync(page, { level: 9 }).length;
console.log(`dist/index.html: ${page.length} bytes, ${packed} compressed`);
if (packed > 3_000_000) {
    console.error("error: the page is larger than 3 MB compressed");
    process.exit(1);
}
