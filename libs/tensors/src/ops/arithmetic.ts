import { execute } from '../execute.js';
import type { Tensor } from '../tensor.js';

// Shapes broadcast as NumPy's do.
export const add = (a: Tensor, b: Tensor): Tensor => execute('AddV2', [a, b]);
export const subtract = (a: Tensor, b: Tensor): Tensor => execute('Sub', [a, b]);
export const multiply = (a: Tensor, b: Tensor): Tensor => execute('Mul', [a, b]);
export const divide = (a: Tensor, b: Tensor): Tensor => execute('RealDiv', [a, b]);
export const maximum = (a: Tensor, b: Tensor): Tensor => execute('Maximum', [a, b]);
export const minimum = (a: Tensor, b: Tensor): Tensor => execute('Minimum', [a, b]);
export const greaterEqual = (a: Tensor, b: Tensor): Tensor => execute('GreaterEqual', [a, b]);
export const equal = (a: Tensor, b: Tensor): Tensor => execute('Equal', [a, b]);
export const square = (a: Tensor): Tensor => execute('Square', [a]);
export const sqrt = (a: Tensor): Tensor => execute('Sqrt', [a]);
/** 1 / √a. */
export const rsqrt = (a: Tensor): Tensor => execute('Rsqrt', [a]);
export const cos = (a: Tensor): Tensor => execute('Cos', [a]);
export const sin = (a: Tensor): Tensor => execute('Sin', [a]);
export const exp = (a: Tensor): Tensor => execute('Exp', [a]);
/** 2/√π times the integral of exp(−t²) from 0 to a. */
export const erf = (a: Tensor): Tensor => execute('Erf', [a]);
