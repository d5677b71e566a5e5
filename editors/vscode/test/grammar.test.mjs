// The TextMate grammar against the real parser: over all policies, what the server calls a keyword, text, comment or
// number has such a scope. A TextMate grammar sees one line, so names that are spelt like keywords are not asked.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'node:test';

import { connect, root } from './client.mjs';

const require = createRequire(import.meta.url);
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');

const WANTED = {
  keyword: /^(keyword|storage|constant\.language|support\.type|entity\.name)/,
  comment: /^comment/,
  string: /^string/,
  number: /^(constant|keyword\.other\.unit)/,
  operator: /^keyword\.operator/,
  type: /^(support\.type|storage|keyword)/,
};

async function grammar() {
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const file = path.join(root, 'editors/vscode/syntaxes/relief.tmLanguage.json');
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(file, 'utf8'), file),
  });
  return registry.loadGrammar('source.relief');
}

/** The scopes of each character of each line. */
function scopes(found, text) {
  let state = textmate.INITIAL;
  return text.split('\n').map((line) => {
    const { tokens, ruleStack } = found.tokenizeLine(line, state);
    state = ruleStack;
    return (column) => tokens.find((token) => token.startIndex <= column && column < token.endIndex)?.scopes ?? [];
  });
}

function policies() {
  const folders = ['policies/examples', 'policies/isode'];
  return folders.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.sla'))
      .map((name) => path.join(folder, name)),
  );
}

test('the grammar agrees with the parser on every policy', async () => {
  const found = await grammar();
  const client = await connect(root);
  const types = client.capabilities.semanticTokensProvider.legend.tokenTypes;
  const wrong = [];
  let asked = 0;
  for (const name of policies()) {
    const text = readFileSync(path.join(root, name), 'utf8');
    const lines = text.split('\n');
    const scopesOf = scopes(found, text);
    const uri = client.uri(name);
    await client.open(uri, text);
    const { data } = await client.connection.sendRequest('textDocument/semanticTokens/full', { textDocument: { uri } });
    let [line, column] = [0, 0];
    for (let at = 0; at < data.length; at += 5) {
      column = data[at] === 0 ? column + data[at + 1] : data[at + 1];
      line += data[at];
      const wanted = WANTED[types[data[at + 3]]];
      if (wanted === undefined) {
        continue;
      }
      asked += 1;
      const has = scopesOf[line](column);
      if (!has.some((scope) => wanted.test(scope))) {
        const word = lines[line].slice(column, column + data[at + 2]);
        wrong.push(`${name}:${line + 1}: ${types[data[at + 3]]} \`${word}\` has ${has.slice(1).join(' ') || 'no scope'}`);
      }
    }
  }
  assert.equal(await client.stop(), 0);
  assert.ok(asked > 5_000, `${asked} words`);
  assert.deepEqual(wrong, []);
});

test('declared names, dates and escapes have scopes', async () => {
  const found = await grammar();
  const at = (text, word) => scopes(found, text)[0](text.indexOf(word)).slice(1).join(' ');
  assert.equal(at('contract Acme extends Gold {', 'Acme'), 'entity.name.type.relief');
  assert.equal(at('contract Acme extends Gold {', 'Gold'), 'entity.other.inherited-class.relief');
  assert.equal(at('    opened 2026-06-05T10:00:00+01:00', '2026'), 'constant.numeric.instant.relief');
  assert.equal(at('    open mon-fri 09:00-17:00', '17:00'), 'constant.numeric.time.relief');
  assert.equal(at('    term x "a\\n"', '\\n'), 'string.quoted.double.relief constant.character.escape.relief');
  assert.equal(at('    zone Asia/Tokyo', 'Asia'), 'support.constant.zone.relief');
  assert.equal(at('/// words', 'words'), 'comment.line.documentation.relief');
  assert.equal(at('// relief: allow(x) why', 'relief'), 'comment.line.double-slash.relief keyword.other.allow.relief');
});
