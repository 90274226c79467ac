export { isSettingError, Settings } from './settings.js';
export { type Variable, variables } from './variables.js';
