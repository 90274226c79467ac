export { classify } from './classify.js';
