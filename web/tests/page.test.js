// The built page, as a person uses it: in Chromium, from a disk, without a network; or where PAGE says that it is served.
import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const served = process.env.PAGE;
const address = served ?? pathToFileURL(new URL("../dist/index.html", import.meta.url).pathname).href;
let browser;

before(async () => {
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
});
after(() => browser?.close());

// A page that has started; what goes wrong in it, or asks for the network, fails the test.
async function opened(t, { fragment = "", ...options } = {}) {
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

async function write(page, text) {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    // Typed as it is: brackets would otherwise close themselves.
    await page.keyboard.insertText(text);
}

const CONTRACT = (unit) => `import isode\n\ncontract Mine extends Gold {\n    customer "Ours"\n    response P1 < 2 ${unit}\n}\n`;

test("a mistake is underlined, and its fix taken", async (t) => {
    const page = await opened(t);
    await write(page, CONTRACT("working hurs"));
    await page.waitForSelector(".cm-lintRange-error");
    assert.match(await page.locator("#findings").innerText(), /hurs/);
    await page.locator("#findings button", { hasText: "Fix" }).first().click();
    await page.waitForFunction(() => !document.querySelector(".cm-lintRange-error"));
    assert.match(await page.locator(".cm-content").innerText(), /2 working hours/);
});

test("the editor offers what can be written, and says what words mean", async (t) => {
    const page = await opened(t);
    await write(page, CONTRACT("working hours").replace("}\n", "    resp"));
    await page.keyboard.press("Control+Space");
    const offered = page.locator(".cm-tooltip-autocomplete li", { hasText: "response" });
    await offered.first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".cm-line", { hasText: "extends" }).getByText("Gold").hover();
    assert.match(await page.locator(".cm-tooltip .hover").first().innerText(), /Gold/);
});

test("the decision follows the incident and the policy", async (t) => {
    const page = await opened(t);
    await write(page, CONTRACT("working hours"));
    const cards = page.locator("#panel .card");
    const response = () => cards.filter({ hasText: "response" }).innerText();
    assert.match(await response(), /due/);
    const before = await response();
    await page.locator("[name=opened]").fill("2026-05-01T09:00");
    await page.waitForFunction((old) => !document.querySelector("#panel").innerText.includes(old), before.split("\n").at(-1));
    await page.locator("[name=responded]").fill("2026-05-01T10:00");
    await page.locator("#panel .card.met").first().waitFor();
    assert.ok(await page.locator("#panel .drawing svg").isVisible());
    const took = Number(await page.evaluate(() => document.body.dataset.took));
    t.diagnostic(`a change of the incident took ${took} ms`);
});

test("every tab shows something", async (t) => {
    const page = await opened(t);
    for (const name of ["Tests", "Compare", "Document", "Calendar", "Report", "Credits", "Decision"]) {
        await page.getByRole("tab", { name }).click();
        assert.notEqual((await page.locator("#panel").innerText()) + (await page.locator("#panel iframe").count()), "0", name);
        assert.equal(await page.locator("#panel > .error").count(), 0, name);
    }
    await page.getByRole("tab", { name: "Decision" }).press("ArrowRight");
    assert.equal(await page.getByRole("tab", { name: "Tests" }).getAttribute("aria-selected"), "true");
});

test("a file of incidents is decided in the page", async (t) => {
    const page = await opened(t);
    const folder = await mkdtemp(join(tmpdir(), "relief-"));
    const file = join(folder, "incidents.csv");
    await writeFile(file, "id,contract,opened,customer_priority,responded\n1,Gold,2026-05-01T09:00:00+01:00,P1,2026-05-01T18:00:00+01:00\n2,Gold,2026-05-01T09:00:00+01:00,P9,\n");
    await page.locator("#file").setInputFiles(file);
    const report = page.frameLocator("#panel iframe");
    await report.locator("h1").first().waitFor();
    assert.match(await report.locator("body").innerText(), /breached/i);
});

test("a link holds the policy and the incident", async (t) => {
    const page = await opened(t);
    await write(page, CONTRACT("working hours"));
    await page.locator("[name=id]").fill("INC-7");
    await page.locator("#share").click();
    await page.waitForFunction(() => location.hash.length > 1);
    const fragment = await page.evaluate(() => location.hash);
    const other = await opened(t, { fragment });
    assert.match(await other.locator(".cm-content").innerText(), /customer "Ours"/);
    assert.equal(await other.locator("[name=id]").inputValue(), "INC-7");
    await other.reload();
    await other.waitForFunction(() => document.body.dataset.updated);
    assert.match(await other.locator(".cm-content").innerText(), /customer "Ours"/);
});

test("nothing is cut off on a phone, light or dark", async (t) => {
    for (const colorScheme of ["light", "dark"]) {
        const page = await opened(t, { viewport: { width: 390, height: 844 }, colorScheme });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `the page is ${wide} pixels too wide`);
    }
});

test("the policy is downloaded as it is", async (t) => {
    const page = await opened(t);
    await write(page, CONTRACT("working hours"));
    const [file] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
    assert.equal(await readFile(await file.path(), "utf8"), CONTRACT("working hours"));
});
