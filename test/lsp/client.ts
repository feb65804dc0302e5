import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';

const server = join(__dirname, '../../dist/server.js');

export interface ClientOptions {
  /** Whether the client can pull diagnostics. */
  readonly pull?: boolean;
  /** Whether the server can tell it to pull again. */
  readonly refresh?: boolean;
  readonly locale?: string;
  /** Whether the server can ask for the settings. */
  readonly configuration?: boolean;
  /** Answers every request of the server with an error. */
  readonly refuse?: boolean;
  /** Answer to `workspace/configuration`, section `cda`. */
  readonly settings?: object;
  /** Workspace folder. */
  readonly rootUri?: string;
  /** Capabilities beyond the protocol's. */
  readonly experimental?: object;
}

/** The built server, driven over stdio as any LSP client would. */
export class Client {
  private readonly waiting: (() => void)[] = [];

  private constructor(
    readonly connection: ProtocolConnection,
    private readonly process: ChildProcess,
    /** What the next `workspace/configuration` is answered. */
    public settings: object,
  ) {}

  static async start(options: ClientOptions = {}): Promise<Client> {
    const child = spawn(process.execPath, [server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const client = new Client(connection, child, options.settings ?? {});
    const answer = (method: string, result: (parameters: { items: unknown[] }) => unknown) =>
      connection.onRequest(method, (parameters: { items: unknown[] }) => {
        if (options.refuse) throw new Error('refused');
        return result(parameters);
      });
    answer('workspace/configuration', ({ items }) => items.map(() => client.settings));
    answer('client/registerCapability', () => null);
    answer('workspace/diagnostic/refresh', () => {
      for (const resolve of client.waiting.splice(0)) resolve();
      return null;
    });
    connection.listen();
    const { pull = true, refresh = true, locale = 'en', configuration = true } = options;
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: options.rootUri ?? null,
      locale,
      capabilities: {
        workspace: {
          configuration,
          diagnostics: { refreshSupport: refresh },
          didChangeConfiguration: { dynamicRegistration: true },
        },
        textDocument: pull ? { diagnostic: {} } : {},
        ...(options.experimental && { experimental: options.experimental }),
      },
    });
    await connection.sendNotification('initialized', {});
    return client;
  }

  open(uri: string, text: string, version = 1): Promise<void> {
    return this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'xml', version, text },
    });
  }

  /** Replaces the whole text. */
  change(uri: string, text: string, version: number): Promise<void> {
    return this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }

  /** The server says that diagnostics are to be pulled again, or `milliseconds` have passed. */
  refreshed(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  request<T>(method: string, parameters: object): Promise<T> {
    return this.connection.sendRequest(method, parameters);
  }

  /** Resident memory of the server's process, MB (Linux). */
  megabytes(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024;
  }

  /** Shuts the server down; resolves to its exit code. */
  async stop(): Promise<number | null> {
    const exited = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    const code = await exited;
    this.connection.dispose();
    return code;
  }
}
