export {
  type ConnectOptions,
  connectNats,
  disconnect,
  followConnection,
  type NatsConnection,
  storageOf,
} from './connection.js';
export { isConflict, isFull, mapNatsErrors } from './errors.js';
export { type EventInput, EventLog } from './event-log.js';
export { type RespondOptions, request, respond } from './request-reply.js';
export { attributesOf, type Destination, processing, sending, sentBy } from './spans.js';
export { deleteConsumer, ensureConsumer, ensureStream, openBucket, readAll, type Stored } from './streams.js';
