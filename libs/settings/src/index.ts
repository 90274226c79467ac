export { isSettingError, SETTING_EXIT_CODE, Settings } from './settings.js';
export { type Variable, variables } from './variables.js';
