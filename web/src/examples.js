// Policies to start from: those of the project itself.
import acme from "../../policies/examples/acme.sla";
import callOff from "../../policies/examples/call-off.sla";
import followTheSun from "../../policies/examples/follow-the-sun.sla";
import gitlab from "../../policies/examples/gitlab.sla";
import redHat from "../../policies/examples/red-hat.sla";
import twoOffices from "../../policies/examples/two-offices.sla";

const START = `// A contract of your own, on top of Isode's published Gold support.
import isode

contract Mine extends Gold {
    customer   "My customer"
    in force   2026-01-01 to 2026-12-31

    response   P1 < 2 working hours
}
`;

const opened = { opened: "2026-05-01T16:10", as_of: "2026-05-05T11:00", zone: "Europe/London", id: "1" };

export const EXAMPLES = [
    { name: "A custom Gold contract", policy: START, incident: { ...opened, contract: "Mine", customer_priority: "P1" } },
    { name: "Acme: round the clock", policy: acme, incident: { ...opened, contract: "Acme-2026", customer_priority: "P1" } },
    { name: "Call-off contract", policy: callOff, incident: { ...opened } },
    { name: "Follow the sun", policy: followTheSun, incident: { ...opened } },
    { name: "GitLab", policy: gitlab, incident: { ...opened } },
    { name: "Red Hat", policy: redHat, incident: { ...opened } },
    { name: "Two offices", policy: twoOffices, incident: { ...opened } },
];
