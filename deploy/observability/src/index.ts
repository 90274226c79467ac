export { generated } from './generated.js';
