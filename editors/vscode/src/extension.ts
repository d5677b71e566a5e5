// The extension starts `relief lsp` and shows what it says. Nothing of the language is known here.

import * as vscode from 'vscode';
import { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** The commands whose result is a text for a person. */
const REPORTS = new Map([
  ['relief.test', 'Test'],
  ['relief.compare', 'Comparison'],
]);

function serverOptions(): ServerOptions {
  const path = vscode.workspace.getConfiguration('relief').get<string>('server.path', 'relief');
  return { command: path, args: ['lsp'] };
}

const clientOptions: LanguageClientOptions = {
  documentSelector: [{ language: 'relief' }],
  // The results of commands are shown below, so that the server need not send them as messages.
  initializationOptions: { showsResults: true },
  middleware: {
    executeCommand: async (command, args, next) => {
      const result = await next(command, args);
      const title = REPORTS.get(command);
      if (title !== undefined && typeof result === 'string') {
        await show(title, result);
      }
      return result;
    },
  },
};

let shown = '';
const changed = new vscode.EventEmitter<vscode.Uri>();

/** Shows a text beside the editor, in a document that cannot be changed. */
async function show(title: string, text: string): Promise<void> {
  shown = text;
  const uri = vscode.Uri.parse(`relief-report:${title}`);
  changed.fire(uri);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, {
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
    preserveFocus: true,
  });
}

async function start(): Promise<void> {
  client = new LanguageClient('relief', 'relief', serverOptions(), clientOptions);
  try {
    await client.start();
  } catch (error) {
    const message = `The language server does not start: ${error instanceof Error ? error.message : String(error)}`;
    const settings = 'Where is relief?';
    if ((await vscode.window.showErrorMessage(message, settings)) === settings) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'relief.server.path');
    }
  }
}

async function stop(): Promise<void> {
  const old = client;
  client = undefined;
  await old?.dispose();
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const reports: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    provideTextDocumentContent: () => shown,
  };
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider('relief-report', reports),
    vscode.commands.registerCommand('relief.restart', async () => {
      await stop();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration('relief.server.path')) {
        await stop();
        await start();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await stop();
}
