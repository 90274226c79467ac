export { defaultLimits, type Limits, MAX_EMBED_REQUEST_BYTES, MAX_REQUEST_BYTES } from './admission.js';
export { checkHealth, connect } from './connect.js';
export { Semaphore, UNBOUNDED } from './semaphore.js';
export {
  runServer,
  type Server,
  type ServerContext,
  serve,
  serveHealth,
} from './server.js';
export {
  addresses,
  type Call,
  type Client,
  type Implementation,
  type Implementations,
  type ServiceName,
} from './services.js';
