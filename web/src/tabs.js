// What the tabs show. Each returns elements for the panel; what the engine throws is shown in place of them.
import { download, h, pageFrame } from "./dom.js";

const STATUS = { met: "met", breached: "breached", running: "running", paused: "paused", pending: "not started", ended: "ended" };

const words = (name) => name.replaceAll("_", " ");

function localTime(text) {
    return text ? text.replace("T", " ").replace(/:00(?=[Z+-]|$)/, "") : "";
}

function lengthWords(seconds) {
    if (seconds === null || seconds === undefined) return "";
    const parts = [[Math.floor(seconds / 3600), "h"], [Math.floor((seconds % 3600) / 60), "min"], [seconds % 60, "s"]];
    return parts.filter(([n]) => n).map(([n, unit]) => `${n} ${unit}`).join(" ") || "0 s";
}

function objectiveCard(name, answer) {
    const line = (what, value) => (value ? h("p", {}, `${what} ${value}`) : null);
    return h("div", { class: `card ${answer.status}` },
        h("h3", {}, `${name}: ${STATUS[answer.status] ?? answer.status}`),
        line("limit", lengthWords(answer.limit_s)), line("elapsed", lengthWords(answer.elapsed_s)),
        line("left", answer.remaining_s === undefined || answer.remaining_s === null ? "" : lengthWords(Math.max(answer.remaining_s, 0))),
        line("due", localTime(answer.due) || (answer.status === "paused" ? "is open while it waits" : "")), line("stopped", localTime(answer.stopped)));
}

export function decision({ engine, form }) {
    const { incident, asOf, zone } = form.incident;
    if (!form.values.opened || !asOf) return [h("p", {}, "Say when the incident was opened, and as of when it is decided.")];
    const told = JSON.parse(engine.explain(incident, asOf, zone));
    if (told.rejection) return [h("p", { class: "error", role: "alert" }, `Rejected (${told.rejection.code}): ${told.rejection.message}`)];
    const drawing = h("div", { class: "drawing", tabindex: "0" });
    // The engine's own drawing, in which all texts are escaped.
    drawing.append(document.importNode(new DOMParser().parseFromString(told.svg, "image/svg+xml").documentElement, true));
    const { decision: made } = told;
    const answers = form.about.objectives.map((name) => [name, made[name]]).filter(([, answer]) => answer && answer.status !== "none");
    const remedy = ([name, { modality, entitled, favoured, needs }]) => h("tr", {}, h("th", { scope: "row" }, words(name)), h("td", {}, modality ?? ""),
        h("td", {}, String(entitled)), h("td", {}, favoured === null ? "" : String(favoured)), h("td", {}, (needs ?? []).map(words).join(", ")));
    const remedies = Object.entries(made.remedies ?? {}).map(remedy);
    const warnings = (made.warnings ?? []).map((warning) => h("li", { class: "warning" }, typeof warning === "string" ? warning : warning.message ?? warning.code));
    const tier = made.tier === made.contract ? "" : `, of ${made.tier}`;
    const { waiting = [], responded, relieved, resolved, as_of } = form.values;
    const later = [responded, relieved, resolved, ...waiting.map(({ from }) => from)].some((at) => at && at > as_of);
    const outcome = answers.map(([name, answer]) => `${words(name)} ${STATUS[answer.status] ?? answer.status}`).join(", ");
    return [
        h("p", { class: "under" }, "By ", h("strong", {}, made.contract), `${tier}, priority ${made.treated_as ?? made.priority}:`),
        h("div", { class: "cards", "data-outcome": outcome }, answers.map(([name, answer]) => objectiveCard(words(name), answer))),
        later ? h("p", { class: "note" }, "Some of what happened comes after the instant of the decision (“as of”), and does not count yet.") : null,
        warnings.length ? h("ul", {}, warnings) : null,
        drawing,
        h("details", {}, h("summary", {}, "The whole story"), pageFrame(told.html, "Explanation of the incident")),
        remedies.length ? h("details", {}, h("summary", {}, "Remedies"), h("div", { class: "scroll", tabindex: "0" }, h("table", {},
            h("thead", {}, h("tr", {}, ["Remedy", "The vendor", "Entitled", "Favoured", "Depends on"].map((title) => h("th", {}, title)))), h("tbody", {}, remedies)))) : null,
    ].filter(Boolean);
}

export function tests({ engine, editor }) {
    const found = JSON.parse(engine.tests());
    if (!found.tests?.length) return [h("p", {}, "The policy has no tests. A block such as `test \"a P1 on Friday\" { incident { … } as of … expect { … } }` makes one.")];
    const row = (test) => h("tr", {},
        h("td", { class: test.outcome === "passed" ? "" : "error" }, test.outcome === "passed" ? "✓ passed" : `✗ ${test.outcome}`),
        h("td", {}, h("button", { type: "button", class: "place", onclick: () => editor.goTo(test.line, 1) }, test.name)),
        h("td", {}, [...(test.failures ?? []), ...(test.errors ?? [])].map((found) => h("div", {}, found.expected ? `expected ${found.expected}, found ${found.found}${found.note ? ` (${found.note})` : ""}` : (found.message ?? String(found))))));
    return [h("div", { class: "scroll", tabindex: "0" }, h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, "Outcome"), h("th", {}, "Test"), h("th", {}, "What differs"))), h("tbody", {}, found.tests.map(row))))];
}

export function compare({ engine, form, state, again }) {
    const sold = form.about.contracts;
    const pick = (label, key, names) => h("label", { class: "field" }, `${label} `, h("select", {
        onchange: (event) => {
            state[key] = event.target.value;
            again();
        },
    }, names.map((name) => h("option", { value: name, selected: state[key] === name }, name))));
    const own = form.about.own.at(-1);
    state.compareNew = sold.includes(state.compareNew) ? state.compareNew : (own?.name ?? form.values.contract);
    const olds = [...new Set([...sold, "Gold", "Silver", "Bronze"])];
    const parent = form.about.own.find(({ name }) => name === state.compareNew)?.extends;
    state.compareOld = [state.compareOld, parent, "Gold"].find((name) => olds.includes(name)) ?? olds[0];
    const tools = h("div", { class: "tools" }, pick("Contract", "compareNew", sold), pick("against", "compareOld", olds));
    const told = JSON.parse(engine.compare(state.compareNew, state.compareOld));
    const verdict = told.at_least
        ? `${state.compareNew} is proved to promise the customer at least what ${state.compareOld} does.`
        : `In something ${state.compareNew} is worse for the customer than ${state.compareOld}, or it could not be proved.`;
    return [tools, h("p", { class: told.at_least ? "" : "warning" }, verdict), pageFrame(told.html, "Comparison")];
}

export function document_({ engine, state, form, again }) {
    const names = ["", ...form.about.contracts];
    const select = h("select", {
        onchange: (event) => {
            state.shown = event.target.value;
            again();
        },
    }, names.map((name) => h("option", { value: name, selected: state.shown === name }, name || "all, side by side")));
    const name = names.includes(state.shown) ? state.shown : "";
    const html = engine.show(name || undefined);
    const save = h("button", { type: "button", onclick: () => download(`${name || "policy"}.html`, html, "text/html") }, "Download");
    return [h("div", { class: "tools" }, h("label", {}, "Show ", select), save), pageFrame(html, "Document for customers")];
}

export function calendar({ engine, form, state, again }) {
    const names = form.about.calendars;
    if (!names.length) return [h("p", {}, "The policy has no calendar.")];
    state.calendar = names.includes(state.calendar) ? state.calendar : names[0];
    state.year ??= new Date().getFullYear();
    const tools = h("div", { class: "tools" },
        h("label", {}, "Calendar ", h("select", {
            onchange: (event) => {
                state.calendar = event.target.value;
                again();
            },
        }, names.map((name) => h("option", { value: name, selected: name === state.calendar }, name)))),
        h("label", {}, "Year ", h("input", {
            type: "number", value: String(state.year), min: "1970", max: "2099",
            onchange: (event) => {
                state.year = Number(event.target.value);
                again();
            },
        })));
    let days;
    try {
        days = JSON.parse(engine.calendar(state.calendar, state.year));
    } catch (error) {
        return [tools, h("p", { class: "error" }, error.message)];
    }
    // The usual hours of each weekday, so that unusual ones stand out.
    const usual = new Map();
    const hours = (day) => day.open.map(([from, to]) => `${from}–${to}`).join(", ");
    for (const day of days.filter((d) => d.open.length)) {
        const counts = usual.get(weekday(day.date)) ?? new Map();
        usual.set(weekday(day.date), counts.set(hours(day), (counts.get(hours(day)) ?? 0) + 1));
    }
    const common = (day) => [...(usual.get(weekday(day.date)) ?? new Map())].sort((a, b) => b[1] - a[1])[0]?.[0];
    const months = Map.groupBy ? Map.groupBy(days, (day) => day.date.slice(0, 7)) : days.reduce((all, day) => all.set(day.date.slice(0, 7), [...(all.get(day.date.slice(0, 7)) ?? []), day]), new Map());
    const cell = (day) => {
        const open = hours(day);
        const kind = day.open.length ? (open === common(day) && !day.closures ? "open" : "odd") : day.closed && usual.has(weekday(day.date)) ? "holiday" : "";
        const title = `${day.date}: ${day.closed ?? (open || "closed")}`;
        return h("td", { class: kind, title, "aria-label": title }, String(Number(day.date.slice(8))));
    };
    const month = ([name, all]) => {
        const cells = [...Array(weekday(all[0].date)).fill(null).map(() => h("td")), ...all.map(cell)];
        const rows = [];
        for (let at = 0; at < cells.length; at += 7) rows.push(h("tr", {}, cells.slice(at, at + 7)));
        const title = new Date(`${name}-01T00:00:00Z`).toLocaleString("en", { month: "long", timeZone: "UTC" });
        return h("div", { class: "month" }, h("table", {}, h("caption", {}, title), h("thead", {}, h("tr", {}, ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].map((d) => h("th", {}, d)))), h("tbody", {}, rows)));
    };
    const named = days.filter((day) => day.closed && weekday(day.date) < 5 && !day.open.length && usual.has(weekday(day.date)));
    return [tools, h("div", { class: "year" }, [...months].map(month)), h("h3", {}, "Closed days"), h("ul", {}, named.map((day) => h("li", {}, `${day.date}: ${day.closed}`)))];
}

function weekday(date) {
    return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
}

// A file of incidents to begin with: the columns that one may have, and an incident.
function exampleFile({ about, values }) {
    const fields = ["id", "contract", "customer_priority", "opened", "responded", "relieved", "resolved", "waiting", "channel"];
    const names = [...fields, ...about.instants.filter((name) => !fields.includes(name)), ...about.facts.map(({ name }) => name)];
    const row = {
        id: "INC-1", contract: values.contract, customer_priority: about.priorities[0]?.name ?? "", opened: "2026-03-16T09:00:00Z",
        responded: "2026-03-16T09:40:00Z", relieved: "2026-03-16T14:00:00Z",
        waiting: "2026-03-16T10:00:00Z/2026-03-16T11:30:00Z",
    };
    return `${names.join(",")}\n${names.map((name) => row[name] ?? "").join(",")}\n`;
}

// The time in a zone as a form has it.
function nowIn(zone) {
    return new Date().toLocaleString("sv", { timeZone: zone }).replace(" ", "T").slice(0, 16);
}

// A report or a credit statement of the file that was dropped.
function ofFile(make, what) {
    return ({ engine, form, state, pickFile, again }) => {
        const example = h("button", { type: "button", onclick: () => download("incidents.csv", exampleFile(form), "text/csv") }, "Download an example file");
        const columns = h("p", { class: "note" }, "Its columns are the fields of an incident and the facts of the policy; ",
            h("code", {}, "id"), ", ", h("code", {}, "contract"), " and ", h("code", {}, "opened"), " are required. Instants are as ", h("code", {}, "2026-03-16T09:00:00Z"),
            ", or local times of the zone in the form. ", example);
        if (!state.file) {
            return [h("p", {}, `Drop a file of incidents (CSV, JSON lines, JSON or YAML) on the page, or `, h("button", { type: "button", onclick: pickFile }, "choose one"), ". It does not leave the page."), columns];
        }
        const mapping = h("label", {}, "Mapping ", h("select", {
            onchange: (event) => {
                state.mapping = event.target.value;
                again();
            },
        }, ["", "servicenow", "jira", "zendesk"].map((name) => h("option", { value: name, selected: state.mapping === name }, name || "none: its columns are the fields"))));
        const { zone } = form.incident;
        state.fileAsOf ??= nowIn(zone);
        const asOfInput = h("label", {}, "As of ", h("input", {
            type: "datetime-local", value: state.fileAsOf,
            onchange: (event) => {
                state.fileAsOf = event.target.value || nowIn(zone);
                again();
            },
        }), ` ${zone}`);
        const asOf = /T\d\d:\d\d$/.test(state.fileAsOf) ? `${state.fileAsOf}:00` : state.fileAsOf;
        const tools = h("div", { class: "tools" }, h("strong", {}, state.file.name), asOfInput, mapping, h("button", { type: "button", onclick: pickFile }, "Another file"));
        try {
            const html = make(engine, state.file, state.mapping ?? "", asOf, zone);
            tools.append(h("button", { type: "button", onclick: () => download(`${what}.html`, html, "text/html") }, "Download"));
            return [tools, pageFrame(html, what)];
        } catch (error) {
            return [tools, h("p", { class: "error", role: "alert" }, error.message), columns];
        }
    };
}

export const report = ofFile((engine, file, mapping, asOf, zone) => engine.report(file.name, file.bytes, mapping, asOf, zone), "report");
export const credits = ofFile((engine, file, mapping, asOf, zone) => engine.credits(file.name, file.bytes, mapping, asOf, zone), "credits");
