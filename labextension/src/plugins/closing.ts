import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { MessageLoop } from '@lumino/messaging';
import type { INotebookLink } from '../tokens';
import type { IWords } from '../view/wording';
import { onNotebooks } from './onNotebooks';

/** Milliseconds for a last save; after that JupyterLab's own question comes, if it has one. */
const LAST_SAVE = 4000;

/**
 * Asks before the last view of a notebook is closed in which a session runs. A save underway is waited for:
 * closed in the middle of it, JupyterLab says that the file could not be saved.
 */
export const closingPlugin = onNotebooks(
  'rca-kernel:closing',
  'Asks before a notebook is closed in which a session runs.',
  ({ tracker, links, words, follow }) => {
    let asks = true;
    follow(({ confirmClose }) => {
      asks = confirmClose;
    });
    const isLast = (panel: NotebookPanel): boolean =>
      tracker.filter(other => other.context === panel.context).length === 1;
    const watch = (panel: NotebookPanel): void => {
      let settled = false;
      let closing = false;
      const close = async (asking: boolean): Promise<void> => {
        const link = links.of(panel);
        const answer = asking ? await mayClose(words) : 'close';
        if (answer === 'stop') {
          await stopped(panel, link);
        }
        if (answer !== 'stay') {
          await inTime(link?.saving);
        }
        if (answer !== 'stay' && !panel.isDisposed) {
          settled = true;
          panel.close();
          settled = false;
        }
      };
      const hook = (_: unknown, { type }: { type: string }): boolean => {
        const { state, saving = null } = links.of(panel) ?? {};
        const asking = asks && (state?.running ?? false);
        if (type !== 'close-request' || settled || !isLast(panel) || !(asking || saving)) {
          return true;
        }
        if (!closing) {
          closing = true;
          void close(asking).finally(() => {
            closing = false;
          });
        }
        return false;
      };
      // JupyterLab's own hook, which asks about saving, is there by then; the newest is asked first.
      void panel.context.ready.then(() => MessageLoop.installMessageHook(panel, hook));
    };
    tracker.forEach(watch);
    tracker.widgetAdded.connect((_, panel) => watch(panel));
  }
);

/** Stop a session and wait for its last save: another one at the same time would meet it. */
async function stopped(panel: NotebookPanel, link: INotebookLink | null): Promise<void> {
  const { saveState } = panel.context;
  let end = (): void => undefined;
  const onSave = (_: unknown, state: string): void => {
    if (state === 'completed' && !link?.state.running) {
      end();
    }
  };
  const saved = new Promise<void>(resolve => {
    end = resolve;
    setTimeout(resolve, LAST_SAVE);
  });
  saveState.connect(onSave);
  await link?.command({ name: 'stop', args: {} });
  await saved;
  saveState.disconnect(onSave);
}

/** A server that hangs must not keep a notebook open. */
async function inTime(saving: Promise<void> | null | undefined): Promise<void> {
  let end: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>(resolve => {
    end = setTimeout(resolve, LAST_SAVE);
  });
  await Promise.race([saving, enough]);
  clearTimeout(end);
}

async function mayClose(words: IWords): Promise<'stay' | 'close' | 'stop'> {
  const stop = words.__('Stop and Close');
  const { button } = await showDialog({
    title: words.__('A research session is running'),
    body: words.__(
      'Without its notebook the session waits in the kernel and goes on when the notebook is opened again.'
    ),
    buttons: [
      Dialog.cancelButton({ label: words.__('Cancel') }),
      Dialog.okButton({ label: words.__('Close') }),
      Dialog.warnButton({ label: stop })
    ],
    // Enter does what loses nothing.
    defaultButton: 1
  });
  return !button.accept ? 'stay' : button.label === stop ? 'stop' : 'close';
}
