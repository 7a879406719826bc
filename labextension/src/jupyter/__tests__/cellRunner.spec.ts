import type { ISharedCell } from '@jupyter/ydoc';
import { YNotebook } from '@jupyter/ydoc';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { INPUT_WAITS, NO_KERNEL } from '../../core/dispatcher';
import type { IRunServices } from '../cellRunner';
import { CellRunner } from '../cellRunner';

interface IRun {
  onCellExecuted: (ended: { error?: { errorName: string } }) => void;
}

/** One code cell in a view, and what running it does. */
class Stage {
  outputs: object[] = [];
  runs: (run: IRun) => Promise<boolean> = () => Promise.resolve(true);
  readonly cell = {
    isDisposed: false,
    model: { id: 'c', executionCount: 3, sharedModel: { getOutputs: () => this.outputs } }
  };
  readonly sessionContext = {
    session: { kernel: {} } as { kernel: object } | null,
    pendingInput: false
  };
  readonly content = { model: {}, widgets: [this.cell], notebookConfig: {} };
  panel: Stage | null = this;
  readonly runner = new CellRunner(
    { executor: { runCell: (run: IRun) => this.runs(run) } } as unknown as IRunServices,
    () => this.panel as unknown as NotebookPanel | null
  );
}

const failure = { output_type: 'error', ename: 'ValueError', evalue: 'no', traceback: [] };

test('a run that ends well says so, without the outputs: its reply is sent and kept', async () => {
  const stage = new Stage();
  stage.outputs = [{ output_type: 'stream', name: 'stdout', text: 'hello' }];
  await expect(stage.runner.run('c')).resolves.toEqual({ type: 'run', status: 'ok' });
});

test.each([
  ['error', failure],
  ['interrupted', { ...failure, ename: 'KeyboardInterrupt' }]
])('an exception is an %s', async (status, output) => {
  const stage = new Stage();
  stage.runs = () => {
    stage.outputs = [output];
    return Promise.resolve(false);
  };
  await expect(stage.runner.run('c')).resolves.toMatchObject({ status });
});

test('an exception that shows no output is told by the executor', async () => {
  const stage = new Stage();
  stage.runs = ({ onCellExecuted }) => {
    onCellExecuted({ error: { errorName: 'ValueError' } });
    return Promise.reject(new Error('ValueError'));
  };
  await expect(stage.runner.run('c')).resolves.toMatchObject({ status: 'error' });
});

test('neither done nor an exception, or a cell that is gone, is lost', async () => {
  const stage = new Stage();
  stage.runs = () => Promise.resolve(false);
  await expect(stage.runner.run('c')).resolves.toMatchObject({ status: 'lost' });
  stage.runs = () => {
    stage.cell.isDisposed = true;
    return Promise.resolve(true);
  };
  await expect(stage.runner.run('c')).resolves.toEqual({ type: 'run', status: 'lost' });
});

test('what cannot run is refused with a reason', async () => {
  const stage = new Stage();
  await expect(stage.runner.run('d')).rejects.toMatchObject({ code: 'unknown_cell' });
  stage.sessionContext.pendingInput = true;
  await expect(stage.runner.run('c')).rejects.toThrow(INPUT_WAITS);
  stage.sessionContext.session = null;
  await expect(stage.runner.run('c')).rejects.toThrow(NO_KERNEL);
  stage.panel = null;
  await expect(stage.runner.run('c')).rejects.toMatchObject({ code: 'refused' });
});

test('what is written at the end runs, in an empty cell if there is one, and leaves one to type in', async () => {
  jest.spyOn(console, 'warn').mockImplementation(); // Yjs, of cells that ydoc fills
  const stage = new Stage();
  const document = YNotebook.create();
  document.insertCell(0, { cell_type: 'code', source: 'x = 1' });
  const ran: string[] = [];
  const model = { sharedModel: document };
  const content = {
    model,
    get widgets() {
      return document.cells.map(cell => ({ model: { id: cell.getId() }, cell }));
    }
  };
  Object.assign(stage, { content });
  stage.runs = run => {
    ran.push((run as unknown as { cell: { cell: ISharedCell } }).cell.cell.getSource());
    return Promise.resolve(true);
  };
  jest.spyOn(stage.runner, 'reveal').mockResolvedValue();
  await stage.runner.runNew('%rca paper a.tex');
  await stage.runner.runNew('%rca implement "Section 1"');
  expect(ran).toEqual(['%rca paper a.tex', '%rca implement "Section 1"']);
  expect(document.cells.map(cell => cell.getSource())).toEqual(['x = 1', ...ran, '']);
});
