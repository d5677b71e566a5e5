// The built page in Chromium: from a disk, without a network; or where PAGE says that it is served.
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const served = process.env.PAGE;
const address = served ?? pathToFileURL(new URL("../dist/index.html", import.meta.url).pathname).href;

export const start = () => chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// A page that has started; what goes wrong in it, or asks for the network, fails the test.
export async function open(browser, t, { fragment = "", ...options } = {}) {
    const context = await browser.newContext({ offline: !served, ...options });
    const page = await context.newPage();
    const wrong = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    const own = (url) => (served ? url.split("#")[0] === served : url.startsWith("file:"));
    page.on("request", (request) => own(request.url()) || /^(data|blob|about)/.test(request.url()) || wrong.push(request.url()));
    await page.goto(address + fragment);
    await page.waitForFunction(() => document.body.dataset.updated);
    t.after(async () => {
        await context.close();
        assert.deepEqual(wrong, []);
    });
    return page;
}

export async function write(page, text) {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    // Typed as it is: brackets would otherwise close themselves.
    await page.keyboard.insertText(text);
}

export const CONTRACT = (unit) => `import isode\n\ncontract Mine extends Gold {\n    customer "Ours"\n    response P1 < 2 ${unit}\n}\n`;

// Incidents of which one is decided and one is rejected.
export const INCIDENTS = "id,contract,opened,customer_priority,responded\n1,Gold,2026-05-01T09:00:00+01:00,P1,2026-05-01T18:00:00+01:00\n2,Gold,2026-05-01T09:00:00+01:00,P9,\n";
