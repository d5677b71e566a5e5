// The pages that relief writes, opened in Chromium at the sizes of a phone, a laptop and a sheet of paper.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, open, relief } from "./browser.js";
import { barriers } from "./barriers.js";
import { drawings, faint, overflow } from "./layout.js";

// An A4 sheet with margins of 12 mm, at 96 dots an inch.
const PAPER = Math.floor(((210 - 24) / 25.4) * 96);
const MARGIN = { top: "12mm", bottom: "12mm", left: "12mm", right: "12mm" };
const SIZES = {
  phone: { width: 360, height: 720 },
  laptop: { width: 1280, height: 800 },
  "laptop in the dark": { width: 1280, height: 800, colorScheme: "dark" },
  "sheet of paper": { width: PAPER, media: "print" },
};

const SERVICENOW = ["--map", "servicenow-events", "--set", "contract=Gold", "--timezone", "Europe/London"];
const SAMPLE = [...SERVICENOW, "--as-of", "2017-03-01T00:00:00Z", "tests/data/servicenow-sample.csv"];

// Text that would run, be obeyed by a terminal, or turn the order of what follows. What is shown instead is below it.
const HOSTILE = `</title><script>window.hacked=1</script><img src=x onerror="window.hacked=1">\u001b[31m\u202Eabc`;
const HARMLESS = HOSTILE.replace("\u001b", "\uFFFD").replace("\u202E", "\uFFFD");
const ATTACK = "<script>window.hacked=1</script>";

let folder;
let browser;
const files = {};

/** A page that relief writes. */
async function write(name, ...args) {
  files[name] = join(folder, name);
  await writeFile(files[name], await relief(...args));
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "relief-pages-"));
  const incident = (id, hours) => ({
    id,
    contract: "Hostile",
    priority: "P1",
    opened: "2026-03-02T09:00:00Z",
    responded: `2026-03-02T${9 + hours}:00:00Z`,
    excluded: [{ from: "2026-03-02T16:00:00Z", to: "2026-03-02T16:30:00Z", why: HOSTILE }],
    [ATTACK]: HOSTILE,
  });
  const incidents = [incident(HOSTILE, 5), incident("met", 1), { id: "wrong" + HOSTILE }];
  const hostile = join(folder, "incidents.jsonl");
  await writeFile(hostile, incidents.map((incident) => JSON.stringify(incident) + "\n").join(""));
  const policy = join(folder, "hostile.sla");
  await writeFile(
    policy,
    `calendar desk { timezone UTC open mon-fri 09:00-17:00 }
priority P1 "${ATTACK}" { means "${ATTACK}" }
tier Hostile { coverage desk response P1 90% <= 3 working hours credit for response { below target credit 5% } }
`,
  );
  const bad = ["--policy", policy, "--as-of", "2026-03-10T00:00:00Z", hostile];
  const told = ["--as-of", "2024-05-20T08:00:00+01:00", "tests/browser/incidents.jsonl"];
  const credits = ["--policy", "tests/browser/credits.sla", "--as-of", "2026-03-02T12:00:00Z", "tests/browser/credits.jsonl"];
  await Promise.all([
    launch().then((launched) => (browser = launched)),
    write("report.html", "report", "-q", "--by", "quarter", "--keep", "category", "--output-format", "html", ...SAMPLE),
    write("explanations.html", "explain", "--output-format", "html", ...told),
    write("explanation.svg", "explain", "--output-format", "svg", "--id", "breached", ...told),
    write("document.html", "show", "--output-format", "html", "Gold"),
    write("credits.html", "credits", "-q", "--output-format", "html", ...credits),
    write("hostile-report.html", "report", "-q", "--keep", ATTACK, "--output-format", "html", ...bad),
    write("hostile-explanations.html", "explain", "--output-format", "html", ...bad),
    write("hostile-explanation.svg", "explain", "--output-format", "svg", "--id", HOSTILE, ...bad),
    write("hostile-credits.html", "credits", "-q", "--output-format", "html", ...bad),
    write("hostile-document.html", "show", "--output-format", "html", "--policy", policy),
  ]);
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** Opens a page, calls `use` with it, and fails if the page had an error or asked for anything else. */
async function visit(name, size, use) {
  const opened = await open(browser, files[name], size);
  try {
    await use(opened.page);
    assert.deepEqual(opened.problems, []);
  } finally {
    await opened.close();
  }
}

const PAGES = ["report.html", "credits.html", "explanations.html", "explanation.svg", "document.html"];

for (const name of PAGES) {
  describe(name, () => {
    for (const [size, options] of Object.entries(SIZES)) {
      test(`fits and can be read on a ${size}`, async () => {
        await visit(name, options, async (page) => {
          const isPaper = options.media === "print";
          if (!name.endsWith(".svg")) assert.deepEqual(await overflow(page, { isPaper }), []);
          assert.deepEqual(await drawings(page), []);
          assert.deepEqual(await faint(page), []);
          assert.deepEqual(await barriers(page), []);
          if (isPaper) {
            const pdf = await page.pdf({ format: "A4", margin: MARGIN });
            assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
          }
        });
      });
    }
  });
}

describe("a table of the report", () => {
  const rows = "#worst tbody tr";

  test("sorts by a column, in both directions", async () => {
    await visit("report.html", SIZES.laptop, async (page) => {
      const title = page.locator("#worst th button", { hasText: "over" });
      const values = () => page.locator(`${rows} td:nth-child(6)`).evaluateAll((cells) => cells.map((cell) => Number(cell.dataset.sort)));
      const column = await page.locator("#worst thead th").allTextContents();
      assert.equal(column[5], "over");
      const before = await values();
      assert.ok(before.length >= 10 && before.every(Number.isFinite), String(before));
      const ascending = [...before].sort((a, b) => a - b);
      await title.click();
      assert.deepEqual(await values(), ascending);
      assert.equal(await title.locator("..").getAttribute("aria-sort"), "ascending");
      await title.click();
      assert.deepEqual(await values(), [...ascending].reverse());
    });
  });

  test("filters by text", async () => {
    await visit("report.html", SIZES.phone, async (page) => {
      const all = await page.locator(rows).allTextContents();
      const first = await page.locator(`${rows} th`).first().textContent();
      const filter = page.locator("#worst .filter input");
      await filter.fill(first.toLowerCase());
      const visible = await page.locator(`${rows}:visible`).allTextContents();
      assert.deepEqual(visible, all.filter((row) => row.includes(first)));
      assert.ok(visible.length > 0 && visible.length < all.length);
      await filter.fill("");
      assert.equal(await page.locator(`${rows}:visible`).count(), all.length);
    });
  });

  test("links a breach to its explanation", async () => {
    await visit("report.html", SIZES.laptop, async (page) => {
      const link = page.locator(`${rows} th a`).nth(2);
      const id = await link.textContent();
      await link.click();
      const target = page.locator(":target");
      assert.ok((await target.locator("h1").textContent()).startsWith(`${id}: `));
      const top = await target.evaluate((element) => element.getBoundingClientRect().top);
      assert.ok(top >= -1 && top < SIZES.laptop.height / 2, `the explanation begins at ${top}`);
    });
  });
});

describe("hostile text", () => {
  for (const name of PAGES.map((name) => `hostile-${name}`)) {
    test(`is shown as text in ${name}`, async () => {
      await visit(name, SIZES.phone, async (page) => {
        assert.equal(await page.evaluate("window.hacked"), undefined);
        const text = await page.evaluate("document.documentElement.textContent");
        assert.ok(text.includes(name.includes("document") ? ATTACK : HARMLESS), text.slice(0, 2000));
        assert.ok(!/[\u001b\u202a-\u202e\u2066-\u2069]/.test(text));
        assert.equal(await page.locator("img").count(), 0);
        if (!name.endsWith(".svg")) assert.deepEqual(await overflow(page, { isPaper: false }), []);
      });
    });
  }
});
