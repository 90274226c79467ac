export { checkHealth } from './check-health.js';
export { addresses, connect } from './connect.js';
export { type RunServerOptions, runServer, type ServerContext } from './run-server.js';
export { Semaphore } from './semaphore.js';
export { type HealthServer, MAX_REQUEST_BYTES, type ServeOptions, type Server, serve, serveHealth } from './server.js';
export type { Call, CallOptions, Client, Implementation, Implementations, ServiceName } from './services.js';
