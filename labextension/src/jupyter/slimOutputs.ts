import type * as nbformat from '@jupyterlab/nbformat';
import { bounded, withoutEscapes } from '../core/plainText';
import type { Output } from '../protocol/messages';

export const TEXT_LIMIT = 20_000;
export const COUNT_LIMIT = 200;

const joined = (value: unknown): string =>
  Array.isArray(value) ? value.join('') : typeof value === 'string' ? value : '';

/** Read by the agent. */
const leftOut = (count: number): string => `… ${count} characters left out …`;
const limited = (value: unknown): string => bounded(joined(value), TEXT_LIMIT, leftOut);

/** Outputs as the agent reads them: text cut to size, other MIME types by name only. */
export function slimOutputs(outputs: readonly nbformat.IOutput[]): Output[] {
  const half = COUNT_LIMIT / 2;
  const kept =
    outputs.length <= COUNT_LIMIT ? outputs : [...outputs.slice(0, half), ...outputs.slice(-half)];
  return kept.map(slim).filter(output => output !== null);
}

function slim(output: nbformat.IOutput): Output | null {
  switch (output.output_type) {
    case 'stream':
      return {
        type: 'stream',
        name: output.name === 'stderr' ? 'stderr' : 'stdout',
        text: limited(output.text)
      };
    case 'display_data':
    case 'execute_result':
    case 'update_display_data':
      return { type: 'display', data: slimBundle(output.data as nbformat.IMimeBundle) };
    case 'error':
      return {
        type: 'error',
        ename: joined(output.ename),
        evalue: limited(output.evalue),
        traceback: bounded(withoutEscapes(tracebackOf(output)), TEXT_LIMIT, leftOut)
      };
    default:
      return null;
  }
}

const tracebackOf = (output: nbformat.IOutput): string =>
  Array.isArray(output.traceback) ? output.traceback.join('\n') : joined(output.traceback);

function slimBundle(bundle: nbformat.IMimeBundle | undefined): { [mime: string]: string } {
  return Object.fromEntries(
    Object.entries(bundle ?? {}).map(([mime, data]) => [
      mime,
      mime.startsWith('text/') ? limited(data) : ''
    ])
  );
}
