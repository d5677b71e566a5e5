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
    // How many blocks are open, for the indentation.
    startState: () => ({ open: 0 }),
    token(stream, state) {
        if (stream.eatSpace()) return null;
        if (stream.match("//")) {
            stream.skipToEnd();
            return "comment";
        }
        if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
        if (stream.match(/^\d[\d:.,/\-T+Z]*%?/)) return "number";
        const word = stream.match(/^[A-Za-z_][\w-]*/);
        if (word) return WORDS.has(word[0]) ? "keyword" : "variableName";
        const sign = stream.next();
        if (sign === "{") state.open += 1;
        if (sign === "}") state.open = Math.max(state.open - 1, 0);
        return null;
    },
    languageData: {
        commentTokens: { line: "//" },
        closeBrackets: { brackets: ["{", "(", '"'] },
        indentOnInput: /^\s*\}$/,
    },
    indent: (state, after) => 4 * Math.max(state.open - (/^\s*\}/.test(after) ? 1 : 0), 0),
});
