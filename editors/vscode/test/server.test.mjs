// What the extension asks of the server: typing a contract with a mistake, taking the fix, running a test.

import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { connect } from './client.mjs';

const TEXT = `import isode

contract Acme extends Gold {
    customer "Acme Ltd"
    response P1 < 2 working hours
}

test "a P1 is answered within two hours" {
    incident {
        contract Acme
        priority P1
        opened   2026-06-05T10:00:00+01:00
    }
    as of 2026-06-05T11:00:00+01:00
    expect {
        response running, due 2026-06-05T12:00:00+01:00
    }
}
`;

/** The text after edits whose columns are letters. */
function edited(text, edits) {
  const lines = text.split('\n');
  const offset = ({ line, character }) => lines.slice(0, line).reduce((sum, l) => sum + l.length + 1, 0) + character;
  const sorted = [...edits].sort((a, b) => offset(b.range.start) - offset(a.range.start));
  return sorted.reduce((t, e) => t.slice(0, offset(e.range.start)) + e.newText + t.slice(offset(e.range.end)), text);
}

test('a contract is written, corrected and tested', async () => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'relief-')));
  writeFileSync(path.join(folder, 'acme.sla'), TEXT);
  const client = await connect(folder);
  const { connection } = client;
  const uri = client.uri('acme.sla');
  const textDocument = { uri };
  await client.open(uri, TEXT);
  assert.deepEqual(await client.problems(uri, 1), []);

  // A mistake is typed, and its fix taken.
  const range = { start: { line: 4, character: 28 }, end: { line: 4, character: 33 } };
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range, text: 'huors' }],
  });
  const [problem, ...rest] = await client.problems(uri, 2);
  assert.equal(problem.code, 'E0101');
  assert.deepEqual(rest, []);
  const wrong = TEXT.replace('hours', 'huors');
  const actions = await connection.sendRequest('textDocument/codeAction', {
    textDocument,
    range: problem.range,
    context: { diagnostics: [problem] },
  });
  const fix = actions.find((action) => action.title === 'Change to `hours`');
  assert.ok(fix.isPreferred);
  assert.deepEqual(fix.diagnostics, [problem]);
  assert.equal(edited(wrong, fix.edit.changes[uri]), TEXT);
  await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: 3 }, contentChanges: [{ text: TEXT }] });
  assert.deepEqual(await client.problems(uri, 3), []);

  const hover = await connection.sendRequest('textDocument/hover', { textDocument, position: { line: 4, character: 6 } });
  assert.match(hover.contents.value, /\| P1 \| < 2 working hours \(`Gold` says < 4 working hours/);
  const items = await connection.sendRequest('textDocument/completion', { textDocument, position: { line: 4, character: 4 } });
  assert.ok(items.some((item) => item.label === 'response' && item.textEdit.newText.includes('${1:')));
  const lenses = await connection.sendRequest('textDocument/codeLens', { textDocument });
  assert.deepEqual(lenses.map((lens) => lens.command.title), ['against Gold: 2 better', '\u2713 passes, 1 expectation']);
  const report = await connection.sendRequest('workspace/executeCommand', lenses[1].command);
  assert.match(report, /\u2713 response running, due/);
  assert.equal(await client.stop(), 0);
  rmSync(folder, { recursive: true });
});
