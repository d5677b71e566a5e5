// What axe-core finds that is in the way of keyboards and screen readers: nothing, in any tab, on a laptop and on a phone, light
// and dark.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { CONTRACT, INCIDENTS, open, start, write } from "./open.js";

const TABS = ["Decision", "Tests", "Compare", "Document", "Calendar", "Report", "Credits"];
const axe = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let browser;

before(async () => {
    browser = await start();
});
after(() => browser?.close());

// Waits until a panel has not been drawn again for a while.
async function settled(page) {
    const drawn = () => page.evaluate(() => document.body.dataset.updated);
    for (let [before, now] = [null, await drawn()]; before !== now; [before, now] = [now, await drawn()]) await page.waitForTimeout(100);
}

// The findings about the page and the pages in it, each with the elements it is about.
async function findings(page) {
    const found = [];
    await settled(page);
    for (const frame of page.frames()) {
        if (!(await frame.evaluate(() => Boolean(window.axe)))) await frame.evaluate(axe);
        const { violations } = await frame.evaluate(() => window.axe.run(document, { iframes: false, resultTypes: ["violations"] }));
        const where = frame === page.mainFrame() ? "" : "in the frame: ";
        found.push(...violations.map(({ id, help, nodes }) => `${where}${id} (${help}): ${nodes.map((node) => `${node.html.slice(0, 200)} ${node.any.map((check) => check.message).join("; ")}`).slice(0, 5).join("\n    ")}`));
    }
    return found;
}

const SCREENS = { "a laptop": { width: 1280, height: 800 }, "a phone": { width: 390, height: 844 } };
for (const [screen, viewport] of Object.entries(SCREENS)) {
    for (const colorScheme of ["light", "dark"]) {
        test(`nothing is in the way on ${screen}, ${colorScheme}`, async (t) => {
            const page = await open(browser, t, { viewport, colorScheme, reducedMotion: "reduce" });
            const all = [];
            const look = async (state) => all.push(...(await findings(page)).map((found) => `${state}: ${found}`));
            const file = { name: "incidents.csv", mimeType: "text/csv", buffer: Buffer.from(INCIDENTS) };
            await page.locator("#example").selectOption({ index: 2 });
            for (const name of TABS) {
                await page.getByRole("tab", { name }).click();
                if (name === "Report") {
                    await look("Report without a file");
                    await page.locator("#file").setInputFiles(file);
                }
                for (const summary of await page.locator("#panel summary").all()) await summary.click();
                if (await page.locator("#panel iframe").count()) await page.frameLocator("#panel iframe").first().locator("h1, h2, table").first().waitFor();
                await look(name);
            }
            await page.getByRole("tab", { name: "Decision" }).click();
            await write(page, CONTRACT("working hurs"));
            await page.waitForSelector(".cm-lintRange-error");
            await page.locator("#share").click();
            await page.locator("#notice").waitFor();
            await look("a mistake");
            await write(page, CONTRACT("working hours").replace("}\n", "    resp"));
            await page.keyboard.press("Control+Space");
            await page.locator(".cm-tooltip-autocomplete li").first().waitFor();
            await look("completion");
            assert.equal(all.join("\n"), "");
        });
    }
}

test("the keyboard reaches everything, in order, and stays where it is", async (t) => {
    const page = await open(browser, t, { viewport: SCREENS["a laptop"] });
    const focused = () => page.evaluate(() => {
        const { id, name, className, tagName } = document.activeElement;
        return id || name || (className.includes("cm-content") ? "editor" : className || tagName);
    });
    const seen = [];
    for (let count = 0; count < 120 && seen.at(-1) !== "panel"; count += 1) {
        // The Tab key indents in the editor.
        if (seen.at(-1) === "editor") await page.keyboard.press("Escape");
        await page.keyboard.press("Tab");
        seen.push(await focused());
    }
    const order = ["example", "format", "share", "editor", "place", "contract", "opened", "customer_priority", "tab-Decision", "panel"];
    assert.deepEqual(seen.filter((name, at) => order.includes(name) && seen.indexOf(name) === at), order, seen.join(" "));
    await page.getByRole("tab", { name: "Decision" }).press("End");
    assert.equal(await focused(), "tab-Credits");
    await page.keyboard.press("ArrowRight");
    assert.equal(await focused(), "tab-Decision");
    const summary = page.locator("summary", { hasText: "The whole story" });
    await summary.press("Enter");
    await page.locator("[name=responded]").fill("2026-05-01T16:30");
    await page.locator("#panel .card.met").first().waitFor();
    assert.equal(await summary.locator("..").getAttribute("open"), "");
    assert.match(await page.locator("#outcome").textContent(), /^response met, /);
    await page.getByRole("button", { name: "Add a time of waiting" }).press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.closest("label").innerText), "waiting from");
    await page.getByRole("button", { name: "Remove waiting 1" }).press("Enter");
    assert.equal(await focused(), "more");
    await page.getByRole("tab", { name: "Compare" }).click();
    const against = page.getByLabel("against");
    await against.focus();
    await against.selectOption("Silver");
    assert.equal(await page.evaluate(() => document.activeElement.value), "Silver");
});
