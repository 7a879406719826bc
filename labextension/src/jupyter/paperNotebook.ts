import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import { fileArgument, isPaper } from '../core/magicLine';

export interface IKernelName {
  name: string;
  display_name: string;
}

type Drives = Pick<Contents.IManager, 'driveName' | 'localPath'>;

/** The notebook in which a paper is to be implemented; none of its cells has run. */
export function paperCells(file: string): string[] {
  return [`%rca paper ${fileArgument(file)}`, '%rca implement ""'];
}

/** Create a notebook beside a paper, named after it where that name is free; returns its path. */
export async function createPaperNotebook(
  contents: Contents.IManager,
  paper: string,
  kernelspec: IKernelName
): Promise<string> {
  const file = PathExt.basename(contents.localPath(paper));
  const folder = folderOf(contents, paper);
  const { path } = await contents.newUntitled({ path: folder, type: 'notebook' });
  const cells = paperCells(file).map(source => ({
    cell_type: 'code',
    execution_count: null,
    id: UUID.uuid4(),
    metadata: {},
    outputs: [],
    source
  }));
  const content = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  const name = `${PathExt.basename(file, PathExt.extname(file))}.ipynb`;
  const wished = folder === '' || folder.endsWith(':') ? `${folder}${name}` : `${folder}/${name}`;
  try {
    await contents.save(path, { type: 'notebook', format: 'json', content });
    return await named(contents, path, wished);
  } catch (reason) {
    // What cannot be finished leaves nothing behind.
    await contents.delete(path).catch(() => undefined);
    throw reason;
  }
}

/** The folder of a file, on the file's own drive. */
function folderOf(contents: Drives, path: string): string {
  const drive = contents.driveName(path);
  const folder = PathExt.dirname(contents.localPath(path));
  return drive ? `${drive}:${folder}` : folder;
}

/** Rename a notebook where the name is free; returns its path. */
async function named(contents: Contents.IManager, path: string, wished: string): Promise<string> {
  try {
    return (await contents.rename(path, wished)).path;
  } catch (reason) {
    const exists = (one: string): Promise<boolean> =>
      contents.get(one, { content: false }).then(
        () => true,
        () => false
      );
    if (!(await exists(wished))) {
      throw reason;
    }
    // Another notebook has that name, and keeps it; or it is ours, and only the server's answer was lost.
    return (await exists(path)) ? path : wished;
  }
}

/** Names of the files beside a notebook that may be papers; none where its folder cannot be read. */
export async function papersBeside(
  contents: Drives & Pick<Contents.IManager, 'get'>,
  notebook: string
): Promise<string[]> {
  try {
    const folder = await contents.get(folderOf(contents, notebook), { content: true });
    const items = folder.content as Contents.IModel[];
    return items.filter(item => item.type === 'file' && isPaper(item.name)).map(item => item.name);
  } catch (reason) {
    console.warn('rca: the folder cannot be read.', reason);
    return [];
  }
}
