export { defaultLimits, type Limits, MAX_EMBED_REQUEST_BYTES, MAX_REQUEST_BYTES } from './admission.js';
export { addresses, checkHealth, connect } from './connect.js';
export { Semaphore } from './semaphore.js';
export {
  runServer,
  type Server,
  type ServerContext,
  serve,
  serveHealth,
} from './server.js';
export type { Call, Client, Implementation, Implementations, ServiceName } from './services.js';
