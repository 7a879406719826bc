import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import { fileArgument } from '../core/magicLine';

export interface IKernelName {
  name: string;
  display_name: string;
}

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
  const folder = PathExt.dirname(paper);
  const file = PathExt.basename(paper);
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
  await contents.save(path, { type: 'notebook', format: 'json', content });
  const wished = PathExt.join(folder, `${PathExt.basename(file, PathExt.extname(file))}.ipynb`);
  try {
    return (await contents.rename(path, wished)).path;
  } catch {
    // Another notebook has that name, and keeps it.
    return path;
  }
}
