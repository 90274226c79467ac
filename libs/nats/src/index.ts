export { answer } from './answers.js';
export { followConnection } from './connected.js';
export { type ConnectOptions, connectNats, disconnect, type NatsConnection } from './connection.js';
export { isConflict, isFull, mapNatsErrors } from './errors.js';
export { type EventInput, EventLog } from './event-log.js';
export { ask } from './requests.js';
export { attributesOf, type Destination, processing, sending, sentBy } from './spans.js';
export { deleteConsumer, ensureConsumer, ensureStream } from './stream.js';
