import { bridgePlugin } from './plugins/bridge';
import { cellToolbarPlugin } from './plugins/cellToolbar';
import { panelPlugin } from './plugins/panel';

export { INotebookLinks } from './tokens';
export type { INotebookLink } from './tokens';

export default [bridgePlugin, panelPlugin, cellToolbarPlugin];
