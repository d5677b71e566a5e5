// The page: a policy, an incident, and what the one says of the other.
import { h, download } from "./dom.js";
import { makeEditor } from "./editor.js";
import { startEngine } from "./engine.js";
import { EXAMPLES } from "./examples.js";
import { makeForm } from "./form.js";
import { fromFragment, toFragment } from "./share.js";
import * as show from "./tabs.js";

const FILE = "policy.sla";
const TABS = [
    ["Decision", show.decision], ["Tests", show.tests], ["Compare", show.compare], ["Document", show.document_],
    ["Calendar", show.calendar], ["Report", show.report], ["Credits", show.credits],
];
const byId = (id) => document.getElementById(id);
const state = { tab: "Decision", shown: "" };
let engine = null;
let findings = [];

const editor = makeEditor(byId("editor"), {
    changed: () => changed(true),
    complete: (offset) => ask(() => JSON.parse(engine.complete(offset)), []),
    hover: (offset) => ask(() => JSON.parse(engine.hover(offset)), null),
});
const form = makeForm(byId("form"), () => changed(false));

// What the engine says of the text as it stands.
function ask(question, otherwise) {
    if (!engine) return otherwise;
    if (pending) update();
    return question();
}

let pending = null;
function changed(ofPolicy) {
    pending = { ofPolicy: ofPolicy || pending?.ofPolicy, timer: pending?.timer ?? setTimeout(update, 0) };
}

function update() {
    const { ofPolicy } = pending ?? { ofPolicy: true };
    clearTimeout(pending?.timer);
    pending = null;
    if (!engine) return;
    const begun = performance.now();
    if (ofPolicy) check();
    panel();
    keep();
    if (ofPolicy) countFailing();
    document.body.dataset.updated = String(Number(document.body.dataset.updated ?? 0) + 1);
    document.body.dataset.took = (performance.now() - begun).toFixed(1);
}

// The tests that fail, once nothing is typed for a moment.
let counting = null;
function countFailing() {
    clearTimeout(counting);
    counting = setTimeout(() => {
        const failing = (JSON.parse(engine.tests()).tests ?? []).filter(({ outcome }) => outcome !== "passed").length;
        if (failing === (state.failing ?? 0)) return;
        state.failing = failing;
        byId("tab-Tests").textContent = failing ? `Tests (${failing} failing)` : "Tests";
    }, 300);
}

function check() {
    findings = JSON.parse(engine.update(JSON.stringify({ [FILE]: editor.text }), FILE, new Date().toISOString().replace(/\.\d+Z$/, "Z"))).findings;
    editor.show(findings, FILE);
    const count = (severity) => findings.filter((finding) => finding.severity === severity).length;
    const parts = [["error", count("error")], ["warning", count("warning")], ["note", count("note")]].filter(([, n]) => n);
    const status = byId("status");
    status.textContent = parts.map(([what, n]) => `${n} ${what}${n > 1 ? "s" : ""}`).join(", ") || "No findings";
    if (engine.stale) status.textContent += ": what follows is of the last state without errors";
    status.classList.toggle("bad", engine.stale);
    byId("findings").replaceChildren(...findings.slice(0, 50).map(finding));
    try {
        form.describe(JSON.parse(engine.describe()));
    } catch {
        // There was no state without errors yet.
    }
}

function finding(found) {
    const place = found.file === FILE && found.line
        ? h("button", { type: "button", class: "place", onclick: () => editor.goTo(found.line, found.column) }, `line ${found.line}`)
        : found.file ?? "";
    const fix = found.fix ? h("button", { type: "button", class: "place", onclick: () => editor.fix(found) }, `Fix: ${found.fix.title}`) : null;
    return h("li", {}, place, " ", h("strong", { class: found.severity }, `${found.severity} ${found.code}`), `: ${found.message} `, fix, found.help ? h("span", { class: "help" }, found.help) : null);
}

function panel() {
    const [, make] = TABS.find(([name]) => name === state.tab) ?? TABS[0];
    const place = byId("panel");
    const keep = kept(place);
    try {
        if (!form.about) throw new Error("The policy has errors. They are listed below it.");
        place.replaceChildren(...make({ engine, form, editor, state, again: panel, pickFile: () => byId("file").click() }));
    } catch (error) {
        place.replaceChildren(h("p", { class: "error", role: "alert" }, error.message));
    }
    keep();
    // Whoever hears the page is told of a new outcome, and not of each keystroke.
    const outcome = place.querySelector("[data-outcome]")?.dataset.outcome;
    if (outcome !== undefined && byId("outcome").textContent !== outcome) byId("outcome").textContent = outcome;
}

// What a person has opened and where the keyboard is, so that a panel that is drawn again has the same; of the same tab.
function kept(place) {
    const { tab } = place.dataset;
    const open = [...place.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent);
    const controls = () => [...place.querySelectorAll("select, input, button, summary, [tabindex]")];
    const focused = controls().indexOf(document.activeElement);
    return () => {
        place.dataset.tab = state.tab;
        if (tab !== state.tab) return;
        for (const summary of place.querySelectorAll("details > summary")) {
            if (open.includes(summary.textContent)) summary.parentElement.open = true;
        }
        if (focused >= 0) controls()[focused]?.focus();
    };
}

function tabs() {
    const go = (name) => {
        state.tab = name;
        tabs();
        panel();
    };
    const names = TABS.map(([name]) => name);
    const keys = (event) => {
        const at = names.indexOf(state.tab);
        const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
        if (next === undefined) return;
        go(names.at(next % names.length));
        byId("tabs").querySelector("[aria-selected=true]").focus();
        event.preventDefault();
    };
    const failing = state.failing ? ` (${state.failing} failing)` : "";
    byId("tabs").replaceChildren(...names.map((name) => h("button", {
        type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === state.tab), "aria-controls": "panel",
        tabindex: name === state.tab ? "0" : "-1", onclick: () => go(name), onkeydown: keys,
    }, name === "Tests" ? `Tests${failing}` : name)));
    byId("panel").setAttribute("aria-labelledby", `tab-${state.tab}`);
}

// What is written stays in this browser until something else is opened.
function keep() {
    try {
        localStorage.setItem("relief", JSON.stringify({ policy: editor.text, incident: form.values }));
    } catch {
        // Storage is off, as it is for some pages opened from a disk.
    }
}

function take({ policy, incident }) {
    form.values = incident;
    editor.text = policy;
    changed(true);
}

let noticeTimer = null;
function notice(text) {
    const place = byId("notice");
    place.textContent = text;
    place.hidden = false;
    clearTimeout(noticeTimer);
    noticeTimer = setTimeout(() => {
        place.hidden = true;
    }, 4000);
}

async function open(file) {
    if (/\.sla$/i.test(file.name)) {
        take({ policy: await file.text(), incident: form.values });
        return;
    }
    state.file = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    if (state.tab !== "Credits") state.tab = "Report";
    tabs();
    panel();
}

function controls() {
    const select = byId("example");
    select.append(h("option", { value: "" }, "choose…"), ...EXAMPLES.map(({ name }, at) => h("option", { value: String(at) }, name)));
    select.addEventListener("change", () => {
        if (select.value !== "") take(EXAMPLES[Number(select.value)]);
    });
    byId("format").addEventListener("click", () => {
        editor.text = engine.format(editor.text);
    });
    byId("save").addEventListener("click", () => download(FILE, editor.text, "text/plain"));
    byId("open").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", (event) => {
        if (event.target.files[0]) open(event.target.files[0]);
        event.target.value = "";
    });
    byId("help").addEventListener("click", () => byId("guide").showModal());
    byId("share").addEventListener("click", async () => {
        location.hash = await toFragment({ policy: editor.text, incident: form.values });
        try {
            await navigator.clipboard.writeText(location.href);
            notice("The link is copied. It holds the policy and the incident themselves.");
        } catch {
            notice("The link is in the address bar. It holds the policy and the incident themselves.");
        }
    });
    let depth = 0;
    const drop = byId("drop");
    const files = (event) => event.dataTransfer?.types.includes("Files");
    addEventListener("dragenter", (event) => {
        if (files(event)) drop.hidden = ++depth === 0;
    });
    addEventListener("dragleave", (event) => {
        if (files(event) && --depth <= 0) drop.hidden = true;
    });
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", (event) => {
        event.preventDefault();
        depth = 0;
        drop.hidden = true;
        if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
    });
    addEventListener("hashchange", restore);
}

async function restore() {
    if (location.hash.length > 1) {
        try {
            take(await fromFragment(location.hash.slice(1)));
            return true;
        } catch {
            notice("The link is damaged: it holds no policy.");
        }
    }
    return false;
}

async function begin() {
    controls();
    tabs();
    engine = await startEngine();
    if (await restore()) return;
    let kept = null;
    try {
        kept = JSON.parse(localStorage.getItem("relief") ?? "null");
    } catch {
        // Nothing was kept.
    }
    take(kept?.policy ? kept : EXAMPLES[0]);
}

begin().catch((error) => {
    byId("status").textContent = `The page could not start: ${error.message}`;
    byId("status").classList.add("bad");
});
