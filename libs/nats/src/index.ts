export {
  connectNats,
  disconnect,
  followConnection,
  type NatsConnection,
  storageOf,
  whenReady,
} from './connection.js';
export { isConflict, isFull, mapNatsErrors } from './errors.js';
export { EventLog } from './event-log.js';
export { type RespondOptions, request, respond } from './request-reply.js';
export { attributesOf, type Destination, sending, sentBy } from './spans.js';
export { deleteConsumer, ensureConsumer, ensureStream, openBucket, readAll, type Stored } from './streams.js';
