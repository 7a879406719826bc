import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

/**
 * Returns what tells JupyterLab which of the commands stand differently than at the last call. Each
 * telling asks every button of every toolbar, those of all cells among them: it is kept for a change.
 */
export function tellsChanges(
  commands: CommandRegistry,
  ids: readonly string[],
  /** Those of the menu entries and buttons of a command that takes arguments. */
  args: Readonly<Record<string, readonly ReadonlyPartialJSONObject[]>> = {}
): () => void {
  const standing = (id: string): string =>
    [{}, ...(args[id] ?? [])]
      .map(given => [
        commands.isEnabled(id, given),
        commands.isVisible(id, given),
        commands.isToggled(id, given)
      ])
      .join();
  const told = new Map(ids.map(id => [id, standing(id)]));
  return () => {
    for (const id of ids) {
      const now = standing(id);
      if (told.get(id) !== now) {
        told.set(id, now);
        commands.notifyCommandChanged(id);
      }
    }
  };
}
