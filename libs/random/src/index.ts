export { Generator } from './generator.js';
export { permutation } from './permutation.js';
export { deriveSeed } from './seed.js';
