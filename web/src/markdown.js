// The Markdown that the engine writes, as elements: headings, lists, code, emphasis, rules and tables. Nothing is read as HTML.
import { h } from "./dom.js";

function inline(text) {
    const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/);
    return parts.filter(Boolean).map((part) => {
        if (/^`.+`$/.test(part)) return h("code", {}, part.slice(1, -1));
        if (/^\*\*.+\*\*$/.test(part)) return h("strong", {}, part.slice(2, -2));
        const link = /^\[([^\]]+)\]\([^)]+\)$/.exec(part);
        return link ? link[1] : part;
    });
}

export function markdown(text) {
    const out = [];
    const lines = text.split("\n");
    for (let at = 0; at < lines.length; at += 1) {
        const line = lines[at];
        if (line.startsWith("```")) {
            const end = lines.indexOf("```", at + 1);
            const last = end < 0 ? lines.length : end;
            out.push(h("pre", {}, lines.slice(at + 1, last).join("\n")));
            at = last;
        } else if (/^\|/.test(line)) {
            const rows = [];
            for (; at < lines.length && /^\|/.test(lines[at]); at += 1) rows.push(lines[at]);
            at -= 1;
            const cells = (row) => row.replace(/^\||\|$/g, "").split("|").map((cell) => h("td", {}, inline(cell.trim())));
            out.push(h("table", {}, rows.filter((row) => !/^[|\s:-]+$/.test(row)).map((row) => h("tr", {}, cells(row)))));
        } else if (/^\s*[-*] /.test(line)) out.push(h("div", {}, "• ", inline(line.replace(/^\s*[-*] /, ""))));
        else if (/^#+ /.test(line)) out.push(h("strong", {}, inline(line.replace(/^#+ /, ""))));
        else if (/^---+$/.test(line)) out.push(h("hr"));
        else if (line.trim()) {
            // A paragraph goes on until a blank line, or one that begins something else.
            const words = [line.trim()];
            while (/^[^\s|#`*-]/.test(lines[at + 1] ?? "")) words.push(lines[(at += 1)].trim());
            out.push(h("p", {}, inline(words.join(" "))));
        }
    }
    return out;
}
