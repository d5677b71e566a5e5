#!/usr/bin/env node
// Takes the pictures of the page for docs/page.md and the README: `.ci/page && node docs/pictures/page.mjs`.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, root } from "../../tests/browser/browser.js";

const address = pathToFileURL(join(root, "web/dist/index.html")).href;
const pictures = [
  ["page.png", { viewport: { width: 1280, height: 1000 } }],
  ["page-dark.png", { viewport: { width: 900, height: 700 }, colorScheme: "dark" }],
  ["page-phone.png", { viewport: { width: 390, height: 700 } }],
];
const browser = await launch();
try {
  for (const [name, options] of pictures) {
    const context = await browser.newContext({ ...options, timezoneId: "Europe/London", locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction(() => document.body.dataset.updated);
    if (name === "page-phone.png") await page.locator("#results").scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(root, "docs/pictures", name) });
    await context.close();
  }
} finally {
  await browser.close();
}
