/**
 * ECMAScript leaves Math.sin, exp, log and the like to the engine, and V8 has changed them before; these are made of
 * the operations that IEEE 754 rounds exactly, so that a view has the same bytes on any machine and Node version.
 * Accurate to a few units in the last place, which is all that a drawn parameter needs.
 */

const RADIANS = Math.PI / 180;

/** Natural logarithm of x > 0: x = 2ᵉ·m, then log m = 2·artanh((m - 1)/(m + 1)), with |m - 1| small. */
export function log(x: number): number {
  let mantissa = x;
  let exponent = 0;
  for (; mantissa > Math.SQRT2; exponent++) mantissa /= 2;
  for (; mantissa < Math.SQRT1_2; exponent--) mantissa *= 2;
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum = 0;
  for (let power = 23; power >= 1; power -= 2) sum = sum * square + 1 / power;
  return 2 * ratio * sum + exponent * Math.LN2;
}

/** eˣ = 2ᵏ·eʳ with |r| at most ln 2 / 2, by Taylor's series. */
export function exp(x: number): number {
  const doublings = Math.floor(x / Math.LN2 + 0.5);
  const rest = x - doublings * Math.LN2;
  let sum = 1;
  for (let term = 16; term >= 1; term--) sum = 1 + (sum * rest) / term;
  for (let i = 0; i < doublings; i++) sum *= 2;
  for (let i = 0; i > doublings; i--) sum /= 2;
  return sum;
}

/** Sine and cosine of an angle in degrees, by Taylor's series on the quarter turn about it. */
export function sinCos(degrees: number): { sin: number; cos: number } {
  const quarter = Math.floor(degrees / 90 + 0.5);
  const angle = (degrees - quarter * 90) * RADIANS;
  const square = angle * angle;
  let sin = 1;
  let cos = 1;
  for (let term = 18; term >= 2; term -= 2) {
    sin = 1 - (sin * square) / (term * (term + 1));
    cos = 1 - (cos * square) / (term * (term - 1));
  }
  sin *= angle;
  switch (quarter & 3) {
    case 0:
      return { sin, cos };
    case 1:
      return { sin: cos, cos: -sin };
    case 2:
      return { sin: -sin, cos: -cos };
    default:
      return { sin: -cos, cos: sin };
  }
}

/** To the nearest whole number, halves to the even one, as Python and IEEE 754 do (|x| below 2⁵¹). */
export function roundHalfEven(x: number): number {
  // Beyond 2⁵² a double has no fraction, so the addition itself rounds, in IEEE 754's default mode.
  return x + 6755399441055744 - 6755399441055744;
}
