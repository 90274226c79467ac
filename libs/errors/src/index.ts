export { type Bounds, checkEnum, checkInteger, checkNumber, checkSha256, snakeCase } from './checks.js';
export {
  checkParameter,
  choiceIn,
  type Declaration,
  defaultsOf,
  type NumberParameter,
  type Parameter,
  type ParameterValue,
  type ValuesOf,
} from './declaration.js';
export { type ErrorJson, invalidField, notFound, ParallaxError } from './parallax-error.js';
export { type Reason, reasons, type Status, statusCodes } from './reasons.js';
