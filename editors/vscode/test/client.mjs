// The real server, spoken to with the library that the extension uses.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = require('vscode-languageserver-protocol/node');

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** The program: that of `RELIEF`, or the one that `cargo build` leaves. */
function program() {
  const name = process.env.RELIEF ?? path.join(root, 'target', 'debug', process.platform === 'win32' ? 'relief.exe' : 'relief');
  if (!existsSync(name)) {
    throw new Error(`${name} is not there: run \`cargo build\`, or set RELIEF to the program`);
  }
  return name;
}

/** A server that knows a folder. */
export async function connect(folder) {
  const child = spawn(program(), ['lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const diagnostics = new Map();
  const waiting = [];
  connection.onNotification('textDocument/publishDiagnostics', (params) => {
    diagnostics.set(params.uri, params);
    waiting.splice(0).forEach((wake) => wake());
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const result = await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
    initializationOptions: { showsResults: true },
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'folder' }],
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    capabilities: result.capabilities,
    uri: (name) => pathToFileURL(path.join(folder, name)).href,
    open: (uri, text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'relief', version: 1, text },
      }),
    /** What is wrong with a version of a file. */
    async problems(uri, version) {
      while (diagnostics.get(uri)?.version !== version) {
        await new Promise((wake) => waiting.push(wake));
      }
      return diagnostics.get(uri).diagnostics;
    },
    async stop() {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const code = await exited;
      connection.dispose();
      return code;
    },
  };
}
