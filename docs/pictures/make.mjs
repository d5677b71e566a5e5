#!/usr/bin/env node
// Draws docs/pictures/report.png for the README.
//
//     cargo build && npm ci --prefix tests/browser && docs/pictures/make.mjs [LOG]
//
// LOG is the whole ServiceNow log that tests/data/servicenow-sample.csv is a sample of; without it, the sample is drawn.
// `RELIEF_README=write cargo test --test it readme` draws explanation.svg.

import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { launch, open, relief, root } from "../../tests/browser/browser.js";

const LARGEST = 200_000;
const WIDTH = 1024;
const log = resolve(process.argv[2] ?? join(root, "tests/data/servicenow-sample.csv"));

const folder = await mkdtemp(join(tmpdir(), "relief-pictures-"));
const browser = await launch();
try {
  const page = join(folder, "report.html");
  const form = ["--map", "servicenow-events", "--set", "contract=Gold", "--timezone", "Europe/London"];
  const options = ["--as-of", "2017-03-01T00:00:00Z", "--by", "quarter", "-q", "--output-format", "html"];
  await writeFile(page, await relief("report", ...form, ...options, log));
  const opened = await open(browser, page, { width: WIDTH });
  // Arial, or what stands in for it, is closer to what most readers see than the fallback of a bare Debian.
  await opened.page.addStyleTag({ content: "body { font-family: Arial, sans-serif }" });
  // The report up to the end of its first section.
  const end = await opened.page.locator("#attainment").evaluate((section) => section.getBoundingClientRect().bottom);
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.ceil(end) + 8 };
  const picture = join(root, "docs/pictures/report.png");
  await opened.page.screenshot({ path: picture, clip, fullPage: true });
  const { size } = await stat(picture);
  console.log(`report.png: ${size} bytes`);
  if (size > LARGEST) throw new Error(`report.png has more than ${LARGEST} bytes`);
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
