// The incident as a form that is made from what the policy can be told.
import { h } from "./dom.js";

const STOPS = ["responded", "relieved", "resolved"];
const words = (name) => name.replaceAll("_", " ");

export function makeForm(form, changed) {
    let about = null;
    let values = {};

    const read = (name) => values[name] ?? "";
    const set = (name, value) => {
        if (value === "") delete values[name];
        else values[name] = value;
        changed();
    };
    const listen = (name) => ({ onchange: (event) => set(name, event.target.value), oninput: (event) => set(name, event.target.value) });
    const label = (name, control, title) => h("label", { title }, h("span", {}, words(name)), control);
    const time = (name, title) =>
        label(name, h("input", { type: "datetime-local", step: "1", name, value: read(name), ...listen(name) }), title);
    const choice = (name, options, title) => {
        const known = options.map((option) => (typeof option === "string" ? { name: option, title: option } : option));
        const all = [{ name: "", title: "–" }, ...known];
        if (read(name) && !all.some((option) => option.name === read(name))) all.push({ name: read(name), title: `${read(name)} (unknown)` });
        const option = ({ name: value, title: shown }) =>
            h("option", { value, selected: read(name) === value }, shown === value || !value ? shown : `${value}: ${shown}`);
        return label(name, h("select", { name, ...listen(name) }, all.map(option)), title);
    };
    const text = (name, title, type = "text") =>
        label(name, h("input", { type, name, value: read(name), step: "any", ...listen(name) }), title);

    function fact({ name, type, values: known, description }) {
        if (type === "bool") return choice(name, [{ name: "true", title: "yes" }, { name: "false", title: "no" }], description);
        if (type === "one of") return choice(name, known, description);
        if (type === "priority") return choice(name, about.priorities, description);
        if (type === "instant") return time(name, description);
        return text(name, description, type === "number" ? "number" : "text");
    }

    function waits() {
        const list = values.waiting ?? [];
        const redo = () => {
            values.waiting = list;
            if (!list.length) delete values.waiting;
            render();
            changed();
        };
        const cell = (wait, key) =>
            label(`waiting ${key}`, h("input", {
                type: "datetime-local", step: "1", value: wait[key] ?? "",
                oninput: (event) => {
                    wait[key] = event.target.value || undefined;
                    changed();
                },
            }));
        const row = (wait, at) => {
            const parties = about.parties.map(({ name }) => h("option", { value: name, selected: wait.on === name }, words(name)));
            const on = h("select", {
                onchange: (event) => {
                    wait.on = event.target.value;
                    changed();
                },
            }, parties);
            const remove = h("button", {
                type: "button", "aria-label": `Remove waiting ${at + 1}`,
                onclick: () => {
                    list.splice(at, 1);
                    redo();
                    form.querySelector(".more").focus();
                },
            }, "✕");
            return h("div", { class: "wait wide" }, cell(wait, "from"), cell(wait, "to"), label("waiting on", on), remove);
        };
        const add = h("button", {
            type: "button", class: "more",
            onclick: () => {
                list.push({ from: read("opened"), on: about.parties[0]?.name ?? "customer" });
                redo();
                [...form.querySelectorAll(".wait")].at(-1).querySelector("input").focus();
            },
        }, "Add a time of waiting");
        return [...list.map(row), h("div", { class: "wide" }, add)];
    }

    function render() {
        const zones = [...new Set([...about.zones, Intl.DateTimeFormat().resolvedOptions().timeZone, "UTC"].filter(Boolean))];
        form.replaceChildren(
            choice("contract", about.contracts), text("id"), time("opened"), time("as_of", "The instant of the decision"),
            choice("zone", zones, "The zone of the times in this form"),
            h("h3", {}, "What happened"),
            ...STOPS.map((name) => time(name)), ...about.instants.filter((name) => !STOPS.includes(name)).map((name) => time(name)),
            ...waits(),
            h("h3", {}, "Priority and channel"),
            ...["customer_priority", "vendor_priority", "priority"].map((name) => choice(name, about.priorities)),
            about.channels.length ? choice("channel", about.channels) : text("channel"),
            ...(about.facts.length ? [h("h3", {}, "Facts")] : []), ...about.facts.map(fact),
        );
    }

    return {
        get values() {
            return values;
        },
        set values(given) {
            values = structuredClone(given);
            if (about) render();
        },
        describe(description) {
            const same = about && JSON.stringify(about) === JSON.stringify(description);
            about = description;
            if (!about.contracts.includes(read("contract"))) values.contract = about.own.at(-1)?.name ?? about.contracts[0];
            values.zone ??= about.zones[0] ?? "UTC";
            if (!same) {
                const name = form.contains(document.activeElement) ? document.activeElement.name : null;
                render();
                if (name) form.elements.namedItem(name)?.focus();
            }
        },
        get about() {
            return about;
        },
        // The JSON that the engine reads; local times are of the zone of the form.
        get incident() {
            const { as_of, zone, ...incident } = values;
            const seconds = (at) => (/T\d\d:\d\d$/.test(at) ? `${at}:00` : at);
            const times = new Set(["opened", ...STOPS, ...about.instants, ...about.facts.filter((f) => f.type === "instant").map((f) => f.name)]);
            for (const fact of about.facts) {
                const value = incident[fact.name];
                if (fact.type === "bool" && value !== undefined) incident[fact.name] = value === "true";
                if (fact.type === "number" && value !== undefined) incident[fact.name] = Number(value);
            }
            for (const name of times) if (incident[name]) incident[name] = seconds(incident[name]);
            incident.waiting = incident.waiting?.map(({ from, to, on }) => ({ from: from && seconds(from), to: to && seconds(to), on }));
            incident.id ??= "1";
            return { incident: JSON.stringify(incident), asOf: seconds(as_of ?? ""), zone: zone ?? "UTC" };
        },
    };
}
