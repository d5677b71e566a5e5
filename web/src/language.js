// How a policy looks in the editor: strings, comments, numbers, and the words of the language.
import { StreamLanguage } from "@codemirror/language";

const WORDS = new Set(
    (`import policy calendar holidays timezone open closed on weekdays working day days hour hours minute minutes
    week weeks month months intake joins facts priority priorities when otherwise means tier contract base extends
    customisable customer in force to coverage response relief multiplier resolution objective from until within by
    end of same time pausing while waiting updates update every messages reply replies channels parties remedy
    remedies will may provide unless favoured treat as for treatment assistance zone test incident expect opened
    responded relieved resolved closed restarts excluding reopened not and or is known unknown true false none always
    escalate escalated escalation avoided measured monthly quarterly yearly weekly except fee availability credit credits at least most
    cap claim claims claimed right quota included lateness breaches attained under over per promise note hotline
    source title allow`).split(/\s+/),
);

export const policyLanguage = StreamLanguage.define({
    name: "sla",
    token(stream) {
        if (stream.eatSpace()) return null;
        if (stream.match("//")) {
            stream.skipToEnd();
            return "comment";
        }
        if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
        if (stream.match(/^\d[\d:.,/\-T+Z]*%?/)) return "number";
        const word = stream.match(/^[A-Za-z_][\w-]*/);
        if (word) return WORDS.has(word[0]) ? "keyword" : "variableName";
        stream.next();
        return null;
    },
    languageData: {
        commentTokens: { line: "//" },
        closeBrackets: { brackets: ["{", "(", '"'] },
        indentOnInput: /^\s*\}$/,
    },
    indent(_state, after, context) {
        const before = context.state.doc.lineAt(context.pos);
        let line = before.number > 1 ? context.state.doc.line(before.number - 1) : null;
        while (line && !line.text.trim() && line.number > 1) line = context.state.doc.line(line.number - 1);
        if (!line) return 0;
        let depth = /^\s*/.exec(line.text)[0].length;
        if (/\{\s*(\/\/.*)?$/.test(line.text)) depth += 4;
        if (/^\s*\}/.test(after)) depth -= 4;
        return Math.max(depth, 0);
    },
});
