jest.mock('@jupyterlab/apputils', () => ({ ICommandPalette: {} }));
jest.mock('@jupyterlab/notebook', () => ({ INotebookTracker: {} }));
jest.mock('@jupyterlab/translation', () => ({
  ITranslator: {},
  nullTranslator: { load: () => ({ __: (text: string) => text }) }
}));
jest.mock('@jupyterlab/ui-components', () => ({
  LabIcon: class {},
  undoIcon: {}
}));

import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import { CommandIDs } from '../../commandIds';
import { cellToolbarPlugin } from '../cellToolbar';

/** A code cell that counts how often an output is looked at, and refuses to copy all of them. */
class FakeCell {
  readonly types: string[] = [];
  looks = 0;
  readonly id = 'c';
  readonly type = 'code';
  readonly metadataChanged = new Signal<this, void>(this);
  readonly sharedModel = {
    cell_type: 'code',
    changed: new Signal<object, void>({}),
    getOutputs: (): never => {
      throw new Error('a copy of all outputs');
    }
  };
  readonly outputs = {
    changed: new Signal<object, void>({}),
    get: (index: number) => {
      this.looks += 1;
      return { type: this.types[index] };
    },
    length: 0
  };

  getMetadata = (): unknown => undefined;

  show(type: string): void {
    this.types.push(type);
    this.outputs.length = this.types.length;
    this.sharedModel.changed.emit();
    this.outputs.changed.emit();
  }
}

function rig(): { cell: FakeCell; told: string[]; failed: () => boolean } {
  const commands = new CommandRegistry();
  const cell = new FakeCell();
  const links = { current: null, changed: new Signal<object, void>({}), of: () => null };
  const tracker = {
    activeCell: { model: cell },
    activeCellChanged: new Signal<object, unknown>({}),
    currentWidget: null
  };
  const app = { commands };
  // What the plugin asks of JupyterLab, and no more.
  const activate = cellToolbarPlugin.activate as unknown as (...given: unknown[]) => void;
  activate(app, links, tracker, null, null);
  const told: string[] = [];
  commands.commandChanged.connect((_, { id }) => told.push(id ?? ''));
  return { cell, told, failed: () => commands.isVisible(CommandIDs.rerunCell) };
}

describe('the toolbar of a cell', () => {
  it('offers a rerun once the cell shows an error, also when something is printed after it', () => {
    const { cell, told, failed } = rig();
    cell.show('stream');
    expect([failed(), told]).toEqual([false, []]);
    cell.show('error');
    cell.show('stream');
    expect([failed(), told]).toEqual([true, [CommandIDs.rerunCell]]);
  });

  it('looks at few outputs, however many there are', () => {
    const { cell } = rig();
    const looksAtNext = (): number => {
      cell.looks = 0;
      cell.show('display_data');
      return cell.looks;
    };
    for (let count = 0; count < 20; count += 1) {
      cell.show('display_data');
    }
    const few = looksAtNext();
    for (let count = 0; count < 2000; count += 1) {
      cell.show('display_data');
    }
    expect(looksAtNext()).toBe(few);
  });
});
