// The editor, with findings underlined and their fixes at hand.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, snippetCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import {
    EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap,
    lineNumbers,
} from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import { h } from "./dom.js";
import { policyLanguage } from "./language.js";
import { markdown } from "./markdown.js";

const colors = tagHighlighter([
    { tag: tags.keyword, class: "token-keyword" },
    { tag: tags.string, class: "token-string" },
    { tag: tags.number, class: "token-number" },
    { tag: tags.comment, class: "token-comment" },
    { tag: tags.variableName, class: "token-name" },
]);

// The place of a line and column, both from 1; columns are characters.
function offset(doc, line, column) {
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    let units = 0;
    for (const char of Array.from(at.text).slice(0, Math.max(column - 1, 0))) units += char.length;
    return Math.min(at.from + units, at.to);
}

const KINDS = { statement: "keyword", keyword: "keyword", calendar: "namespace", fact: "property", priority: "enum", package: "class" };

// What the engine says of a word. It may be longer than its card, which arrow keys then scroll.
const card = (text) => h("div", { class: "hover", tabindex: "0" }, markdown(text));

// What the engine offers at the cursor; `ask` returns it for an offset.
const completer = (ask) => (context) => {
    const word = context.matchBefore(/[\w"/.-]*/);
    if (!context.explicit && (!word || word.from === word.to)) return null;
    const found = ask(context.pos);
    if (!found.length) return null;
    const option = (one) => {
        const shown = {
            label: one.label, detail: one.detail, type: KINDS[one.kind] ?? "text",
            info: one.documentation ? () => card(one.documentation) : undefined,
        };
        return one.snippet?.includes("$") ? snippetCompletion(one.snippet.replace(/\$(\d+)/g, "$${$1}"), shown) : { ...shown, apply: one.snippet || one.text };
    };
    return { from: Math.min(...found.map((one) => one.from)), options: found.map(option) };
};

const teller = (ask) => hoverTooltip((_view, pos) => {
    const found = ask(pos);
    if (!found) return null;
    return { pos: found.from, end: found.to, above: true, create: () => ({ dom: card(found.markdown) }) };
});

export function makeEditor(parent, { changed, complete, hover }) {
    const view = new EditorView({
        parent,
        state: EditorState.create({
            extensions: [
                lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(),
                indentOnInput(), indentUnit.of("    "), bracketMatching(), closeBrackets(), highlightActiveLine(),
                highlightSelectionMatches(), policyLanguage, syntaxHighlighting(colors), lintGutter(),
                autocompletion({ override: [completer(complete)], icons: false }), teller(hover),
                EditorView.lineWrapping,
                EditorView.contentAttributes.of({ "aria-label": "Policy text", "aria-describedby": "keys", spellcheck: "false", tabindex: "0" }),
                keymap.of([
                    ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap,
                    ...lintKeymap, indentWithTab,
                ]),
                EditorView.updateListener.of((update) => update.docChanged && changed()),
            ],
        }),
    });
    return {
        view,
        get text() {
            return view.state.doc.toString();
        },
        set text(text) {
            if (text !== this.text) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
        },
        // Underlines findings; those of other files go to the first line.
        show(findings, file) {
            const doc = view.state.doc;
            const place = (at) => ({
                from: offset(doc, at.line, at.column),
                to: offset(doc, at.end_line, at.end_column),
            });
            const mark = (finding) => {
                const here = finding.file === file && finding.line;
                const at = here ? place(finding) : { from: 0, to: 0 };
                const message = [finding.message, finding.help && `help: ${finding.help}`].filter(Boolean).join("\n");
                return { ...at, severity: finding.severity === "note" ? "info" : finding.severity, message, source: finding.code, actions: actions(finding) };
            };
            const actions = (finding) => (finding.fix ? [{ name: finding.fix.title, apply: () => this.fix(finding) }] : []);
            view.dispatch(setDiagnostics(view.state, findings.map(mark)));
        },
        fix(finding) {
            const doc = view.state.doc;
            const changes = finding.fix.edits.map((edit) => ({
                from: offset(doc, edit.line, edit.column),
                to: offset(doc, edit.end_line, edit.end_column),
                insert: edit.text,
            }));
            view.dispatch({ changes });
            view.focus();
        },
        goTo(line, column) {
            const at = offset(view.state.doc, line, column);
            view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
            view.focus();
        },
    };
}
