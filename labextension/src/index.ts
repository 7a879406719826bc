import { badgesPlugin } from './plugins/badges';
import { bridgePlugin } from './plugins/bridge';
import { cellToolbarPlugin } from './plugins/cellToolbar';
import { closingPlugin } from './plugins/closing';
import { newNotebooksPlugin } from './plugins/newNotebooks';
import { panelPlugin } from './plugins/panel';
import { statusBarPlugin } from './plugins/statusBar';
import { steadyStylesPlugin } from './plugins/steadyStyles';

export { INotebookLinks } from './tokens';
export type { INotebookLink } from './tokens';

export default [
  bridgePlugin,
  panelPlugin,
  cellToolbarPlugin,
  badgesPlugin,
  statusBarPlugin,
  newNotebooksPlugin,
  steadyStylesPlugin,
  closingPlugin
];
