// The built page, as a person uses it.
import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CONTRACT, INCIDENTS, open, start, write } from "./open.js";

let browser;
before(async () => {
    browser = await start();
});
after(() => browser?.close());

const opened = (t, options) => open(browser, t, options);

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
    await writeFile(file, INCIDENTS);
    await page.locator("#file").setInputFiles(file);
    const report = page.frameLocator("#panel iframe");
    await report.locator("h1").first().waitFor();
    assert.match(await report.locator("body").innerText(), /breached/i);
});

test("the example file is decided, as of its own instant", async (t) => {
    const page = await opened(t);
    await write(page, CONTRACT("working hours"));
    await page.getByRole("tab", { name: "Report" }).click();
    const offered = page.getByRole("button", { name: "Download an example file" });
    const [file] = await Promise.all([page.waitForEvent("download"), offered.click()]);
    const text = await readFile(await file.path(), "utf8");
    assert.match(text, /^INC-1,Mine,/m);
    await page.locator("#file").setInputFiles({ name: "incidents.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.locator("#panel input[type=datetime-local]").fill("2026-04-01T00:00");
    await page.locator("#panel input[type=datetime-local]").dispatchEvent("change");
    const report = page.frameLocator("#panel iframe").locator("body");
    await report.getByText("1 decided as of 2026-03-31T23:00:00Z, 0 rejected").waitFor();
});

test("another name of the contract is followed, and failing tests are counted", async (t) => {
    const page = await opened(t);
    const failing = "\ntest \"wrong\" {\n    incident { contract Other  customer_priority P1  opened 2026-05-01T09:00:00Z }\n" +
        "    as of 2026-05-01T09:30:00Z\n    expect { response met }\n}\n";
    await write(page, CONTRACT("working hours").replace("Mine", "Other") + failing);
    await page.getByRole("tab", { name: "Tests (1 failing)" }).waitFor();
    assert.equal(await page.locator("[name=contract]").inputValue(), "Other");
    await page.getByRole("tab", { name: "Decision" }).click();
    assert.match(await page.locator("#panel").innerText(), /By Other, of Gold/);
    await page.getByRole("tab", { name: "Compare" }).click();
    assert.match(await page.locator("#panel").innerText(), /Other is proved to promise the customer at least what Gold does/);
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
