import type { Contents } from '@jupyterlab/services';
import { createPaperNotebook, papersBeside } from '../paperNotebook';

const KERNEL = { name: 'rca', display_name: 'Python 3 (RCA)' };

/** A server's files, by path; drives stand before a colon. */
class Files {
  readonly held = new Map<string, unknown>();
  failing: 'save' | 'rename' | null = null;
  /** Whether the server's word on a rename never comes. */
  deaf = false;

  localPath = (path: string): string => path.split(':').at(-1)!;
  driveName = (path: string): string => (path.includes(':') ? path.split(':')[0] : '');
  newUntitled = ({ path = '' }): Promise<Partial<Contents.IModel>> => {
    const made =
      path === '' || path.endsWith(':') ? `${path}Untitled.ipynb` : `${path}/Untitled.ipynb`;
    this.held.set(made, {});
    return Promise.resolve({ path: made });
  };
  save = async (path: string, { content }: { content: unknown }): Promise<void> => {
    await this._fail('save');
    this.held.set(path, content);
  };
  rename = async (from: string, to: string): Promise<Partial<Contents.IModel>> => {
    await this._fail('rename');
    if (this.held.has(to)) {
      throw new Error('File already exists');
    }
    this.held.set(to, this.held.get(from));
    this.held.delete(from);
    if (this.deaf) {
      throw new TypeError('Failed to fetch');
    }
    return { path: to };
  };
  get = (path: string): Promise<unknown> =>
    this.held.has(path)
      ? Promise.resolve({ content: this.held.get(path) })
      : Promise.reject(new Error('404'));
  delete = (path: string): Promise<void> => {
    this.held.delete(path);
    return Promise.resolve();
  };

  private _fail(deed: 'save' | 'rename'): Promise<void> {
    return this.failing === deed ? Promise.reject(new Error(`no ${deed}`)) : Promise.resolve();
  }
}

const files = new Files();
beforeEach(() => {
  files.held.clear();
  files.failing = null;
  files.deaf = false;
});
const create = (paper: string): Promise<string> =>
  createPaperNotebook(files as unknown as Contents.IManager, paper, KERNEL);

describe('a notebook for a paper', () => {
  it('stands beside it under its name, and names its file without the drive', async () => {
    expect(await create('papers/adam.tex')).toBe('papers/adam.ipynb');
    expect(await create('RTC:adam.tex')).toBe('RTC:adam.ipynb');
    expect(JSON.stringify(files.held.get('RTC:adam.ipynb'))).toContain('%rca paper adam.tex');
  });

  it('leaves another notebook its name', async () => {
    files.held.set('adam.ipynb', 'mine');
    expect(await create('adam.tex')).toBe('Untitled.ipynb');
    expect(files.held.get('adam.ipynb')).toBe('mine');
  });

  it('is found under its name where only the answer to its rename was lost', async () => {
    files.deaf = true;
    expect(await create('RTC:adam.tex')).toBe('RTC:adam.ipynb');
    expect([...files.held.keys()]).toEqual(['RTC:adam.ipynb']);
  });

  it.each(['save', 'rename'] as const)('leaves nothing where it cannot %s', async deed => {
    files.failing = deed;
    await expect(create('adam.tex')).rejects.toThrow(`no ${deed}`);
    expect([...files.held.keys()]).toEqual([]);
  });
});

test('papers are looked for beside the notebook, on its own drive', async () => {
  const file = (name: string): object => ({ name, type: 'file' });
  files.held.set('', [file('other.tex')]);
  files.held.set('RTC:', [file('adam.tex'), file('adam.py')]);
  files.held.set('RTC:papers', [file('b.pdf')]);
  const beside = (notebook: string): Promise<string[]> =>
    papersBeside(files as unknown as Contents.IManager, notebook);
  expect(await beside('RTC:a.ipynb')).toEqual(['adam.tex']);
  expect(await beside('RTC:papers/a.ipynb')).toEqual(['b.pdf']);
  expect(await beside('a.ipynb')).toEqual(['other.tex']);
});
