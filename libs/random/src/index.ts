export { Generator } from './generator.js';
export { permutation } from './permutation.js';
export { deriveSeed, type Seed } from './seed.js';
