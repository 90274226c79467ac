import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import type { Testbed } from './testbed.js';

/** A method of one of our services, as the contract describes it. */
export interface Method {
  service: string;
  name: string;
  request: protobuf.Type;
  response: protobuf.Type;
  isStream: boolean;
}

/** What a call has come to. */
export interface Answer {
  /** The status, such as `INVALID_ARGUMENT`. */
  code: string;
  details: string;
  /** Of a call that was answered. */
  bytes?: Buffer;
  /** Milliseconds. */
  took: number;
}

/** How long a call may take before it counts as one that hangs, in milliseconds. */
const patience = 30_000;

const contract = new URL('../../../../libs/contract/gen/parallax.json', import.meta.url);

/** The servers as who knows only their contract sees them: bytes in, statuses out. */
export class FuzzTarget {
  readonly methods: readonly Method[];
  readonly #root: protobuf.Root;
  readonly #clients: Record<string, Client>;
  readonly #addresses: string[];

  constructor({ services: { addresses } }: Testbed) {
    this.#root = protobuf.Root.fromJSON(JSON.parse(readFileSync(contract, 'utf8')));
    this.#root.resolveAll();
    this.#addresses = Object.values(addresses);
    const options = {
      'grpc.max_send_message_length': -1,
      'grpc.max_receive_message_length': -1,
      'grpc.enable_retries': 0,
    };
    const client = (address: string) => new Client(address, credentials.createInsecure(), options);
    this.#clients = {
      AugmentationService: client(addresses.augmentation),
      TrainingService: client(addresses.training),
      EmbeddingService: client(addresses.embedding),
      ProbeService: client(addresses.probe),
      JobService: client(addresses.probe),
    };
    this.methods = Object.keys(this.#clients).flatMap((service) =>
      this.#root.lookupService(`parallax.v1.${service}`).methodsArray.map((method) => ({
        service,
        name: method.name,
        request: method.resolvedRequestType as protobuf.Type,
        response: method.resolvedResponseType as protobuf.Type,
        isStream: Boolean(method.responseStream),
      })),
    );
  }

  method(name: string): Method {
    return this.methods.find((method) => method.name === name) as Method;
  }

  /** Sends bytes as a request. Of a stream, the first answer counts. */
  async call(method: Method, bytes: Buffer): Promise<Answer> {
    const began = performance.now();
    const answer = await (method.isStream ? this.#callStream(method, bytes) : this.#callUnary(method, bytes));
    return { ...answer, took: performance.now() - began };
  }

  /** Calls a method with what its request has. @throws where it does not answer OK */
  async ask<T>(name: string, request: object): Promise<T> {
    const method = this.method(name);
    const { code, details, bytes } = await this.call(method, Buffer.from(method.request.encode(request).finish()));
    if (!bytes) throw new Error(`${name}: ${code}: ${details}`);
    return method.response.toObject(method.response.decode(bytes), { longs: Number, enums: String }) as T;
  }

  /** Sends a server what is no HTTP/2, or only begins like it, and sees whether that ends. */
  async sendFrames(server: number, bytes: Buffer): Promise<void> {
    const [host, port] = (this.#addresses[server % this.#addresses.length] as string).split(':');
    const socket: Socket = connect(Number(port), host as string);
    socket.on('error', () => {});
    socket.resume();
    socket.end(bytes);
    await Promise.race([new Promise((resolve) => socket.once('close', resolve)), delay(500)]);
    socket.destroy();
  }

  close(): void {
    for (const client of Object.values(this.#clients)) client.close();
  }

  #callUnary({ service, name }: Method, bytes: Buffer): Promise<Omit<Answer, 'took'>> {
    return new Promise((resolve) => {
      const done = (error: ServiceError | null, answer?: Buffer) => {
        resolve(error ? failureOf(error) : { code: 'OK', details: '', ...(answer && { bytes: answer }) });
      };
      const options = { deadline: Date.now() + patience };
      const path = `/parallax.v1.${service}/${name}`;
      this.#clientOf(service).makeUnaryRequest(path, asItIs, asItIs, bytes, new Metadata(), options, done);
    });
  }

  #callStream({ service, name }: Method, bytes: Buffer): Promise<Omit<Answer, 'took'>> {
    return new Promise((resolve) => {
      const options = { deadline: Date.now() + patience };
      const path = `/parallax.v1.${service}/${name}`;
      const call = this.#clientOf(service).makeServerStreamRequest(path, asItIs, asItIs, bytes, options);
      const silence = setTimeout(() => end({ code: 'OK', details: 'a stream that has nothing to say yet' }), 2000);
      const end = (answer: Omit<Answer, 'took'>) => {
        clearTimeout(silence);
        resolve(answer);
        call.cancel();
      };
      call.on('data', (answer: Buffer) => end({ code: 'OK', details: '', bytes: answer }));
      call.on('end', () => end({ code: 'OK', details: '' }));
      call.on('error', (error: ServiceError) => end(failureOf(error)));
    });
  }

  #clientOf(service: string): Client {
    return this.#clients[service] as Client;
  }
}

function asItIs(bytes: Buffer): Buffer {
  return bytes;
}

function failureOf({ code, details }: ServiceError): Omit<Answer, 'took'> {
  return { code: status[code] as string, details };
}
