import { readState } from '@parallax/local';
import { addresses, type Client, connect, type ServiceName } from '@parallax/rpc';
import { Settings } from '@parallax/settings';
import type { Command } from 'commander';
import { interrupt } from './interrupt.js';
import { type JsonValue, toJson } from './json.js';
import { printableLines } from './printable.js';
import { openProgress, type Progress } from './progress.js';
import { explainUnreachable } from './unreachable.js';

export interface SessionOptions {
  /** Answers as proto3 JSON on stdout, and nothing else there. */
  json?: boolean;
  /** Default: the environment, and where it says nothing, what `parallax up` has started. */
  settings?: Settings;
  /** Ends what is under way. Default: when a signal asks this process to end. */
  signal?: AbortSignal;
}

/** What every command works with: the services, and where its output goes. */
export class Session {
  readonly json: boolean;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly progress: Progress = openProgress();
  readonly #clients = new Map<ServiceName, { close(): void }>();

  constructor(options: SessionOptions = {}) {
    this.json = options.json ?? false;
    this.signal = options.signal ?? interrupt;
    this.settings = options.settings ?? new Settings({ ...readState()?.env, ...process.env });
  }

  client<Name extends ServiceName>(service: Name): Client<Name> {
    const client = this.#clients.get(service) ?? this.#connect(service);
    this.#clients.set(service, client);
    return client as Client<Name>;
  }

  /** Prints an answer: the API's message as one document with `--json`, otherwise the text. */
  answer(type: string, message: object, text: string): void {
    this.document(toJson(type, message), text);
  }

  /** As `answer`, of what is JSON already. */
  document(json: JsonValue, text: string): void {
    if (this.json) process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
    else this.print(text);
  }

  /** Prints one message of a stream, on one line, with `--json`. */
  stream(type: string, message: object): void {
    if (this.json) process.stdout.write(`${JSON.stringify(toJson(type, message))}\n`);
  }

  /** Prints a result for people, without what a terminal would obey; nothing with `--json`. */
  print(text: string): void {
    this.draw(printableLines(text));
  }

  /** As `print`, of text with colours, in which whatever others have named is printable already. */
  draw(text: string): void {
    if (this.json) return;
    this.progress.stop();
    process.stdout.write(`${text}\n`);
  }

  /** Says on stderr that the command has failed, and why. */
  fail(text: string): void {
    this.progress.stop();
    process.stderr.write(`parallax: ${printableLines(text)}\n`);
    process.exitCode = 1;
  }

  #connect(service: ServiceName) {
    const short = service.replace('Service', '').toLowerCase();
    const variable = addresses[service];
    const who = `the ${short} service at ${this.settings.optional(variable)} (${variable})`;
    return explainUnreachable(connect(service, this.settings), who, (text) => this.progress.say(text));
  }

  close(): void {
    this.progress.stop();
    for (const client of this.#clients.values()) client.close();
  }
}

/** A command's action: `work` gets a session, the options, those of the program among them, and the arguments. */
export function action<Options, Args extends unknown[] = []>(
  work: (session: Session, options: Options, ...args: Args) => Promise<void>,
) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals() as Options & { json?: boolean };
    const session = new Session({ json: options.json ?? false });
    try {
      await work(session, options, ...(given.slice(0, -2) as Args));
    } finally {
      session.close();
    }
  };
}
