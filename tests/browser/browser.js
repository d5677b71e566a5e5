// Opens pages of relief in Chromium, for the tests beside this file and for the pictures in docs/.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { chromium } from "playwright-core";

/** The folder of the repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

const binary = process.env.RELIEF ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/relief");

/** Runs relief in the folder of the repository and returns what it prints. Exit code 1 means findings in the input. */
export async function relief(...args) {
  if (!existsSync(binary)) {
    throw new Error(`there is no ${binary}: run \`cargo build\`, or set RELIEF to a binary`);
  }
  try {
    const { stdout } = await promisify(execFile)(binary, args, { cwd: root, maxBuffer: 1 << 26 });
    return stdout;
  } catch (error) {
    if (error.code === 1 && error.stdout !== "") return error.stdout;
    throw new Error(`relief ${args.join(" ")}: ${error.stderr}`);
  }
}

/** Starts the Chromium of the system. */
export function launch() {
  const flags = ["--no-sandbox", "--disable-gpu", "--no-first-run"];
  // Without colours at the edges of letters, pictures are smaller.
  flags.push("--disable-lcd-text", "--disable-background-networking", "--disable-component-update", "--disable-sync");
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
}

/**
 * Opens a file. `problems` collects console errors, page errors and requests for anything but the file, which are
 * aborted.
 */
export async function open(browser, file, { width, height = 900, colorScheme = "light", media = "screen", scale = 1 }) {
  const viewport = { width, height };
  const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: scale });
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`page error: ${error.message}`));
  page.on("dialog", async (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await context.route("**/*", (route) => {
    if (route.request().url() === url) return route.continue();
    problems.push(`request: ${route.request().url()}`);
    return route.abort();
  });
  await page.emulateMedia({ media, colorScheme });
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}
